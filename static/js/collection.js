/** What the page of a collection has besides. */
import "./elements/collection-note.js";
import "./elements/collection-order.js";
import "./elements/gallery-grid.js";
import "./elements/gallery-selection.js";
