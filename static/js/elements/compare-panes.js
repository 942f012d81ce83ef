import "./picture-zoom.js";
import { CurrentPane } from "../lib/current-pane.js";
import { GridMarks } from "../lib/grid-marks.js";
import { InStep } from "../lib/in-step.js";
import { on } from "../lib/keys.js";
import { share } from "../lib/shared-view.js";
import { leadBack } from "../lib/way-out.js";
import { FIT } from "../lib/zoom.js";

/** What stays when the next challenger comes, or two change their places. */
const kept = { view: FIT, mode: null };

/** Images side by side, or one over another: wiped, blended or as their difference. */
class ComparePanes extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.pane = new CurrentPane(this, ".pane", signal);
    this.step = new InStep(this, () => this.pane.at, signal);
    const { walk, blink } = this.dataset;
    new GridMarks(this, this.pane, signal);
    leadBack(this.querySelector("[data-back]"), signal);
    if (!this.hasAttribute("data-bout")) on("ArrowLeft ArrowRight", ({ key }) => this.walk(key), walk, { signal });
    on("b", () => this.blink(), blink, { signal });
    const hear = (name, deed) => this.addEventListener(name, deed, { signal });
    hear("click", (event) => this.press(event));
    hear("input", () => this.share());
    hear("zoom:view", () => this.share());
    hear("pane:current", () => this.stack());
    addEventListener("resize", () => this.share(), { signal });
    // Those within are not ready before where this is put in place of another.
    queueMicrotask(() => this.begin());
  }

  disconnectedCallback() {
    Object.assign(kept, { view: this.step.view, mode: this.dataset.mode });
    this.leaving.abort();
  }

  begin() {
    this.turn(kept.mode ?? this.dataset.mode);
    this.step.take(kept.view);
    this.share();
    const told = kept.mode && this.querySelector("[data-tell]");
    if (told) document.getElementById("said").textContent = told.textContent;
  }

  press(event) {
    const link = event.target.closest("[data-mode-link]");
    const mark = event.target.closest("[data-mark]");
    if (!link && !mark) return;
    event.preventDefault();
    if (link) this.turn(this.dataset.mode === link.dataset.modeLink ? "side" : link.dataset.modeLink);
  }

  turn(mode) {
    this.dataset.mode = mode;
    for (const link of this.querySelectorAll("[data-mode-link]")) {
      link.setAttribute("aria-current", String(link.dataset.modeLink === mode));
      if (link.dataset.modeLink === mode) history.replaceState(history.state, "", link.href);
    }
    this.removeAttribute("blink");
    this.stack();
    this.share();
  }

  share = () => share(this, this.pane.all);

  blink = () => this.dataset.mode !== "side" && this.toggleAttribute("blink") !== undefined;

  walk(key) {
    if (this.step.view !== FIT) return false;
    this.pane.move(key === "ArrowLeft" ? -1 : 1);
    return true;
  }

  /** Of more than two, the first lies below and the current one above. */
  stack() {
    const [below, ...above] = this.pane.all;
    const top = above.includes(this.pane.at) ? this.pane.at : above[0];
    for (const pane of this.pane.all) pane.toggleAttribute("data-under", pane !== below && pane !== top);
  }
}

customElements.define("compare-panes", ComparePanes);
