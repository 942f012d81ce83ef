import "./picture-zoom.js";
import { CurrentPane } from "../lib/current-pane.js";
import { GridMarks } from "../lib/grid-marks.js";
import { InStep } from "../lib/in-step.js";
import { on } from "../lib/keys.js";
import { Layers } from "../lib/layers.js";
import { leadBack } from "../lib/way-out.js";
import { FIT } from "../lib/zoom.js";

/** What stays when the next challenger comes, or two change their places. */
const kept = { view: FIT, mode: null };

/** Images side by side, or one over another: wiped, blended or as their difference. */
class ComparePanes extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    const { walk, blink } = this.dataset;
    this.pane = new CurrentPane(this, ".pane", signal);
    this.step = new InStep(this, () => this.pane.at, signal);
    this.layers = new Layers(this, this.pane, signal);
    if (this.hasAttribute("data-may")) this.marks = new GridMarks(this, this.pane, signal);
    leadBack(this.querySelector("[data-back]"), signal);
    this.addEventListener("click", (event) => this.press(event), { signal });
    this.addEventListener("submit", (event) => this.send(event), { signal });
    if (!this.hasAttribute("data-bout")) on("ArrowLeft ArrowRight", ({ key }) => this.walk(key), walk, { signal });
    on("u", () => this.back(), "", { signal });
    on("b", () => this.layers.blink(), blink, { signal });
    // Those within are not ready before where this is put in place of another.
    queueMicrotask(() => this.begin());
  }

  disconnectedCallback() {
    Object.assign(kept, { view: this.step.view, mode: this.layers.mode });
    this.leaving.abort();
  }

  begin() {
    const told = kept.mode && this.querySelector("[data-tell]");
    this.layers.turn(kept.mode ?? this.dataset.mode);
    this.step.take(kept.view);
    this.layers.share();
    if (told) document.getElementById("said").textContent = told.textContent;
  }

  /** The buttons of a pane are heard as its keys are; what is left is the champion's. */
  send(event) {
    event.preventDefault();
    if (event.target.closest(".bout")) this.marks.mark(this.pane.all[0], { verdict: "pick" });
  }

  /** To the next challenger, or with two in each other's place, without a new page. */
  async press(event) {
    const link = event.target.closest("[data-step]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (this.isLeaving) return;
    this.isLeaving = true;
    await htmx.ajax("GET", link.href, { target: "#compare", select: "#compare", swap: "outerHTML" }).catch(() => {});
    this.isLeaving = false;
  }

  /** Before a mark is taken away, the champion's last step is. */
  back() {
    const link = document.getElementById("bout-back");
    link?.click();
    return Boolean(link);
  }

  walk(key) {
    if (this.step.view !== FIT) return false;
    this.pane.move(key === "ArrowLeft" ? -1 : 1);
    return true;
  }
}

customElements.define("compare-panes", ComparePanes);
