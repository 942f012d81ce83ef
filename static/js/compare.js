/** What the page has that sets images side by side. */
import "./elements/compare-panes.js";
