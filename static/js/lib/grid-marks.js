import { on } from "./keys.js";
import { draw, marked } from "./marks.js";
import { keep, late, waiting } from "./verdicts.js";
import { fill } from "./words.js";

const SAID = { p: { verdict: "pick" }, x: { verdict: "reject" }, u: { verdict: "", stars: 0 } };

/** Verdicts by keys and by the buttons of a frame: drawn at once, taken back where they are not
 *  kept. A mark leads on to the next frame; Shift keeps the place. `words` holds the texts, and a
 *  frame that is marked is told as "frame:marked". */
export class GridMarks {
  known = new Map();

  constructor(grid, focus, signal, words = grid) {
    const data = words.dataset;
    Object.assign(this, { grid, focus, place: words });
    const stars = (n) => fill(data.stars, { n });
    this.form = { drawings: data.marks, words: { pick: data.picked, reject: data.rejected, stars } };
    // Whoever may only look has no keys for it.
    if (data.lookOnly !== undefined) return;
    for (const [key, label] of [["p", data.pick], ["x", data.reject], ["u", data.unmark]]) {
      on(key, (event) => this.press(event, SAID[key]), label, { signal });
    }
    on("1 2 3 4 5", (event) => this.press(event, { stars: figure(event) }), data.rate, { signal });
    on("0", (event) => this.press(event, { stars: 0 }), data.unrate, { signal });
    grid.addEventListener("click", (event) => this.tool(event), { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && this.recall(), { signal });
    this.recall();
  }

  /** A key that is held down judges one frame. */
  press(event, said) {
    if (!this.focus.isIn) return false;
    if (event.repeat) return true;
    this.mark(this.focus.at, said);
    if (!event.shiftKey) this.focus.step(1);
    return true;
  }

  tool(event) {
    const button = event.target.closest("[data-mark]");
    if (!button) return;
    event.preventDefault();
    const frame = button.closest(".frame");
    const { mark } = button.dataset;
    this.mark(frame, { verdict: frame.dataset.verdict === mark ? "" : mark });
  }

  /** Drawn back to what the server has once nothing more is said of this frame. */
  async mark(frame, said) {
    const before = marked(frame);
    const known = this.known.get(frame) ?? { ...before, asked: 0 };
    this.known.set(frame, known);
    known.asked += 1;
    this.draw(frame, { ...before, ...said }, before);
    this.say(this.words(marked(frame)));
    const isKept = await keep(this.url(frame), said);
    known.asked -= 1;
    if (isKept) Object.assign(known, said);
    else this.say(this.place.dataset.lost, true);
    if (known.asked) return;
    this.known.delete(frame);
    const now = marked(frame);
    if (now.verdict !== known.verdict || now.stars !== known.stars) this.draw(frame, known);
  }

  draw(frame, { verdict, stars }, before) {
    draw(frame, { verdict, stars }, this.form);
    frame.dispatchEvent(new CustomEvent("frame:marked", { bubbles: true, detail: { verdict, stars, before } }));
  }

  /** What was said on a page before and is still on its way, or is not shown by this one. */
  recall() {
    for (const { url, said } of [...late(), ...waiting()]) {
      const frame = this.grid.querySelector(`.frame[data-image="${/(\d+)\/verdict/.exec(url)?.[1]}"]`);
      if (frame) this.draw(frame, { ...marked(frame), ...said });
    }
  }

  url(frame) {
    return this.place.dataset.verdict.replace("/0/", `/${frame.dataset.image}/`);
  }

  words({ verdict, stars }) {
    const { words } = this.form;
    const said = [words[verdict], stars && words.stars(stars)].filter(Boolean);
    return said.join(", ") || this.place.dataset.unmarked;
  }

  say(text, isTrouble = false) {
    const line = this.place.querySelector("[data-said]");
    line.textContent = text;
    line.classList.toggle("vh", !isTrouble);
    line.classList.toggle("notice", isTrouble);
  }
}

/** With Shift a figure is another sign; its key still tells. */
const figure = ({ key, code }) => Number(/^Digit(\d)$/.exec(code)?.[1] ?? key);
