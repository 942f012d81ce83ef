/** What the page of a session has besides. */
import "./elements/session-replay.js";
import "./elements/verdict-keys.js";
