import { GridMarks } from "../lib/grid-marks.js";

/** Verdicts on the frames of strips: of the one that has the focus, or else is pointed at. */
class VerdictKeys extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.page = this.closest("main");
    const marks = new GridMarks(this.page, this, signal, this);
    // A strip that was drawn anew does not know what is still on its way.
    document.body.addEventListener("htmx:afterSettle", () => marks.recall(), { signal });
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  get frames() {
    return [...this.page.querySelectorAll(".frame[data-image]:has(a.pic)")];
  }

  get focused() {
    return this.frames.find((frame) => frame.contains(document.activeElement));
  }

  get at() {
    return this.focused ?? this.frames.find((frame) => frame.matches(":hover"));
  }

  get isIn() {
    return Boolean(this.at);
  }

  step(by) {
    const { frames, focused } = this;
    const next = focused && frames[frames.indexOf(focused) + by];
    next?.querySelector("a.pic").focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

customElements.define("verdict-keys", VerdictKeys);
