const NEAR = 40; // frames before the end at which more are asked for
const AHEAD = [1, 2, 3, -1]; // neighbours whose pictures are loaded and decoded

/** The frames below, the pictures of the neighbours, and more frames before one comes to the end. */
export class CullFilm {
  pictures = new Map();

  constructor(place) {
    this.place = place;
    this.list = place.querySelector("[data-film]");
    this.isWhole = Number(place.dataset.total) <= Number(place.dataset.offset) + this.frames.length && !place.hasAttribute("data-more");
    for (const link of this.list.querySelectorAll(".pic")) link.tabIndex = -1;
    this.at = this.list.querySelector(".frame:has([aria-current])") ?? this.frames[0];
  }

  get frames() {
    return [...this.list.children];
  }

  get index() {
    return this.frames.indexOf(this.at);
  }

  beside(by) {
    return this.frames[this.index + by];
  }

  /** Ready to be put on the page at once; its neighbours are made ready too. */
  picture(frame) {
    for (const by of AHEAD) this.load(this.beside(by));
    const kept = new Set([frame, ...AHEAD.map((by) => this.beside(by))]);
    for (const old of this.pictures.keys()) if (!kept.has(old)) this.pictures.delete(old);
    return this.load(frame);
  }

  load(frame) {
    if (!frame?.dataset.large) return null;
    const known = this.pictures.get(frame);
    if (known) return known;
    const { large, width, height } = frame.dataset;
    const picture = Object.assign(new Image(width, height), { src: large, alt: frame.querySelector("img")?.alt ?? "" });
    picture.decode().catch(() => {});
    this.pictures.set(frame, picture);
    return picture;
  }

  hold(frame) {
    const before = this.at.querySelector(".pic");
    before.removeAttribute("aria-current");
    before.tabIndex = -1;
    this.at = frame;
    const link = frame.querySelector(".pic");
    link.setAttribute("aria-current", "true");
    link.tabIndex = 0;
    const { left, width } = frame.getBoundingClientRect();
    this.list.scrollBy({ left: left + width / 2 - innerWidth / 2, behavior: "instant" });
    if (this.index > this.frames.length - NEAR) this.ask();
  }

  async ask() {
    if (this.isWhole || this.isAsking) return;
    this.isAsking = true;
    const query = new URLSearchParams(this.place.dataset.address);
    query.set("after", this.frames.at(-1).dataset.image);
    const answer = await fetch(`?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    this.isAsking = false;
    if (!answer?.ok) return;
    const before = this.frames.length;
    this.list.insertAdjacentHTML("beforeend", await answer.text());
    this.isWhole = this.frames.length === before;
    for (const frame of this.frames.slice(before)) frame.querySelector(".pic").tabIndex = -1;
  }
}
