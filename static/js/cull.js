/** What the page has that shows one image after another. */
import "./elements/cull-room.js";
