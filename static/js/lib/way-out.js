import { on } from "./keys.js";

const ROOMS = /^\/(gallery\/(cull|compare|survey)|collections\/\d+|waiting|activity)\/$/;

/** The link back goes to where one came from, at its place, where that is another page of ours. */
export function leadBack(link, signal) {
  link.addEventListener("click", (event) => {
    const { origin, pathname } = new URL(document.referrer || "about:blank");
    const isOurs = origin === location.origin && pathname !== location.pathname;
    if (!isOurs || history.length < 2 || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    history.back();
  }, { signal });
}

/** Esc on the page of an image leads back to the room from which one opened it. */
export function leadBackToRoom() {
  on("Escape", () => {
    const { origin, pathname } = new URL(document.referrer || "about:blank");
    const isRoom = origin === location.origin && ROOMS.test(pathname) && history.length > 1;
    if (isRoom) history.back();
    return isRoom;
  });
}
