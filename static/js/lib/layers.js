/** Panes beside each other, or one over another, as data-mode has it: side, wipe, overlay or
 *  difference. What a range says is told to the stylesheet. */
export class Layers {
  constructor(place, pane, signal) {
    this.place = place;
    this.pane = pane;
    const hear = (name, deed) => place.addEventListener(name, deed, { signal });
    hear("click", (event) => this.press(event));
    hear("input", () => this.share());
    hear("zoom:view", () => this.share());
    hear("pane:current", () => this.stack());
    addEventListener("resize", () => this.share(), { signal });
  }

  get mode() {
    return this.place.dataset.mode;
  }

  /** The link of the mode that is on leads back to side by side. */
  press(event) {
    const link = event.target.closest("[data-mode-link]");
    if (!link) return;
    event.preventDefault();
    const { modeLink: wanted } = link.dataset;
    this.turn(this.mode === wanted ? "side" : wanted);
  }

  turn(mode) {
    this.place.dataset.mode = mode;
    for (const link of this.place.querySelectorAll("[data-mode-link]")) {
      const isOn = link.dataset.modeLink === mode;
      link.setAttribute("aria-current", String(isOn));
      if (isOn) history.replaceState(history.state, "", link.href);
    }
    this.place.removeAttribute("blink");
    this.stack();
    this.share();
  }

  blink() {
    if (this.mode === "side") return false;
    this.place.toggleAttribute("blink");
    return true;
  }

  /** Of more than two, the first lies below and the current one above. */
  stack() {
    const [below, ...above] = this.pane.all;
    const top = above.includes(this.pane.at) ? this.pane.at : above[0];
    for (const pane of this.pane.all) pane.toggleAttribute("data-under", pane !== below && pane !== top);
  }

  /** A fitted picture is wiped over its own width, an enlarged one over the pane's. */
  share() {
    const { place } = this;
    const wipe = place.querySelector("[data-wipe]");
    if (!wipe) return;
    const spans = this.pane.all.map(({ room: { fit, pane } }) => fit.width / pane.width);
    const span = place.hasAttribute("zoomed") ? 1 : Math.min(1, Math.max(...spans));
    place.style.setProperty("--span", span);
    place.style.setProperty("--at", wipe.value / 100);
    place.style.setProperty("--blend", place.querySelector("[data-blend]").value / 100);
  }
}
