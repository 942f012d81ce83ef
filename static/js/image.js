/** What the page of one image has besides. */
import "./elements/copy-text.js";
import "./elements/picture-zoom.js";
