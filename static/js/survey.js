/** What the page has that takes images out until one stands. */
import "./elements/survey-grid.js";
