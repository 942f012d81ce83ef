/** What the composer and the feed have besides. */
import "./elements/copy-report.js";
import "./elements/copy-text.js";
import "./elements/count-stepper.js";
import "./elements/exact-pixels.js";
import "./elements/job-clock.js";
import "./elements/kept-form.js";
import "./elements/live-feed.js";
import "./elements/own-canvas.js";
import "./elements/prompt-box.js";
import "./elements/prompt-history.js";
import "./elements/reference-tray.js";
import "./elements/revised-prompt.js";
import "./elements/tray-drag.js";
import "./elements/tray-drop.js";
import "./elements/tray-order.js";
import "./elements/tray-upload.js";
import "./elements/sent-panel.js";
