/** What every page has. */
import "./elements/keys-panel.js";
import "./elements/line-down.js";
import "./elements/theme-switch.js";
import "./elements/verdict-line.js";
import "./lib/nav-place.js";
