/** The pane that the keys are for: the one that was touched or has the focus; else the first. */
export class CurrentPane {
  isIn = true;

  constructor(place, selector, signal) {
    Object.assign(this, { place, selector });
    for (const name of ["focusin", "pointerdown"]) {
      place.addEventListener(name, ({ target }) => this.hold(target.closest(selector)), { signal });
    }
    this.hold(this.all[0]);
  }

  get all() {
    return [...this.place.querySelectorAll(this.selector)];
  }

  get at() {
    return this.held?.isConnected && this.place.contains(this.held) ? this.held : this.all[0];
  }

  hold(pane) {
    if (!pane) return;
    this.held = pane;
    for (const one of this.all) one.toggleAttribute("data-current", one === pane);
    this.place.dispatchEvent(new CustomEvent("pane:current", { detail: pane }));
  }

  go(pane) {
    if (!pane) return;
    this.hold(pane);
    pane.querySelector(".name").focus({ preventScroll: true });
  }

  move(by) {
    this.go(this.all[this.all.indexOf(this.at) + by]);
  }

  /** A mark leads nowhere here: what is compared stays. */
  step() {}
}
