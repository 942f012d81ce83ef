/** What pages for guests of a share link have. */
import "./elements/comment-thread.js";
import "./elements/guest-marks.js";
import "./elements/keys-panel.js";
import "./elements/line-down.js";
import "./elements/picture-zoom.js";
import "./elements/picture-pins.js";
import "./elements/verdict-line.js";
