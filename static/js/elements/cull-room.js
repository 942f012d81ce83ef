import { isAtEnd, showEnd } from "../lib/cull-end.js";
import { CullFilm } from "../lib/cull-film.js";
import { CullStage } from "../lib/cull-stage.js";
import { CullUndo } from "../lib/cull-undo.js";
import { GridMarks } from "../lib/grid-marks.js";
import { on } from "../lib/keys.js";
import { hearSwipes } from "../lib/swipe.js";
import { leadBack } from "../lib/way-out.js";

const SWIPES = { left: { by: 1 }, right: { by: -1 }, up: { verdict: "pick" }, down: { verdict: "reject" } };

/** One image large and the others below it; a verdict leads on to the next, to the end. */
class CullRoom extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    leadBack(this.querySelector("[data-back]"), signal);
    if (!this.querySelector("[data-film]")) return;
    const { walk, ends, back } = this.dataset;
    this.film = new CullFilm(this);
    this.stage = new CullStage(this, this.film);
    if (this.hasAttribute("data-may")) this.mayJudge(back, signal);
    on("ArrowRight j Space", () => this.go(1), walk, { signal });
    on("ArrowLeft k", () => this.go(-1), walk, { signal });
    on("Home End", ({ key }) => this.show(this.film.frames.at(key === "Home" ? 0 : -1)), ends, { signal });
    this.addEventListener("click", (event) => this.press(event), { signal });
    hearSwipes(this.stage.element, () => this.stage.big, (way) => this.swipe(SWIPES[way]), signal);
    this.show(this.film.at);
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  mayJudge(back, signal) {
    const { film } = this;
    const focus = { get isIn() { return !isAtEnd(film.place); }, get at() { return film.at; }, step: (by) => this.go(by) };
    this.marks = new GridMarks(film.list, focus, signal, this);
    new CullUndo(this, back, signal);
  }

  show(frame) {
    this.querySelector("[data-end]").hidden = true;
    this.film.hold(frame);
    this.stage.show(frame);
  }

  go(by) {
    const next = by < 0 && isAtEnd(this) ? this.film.at : this.film.beside(by);
    const { earlier, address } = this.dataset;
    if (next) this.show(next);
    else if (by < 0 && earlier) location.search = `${address ? `${address}&` : ""}at=${earlier}`;
    else if (by > 0 && this.film.isWhole) showEnd(this, this.film.frames);
    return true;
  }

  swipe({ by = 1, verdict }) {
    if (verdict && this.marks) this.marks.mark(this.film.at, { verdict });
    if (!verdict || this.marks) this.go(by);
  }

  press(event) {
    const part = event.target.closest("[data-say], [data-star], [data-step], [data-film] .pic");
    if (!part || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const { say, star, step } = part.dataset;
    const isOff = part.ariaPressed === "true";
    if (step) this.go(Number(step));
    else if (star) this.marks.mark(this.film.at, { stars: isOff ? 0 : Number(star) });
    else if (!say) this.show(part.closest(".frame"));
    else {
      this.marks.mark(this.film.at, { verdict: isOff ? "" : say });
      if (!isOff) this.go(1);
    }
  }
}

customElements.define("cull-room", CullRoom);
