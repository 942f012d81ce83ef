import { on } from "./keys.js";
import { walk } from "./grid-walk.js";

const NEAR = 250; // frames to each side among which the next row is looked for
const ALONG = { j: 1, k: -1 };
const AROUND = [...Object.keys(ALONG), "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

/** One tab stop for a whole grid; arrows lead from frame to frame, as the rows are seen. */
export class GridFocus {
  constructor(grid, words, signal) {
    this.grid = grid;
    this.at = null;
    this.take(grid);
    grid.addEventListener("htmx:afterSettle", () => this.take(grid), { signal });
    grid.addEventListener("focusin", ({ target }) => this.hold(target.closest(".frame")), { signal });
    on(AROUND.join(" "), ({ key }) => this.walk(key), words.walk, { signal });
    on("Home End", ({ key }) => this.end(key), words.ends, { signal });
    on("PageUp PageDown", ({ key }) => this.page(key), words.pages, { signal });
  }

  get frames() {
    return [...this.grid.querySelectorAll(".frame")];
  }

  /** Those that came since: none of them is a tab stop, but the first where there is none yet. */
  take() {
    if (!this.at?.isConnected) this.at = this.grid.querySelector(".frame");
    for (const list of this.grid.querySelectorAll(".rows:not([data-taken])")) {
      list.dataset.taken = "";
      for (const part of list.querySelectorAll(".pic, input")) part.tabIndex = -1;
    }
    this.tab(this.at);
  }

  tab(frame) {
    const link = frame?.querySelector(".pic");
    if (link) link.tabIndex = 0;
  }

  hold(frame) {
    if (!frame || frame === this.at) return;
    const before = this.at?.querySelector(".pic");
    if (before) before.tabIndex = -1;
    this.at = frame;
    this.tab(frame);
  }

  /** Whether the keys are ours: the focus is in a frame. */
  get isIn() {
    return Boolean(document.activeElement?.closest(".frame") && this.grid.contains(document.activeElement));
  }

  go(frame) {
    if (!frame) return;
    this.hold(frame);
    frame.querySelector(".pic").focus({ preventScroll: true });
    frame.scrollIntoView({ block: "nearest" });
    this.grid.dispatchEvent(new CustomEvent("grid:at", { detail: frame }));
  }

  /** j and k lead along the frames, from outside to the first in sight. */
  walk(key) {
    const by = ALONG[key.toLowerCase()];
    if (by && !this.isIn) return this.go(this.frames.find((frame) => frame.getBoundingClientRect().bottom > innerHeight / 5));
    if (by) return this.step(by);
    if (!this.isIn) return false;
    const { frames } = this;
    const at = frames.indexOf(this.at);
    this.go(walk(frames.slice(Math.max(0, at - NEAR), at + NEAR), this.at, key));
    return true;
  }

  step(by) {
    const { frames } = this;
    this.go(frames[frames.indexOf(this.at) + by]);
  }

  end(key) {
    if (!this.isIn) return false;
    this.go(this.frames.at(key === "Home" ? 0 : -1));
    return true;
  }

  /** To the frame nearest to a screen away. */
  page(key) {
    if (!this.isIn) return false;
    const { frames } = this;
    const room = innerHeight * 0.8 * (key === "PageUp" ? -1 : 1);
    const wanted = this.at.getBoundingClientRect().top + room;
    const near = frames.map((frame) => [Math.abs(frame.getBoundingClientRect().top - wanted), frame]);
    this.go(near.reduce((one, other) => (other[0] < one[0] ? other : one))[1]);
    return true;
  }
}
