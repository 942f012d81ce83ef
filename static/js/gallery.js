/** What the gallery's grid has besides. */
import "./elements/gallery-density.js";
import "./elements/gallery-grid.js";
import "./elements/gallery-selection.js";
import "./elements/gallery-sentence.js";
