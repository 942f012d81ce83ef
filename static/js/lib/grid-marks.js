import { on } from "./keys.js";
import { draw, keep, marked } from "./marks.js";
import { fill } from "./words.js";

const VERDICTS = { p: "pick", x: "reject", u: "" };

/** Verdicts by keys and by the tools of a frame: drawn at once, taken back where they are not kept.
 *  A mark leads on to the next frame; Shift keeps the place. */
export class GridMarks {
  constructor(grid, focus, signal) {
    const data = grid.dataset;
    this.grid = grid;
    this.focus = focus;
    this.latest = new Map();
    const stars = (n) => fill(data.stars, { n });
    this.form = { drawings: data.marks, words: { pick: data.picked, reject: data.rejected, stars } };
    for (const [key, label] of [["p", data.pick], ["x", data.reject], ["u", data.unmark]]) {
      on(key, (event) => this.press(event, { verdict: VERDICTS[key] }), label, { signal });
    }
    on("1 2 3 4 5", (event) => this.press(event, { stars: figure(event) }), data.rate, { signal });
    on("0", (event) => this.press(event, { stars: 0 }), data.unrate, { signal });
    grid.addEventListener("click", ({ target }) => this.tool(target.closest("[data-mark]")), { signal });
  }

  press(event, said) {
    if (!this.focus.isIn) return false;
    this.mark(this.focus.at, said);
    if (!event.shiftKey) this.focus.step(1);
    return true;
  }

  tool(button) {
    if (!button) return;
    const frame = button.closest(".frame");
    const { mark } = button.dataset;
    this.mark(frame, { verdict: frame.dataset.verdict === mark ? "" : mark });
  }

  async mark(frame, said) {
    const before = marked(frame);
    const now = { ...before, ...said };
    const turn = Symbol();
    this.latest.set(frame, turn);
    draw(frame, now, this.form);
    this.say(this.words(now));
    const url = this.grid.dataset.verdict.replace("/0/", `/${frame.dataset.image}/`);
    if (await keep(url, said)) return;
    if (this.latest.get(frame) === turn) draw(frame, before, this.form);
    this.say(this.grid.dataset.lost, true);
  }

  words({ verdict, stars }) {
    const { words } = this.form;
    const said = [words[verdict], stars && words.stars(stars)].filter(Boolean);
    return said.join(", ") || this.grid.dataset.unmarked;
  }

  say(text, isTrouble = false) {
    const line = this.grid.querySelector("[data-said]");
    line.textContent = text;
    line.classList.toggle("vh", !isTrouble);
    line.classList.toggle("notice", isTrouble);
  }
}

/** With Shift a figure is another sign; its key still tells. */
const figure = ({ key, code }) => Number(/^Digit(\d)$/.exec(code)?.[1] ?? key);
