import "./picture-zoom.js";
import { CurrentPane } from "../lib/current-pane.js";
import { GridMarks } from "../lib/grid-marks.js";
import { walk } from "../lib/grid-walk.js";
import { InStep } from "../lib/in-step.js";
import { on } from "../lib/keys.js";
import { SurveyEnd } from "../lib/survey-end.js";
import { SurveyOut } from "../lib/survey-out.js";
import { leadBack } from "../lib/way-out.js";
import { FIT } from "../lib/zoom.js";

const AROUND = "ArrowLeft ArrowRight ArrowUp ArrowDown";

/** Images of which one after another is taken out; those that are left grow, the last is picked. */
class SurveyGrid extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    const { walk, out, back } = this.dataset;
    this.out = new SurveyOut(this);
    this.pane = new CurrentPane(this, ".pane", signal);
    this.step = new InStep(this, () => this.pane.at, signal);
    if (this.hasAttribute("data-may")) this.marks = new GridMarks(this, this.pane, signal);
    this.end = new SurveyEnd(this, this.marks);
    leadBack(this.querySelector("[data-back]"), signal);
    on(`${AROUND} j k`, ({ key }) => this.walk(key), walk, { signal });
    on("x", ({ repeat }) => repeat || this.take(this.pane.at), out, { signal });
    on("u", () => this.back(), back, { signal });
    addEventListener("keydown", (event) => this.undo(event), { signal });
    this.addEventListener("click", (event) => this.press(event), { signal });
    addEventListener("resize", () => this.out.lay(), { signal });
    this.out.lay();
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  walk(key) {
    if (this.step.view !== FIT && key.startsWith("Arrow")) return false;
    this.out.settle();
    const arrow = { j: "ArrowRight", k: "ArrowLeft" }[key] ?? key;
    this.pane.go(walk(this.pane.all, this.pane.at, arrow));
    return true;
  }

  take(pane) {
    const { all } = this.pane;
    if (all.length < 2) return true;
    const next = all[all.indexOf(pane) + 1] ?? all.at(-2);
    this.out.take(pane);
    this.pane.go(next);
    if (all.length === 2) this.end.win(next);
    return true;
  }

  back() {
    if (!this.out.gone.length) return false;
    this.end.undo();
    this.pane.go(this.out.back());
    this.step.take(this.step.view);
    return true;
  }

  undo(event) {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (isUndo && this.back()) event.preventDefault();
  }

  press(event) {
    const { target } = event;
    if (!target.closest("[data-take], [data-return], [data-mark], [data-end]")) return;
    event.preventDefault();
    if (target.closest("[data-take]")) this.take(target.closest(".pane"));
    if (target.closest("[data-return]")) this.back();
    if (target.closest("[data-end]")) this.end.press(target.closest("[data-end]").dataset.end);
  }
}

customElements.define("survey-grid", SurveyGrid);
