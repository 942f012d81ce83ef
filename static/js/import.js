/** What the import page has besides. */
import "./elements/import-files.js";
