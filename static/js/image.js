/** What the page of one image has besides. */
import "./lib/out-of-image.js";
import "./elements/comment-thread.js";
import "./elements/copy-text.js";
import "./elements/mention-box.js";
import "./elements/picture-zoom.js";
import "./elements/picture-pins.js";
import "./elements/verdict-row.js";
import "./lib/preview-instead.js";
