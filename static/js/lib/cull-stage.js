import { draw, marked } from "./marks.js";
import { fill } from "./words.js";

/** The image that is judged, large, with its mark, its name, its buttons and where one is. */
export class CullStage {
  constructor(place, film) {
    Object.assign(this, { place, film, element: place.querySelector("[data-stage]") });
  }

  get big() {
    return this.element.querySelector(".big");
  }

  show(frame) {
    const { image, name, r, team = "" } = frame.dataset;
    const picture = this.film.picture(frame);
    this.element.dataset.r = r;
    this.element.dataset.image = image;
    this.big.replaceChildren(...(picture ? [picture] : []));
    const link = this.element.querySelector("[data-alone]");
    link.href = this.place.dataset.imageUrl.replace("/0/", `/${image}/`);
    link.textContent = name;
    link.ariaLabel = fill(this.place.dataset.imageWord, { name });
    this.element.querySelector("[data-team]").textContent = team;
    this.mark(frame, false);
    this.tell();
  }

  mark(frame, isFresh = true) {
    const { verdict, stars } = marked(frame);
    const { form } = this.place.marks ?? {};
    if (form) draw(this.element, { verdict, stars }, form);
    this.element.classList.toggle("fresh", isFresh && Boolean(verdict));
    for (const button of this.place.querySelectorAll("[data-say]")) {
      button.setAttribute("aria-pressed", String(button.dataset.say === verdict));
    }
    for (const button of this.place.querySelectorAll("[data-star]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.star) === stars));
      button.classList.toggle("on", Number(button.dataset.star) <= stars);
    }
  }

  /** Where one is, also in the address, so that one goes on from there. */
  tell() {
    const { dataset } = this.place;
    const at = Number(dataset.offset) + this.film.index + 1;
    const words = dataset.more === undefined ? dataset.of : dataset.ofMore;
    this.place.querySelector("[data-progress]").textContent = fill(words, { at, total: Math.max(at, dataset.total) });
    const query = new URLSearchParams(dataset.address);
    query.set("at", this.film.at.dataset.image);
    history.replaceState(history.state, "", `?${query}`);
    for (const link of this.place.querySelectorAll("[data-step]")) {
      const beside = this.film.beside(Number(link.dataset.step)) ?? this.film.at;
      query.set("at", beside.dataset.image);
      link.href = `?${query}`;
    }
  }
}
