import { isAtEnd } from "./cull-end.js";
import { on } from "./keys.js";
import { marked } from "./marks.js";

/** The verdicts of this sitting, taken back from the last one on: with Ctrl+Z, and with u where the
 *  image that is shown has no mark of its own to take away. */
export class CullUndo {
  done = [];

  constructor(place, label, signal) {
    this.place = place;
    place.addEventListener("frame:marked", ({ target, detail }) => this.marked(target, detail), { signal });
    on("u", () => (this.hasMark ? false : this.undo()), label, { signal });
    addEventListener("keydown", (event) => this.press(event), { signal });
  }

  /** At the end no image is shown. */
  get hasMark() {
    if (isAtEnd(this.place)) return false;
    const { verdict, stars } = marked(this.place.film.at);
    return Boolean(verdict || stars);
  }

  marked(frame, { before }) {
    if (before && !this.isUndoing) this.done.push({ frame, before });
    if (frame === this.place.film.at) this.place.stage.mark(frame);
  }

  undo() {
    const last = this.done.pop();
    if (!last) return true;
    this.isUndoing = true;
    this.place.show(last.frame);
    this.place.marks.mark(last.frame, last.before);
    this.isUndoing = false;
    return true;
  }

  press(event) {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!isUndo || event.target.closest("input")) return;
    event.preventDefault();
    this.undo();
  }
}
