import { flip } from "./flip.js";
import { mostRoom } from "./most-room.js";
import { fill } from "./words.js";

const NARROW = matchMedia("(max-width: 760px)");

/** Who is out of a survey, how the others are laid, and the address that tells it. */
export class SurveyOut {
  constructor(place) {
    this.place = place;
    this.list = place.querySelector(".survey");
    this.all = [...this.list.children];
    this.gone = place.dataset.gone.split(",").filter(Boolean).map((pk) => this.all.find((one) => own(one) === pk));
    for (const one of this.gone) one.remove();
    for (const one of this.all) one.hidden = false;
  }

  get left() {
    return this.all.filter((one) => !this.gone.includes(one));
  }

  take(pane) {
    this.gone.push(pane.parentElement);
    this.change(this.left, () => pane.parentElement.remove());
  }

  /** The last one that went; its pane. */
  back() {
    const one = this.gone.pop();
    const after = this.left[this.left.indexOf(one) + 1] ?? null;
    this.change(this.left, () => this.list.insertBefore(one, after));
    return one.firstElementChild;
  }

  change(moved, deed) {
    flip(moved.filter((one) => one.isConnected), () => {
      deed();
      this.lay();
    });
    this.tell();
  }

  /** Where they stand is where they go. */
  settle() {
    for (const motion of this.list.getAnimations({ subtree: true })) motion.finish();
  }

  lay() {
    if (NARROW.matches) return;
    const shapes = this.left.map((one) => one.firstElementChild.pixels).map(({ width, height }) => width / height);
    const { columns, rows } = mostRoom(shapes, { width: this.list.clientWidth, height: this.list.clientHeight });
    this.list.style.setProperty("--columns", columns);
    this.list.style.setProperty("--rows", rows);
  }

  tell() {
    const { place, left, gone } = this;
    const said = fill(place.dataset.left, { n: this.all.length, left: left.length });
    place.querySelector("h1").textContent = said;
    place.querySelector("[data-said]").textContent = said;
    const all = this.all.map((one) => `images=${own(one)}`);
    const address = [...all, ...gone.map((one) => `out=${own(one)}`)].join("&");
    history.replaceState(history.state, "", `?${address}`);
    const compare = place.querySelector("[data-compare]");
    compare.hidden = left.length < 2 || left.length > 4;
    compare.href = `${compare.pathname}?${left.map((one) => `images=${own(one)}`).join("&")}`;
    const line = place.querySelector(".outs");
    line.hidden = !gone.length;
    line.querySelector("[data-names]").textContent = gone.map((one) => one.querySelector(".name").textContent).join(", ");
  }
}

const own = (one) => one.firstElementChild.dataset.image;
