import { FIT, held } from "./zoom.js";

/** <picture-zoom>s of a place that are seen in step: a view that one of them takes by hand is taken
 *  by all, as fractions of each picture. The button [data-zoom-all] turns the `current()` one. */
export class InStep {
  view = FIT;

  constructor(place, current, signal) {
    this.place = place;
    this.button = place.querySelector("[data-zoom-all]");
    place.addEventListener("zoom:view", ({ target, detail }) => this.follow(target, detail), { signal });
    this.button.addEventListener("click", () => current().toggle(), { signal });
  }

  follow(leader, view) {
    this.view = view;
    this.place.toggleAttribute("zoomed", view !== FIT);
    for (const pane of this.place.querySelectorAll("picture-zoom")) {
      if (pane !== leader) pane.draw(view === FIT ? FIT : held(view, pane.room));
    }
    this.button.querySelector("#zoom-state").textContent = leader.state;
  }

  /** For those that were put in place of others. */
  take(view) {
    const pane = this.place.querySelector("picture-zoom");
    if (view === FIT || !pane) return;
    pane.draw(held(view, pane.room));
    this.follow(pane, pane.view);
  }
}
