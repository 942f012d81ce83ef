/** What every page has. */
import "./elements/line-down.js";
import "./elements/theme-switch.js";
