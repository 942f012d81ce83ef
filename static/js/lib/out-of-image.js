/** Bound before all else on the page of an image: what is open on it hears Esc first. */
import { leadBackToRoom } from "./way-out.js";

leadBackToRoom();
