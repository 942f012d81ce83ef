/** The bar of what can be done with the frames that are ticked: there while any is. */
import { recount, renew } from "../lib/renew.js";
import { boxes, listen, takeAway, tickAll } from "../lib/ticks.js";

class GallerySelection extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.all = this.form.elements.all;
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    const hear = (name, deed, from = document) => from.addEventListener(name, deed, { signal });
    hear("gallery:ticked", () => this.count(true));
    hear("gallery:gone", ({ detail }) => this.leave(detail));
    hear("htmx:afterSettle", () => this.count());
    hear("pageshow", () => this.count(), window);
    hear("change", () => this.count(), this.all);
    hear("reset", () => setTimeout(() => this.count()), this.form);
    hear("formdata", ({ formData }) => this.join(formData), this.form);
    hear("htmx:afterRequest", ({ detail }) => this.done(detail), this.form);
    for (const panel of this.querySelectorAll("[popover]")) hear("beforetoggle", () => this.place(panel), panel);
    listen({ signal, label: this.dataset.key });
    this.count();
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  /** With "all" also those are meant that come in later; one tick taken off ends it. */
  count(isTicked = false) {
    if (isTicked && boxes(":not(:checked)").length) this.all.checked = false;
    if (this.all.checked) tickAll();
    const number = boxes(":checked").length;
    const { one, many } = this.dataset;
    const said = number === 1 ? one : many.replace("{n}", number);
    this.say(this.all.checked ? this.all.labels[0].textContent.trim() : said);
    if (number > 0 !== this.hasAttribute("data-open")) this.turn(number > 0);
  }

  say(words) {
    const place = this.querySelector("[data-count]");
    if (place.textContent !== words) place.textContent = words;
  }

  /** The frames stay where they are. */
  turn(isOpen) {
    const frame = document.querySelector("[data-image]");
    const before = frame?.getBoundingClientRect().top;
    this.toggleAttribute("data-open", isOpen);
    if (frame) window.scrollBy({ top: frame.getBoundingClientRect().top - before, behavior: "instant" });
  }

  /** Under the bar, wherever that is. */
  place(panel) {
    panel.style.top = `${this.form.getBoundingClientRect().bottom + 4}px`;
  }

  /** Many images make one field: a server takes only so many. With "all" none is named. */
  join(formData) {
    const images = formData.getAll("images").join(",");
    formData.delete("images");
    if (!this.all.checked) formData.set("images", images);
  }

  leave(gone) {
    this.form.reset();
    (takeAway(gone) ? recount : renew)();
    this.count();
  }

  /** Tags were written: the next ones are others. */
  done({ successful, requestConfig }) {
    if (!successful || requestConfig.verb !== "post") return;
    this.querySelector("[popover]:popover-open")?.hidePopover();
    const { tags } = this.form.elements;
    if (tags) tags.value = "";
  }
}

customElements.define("gallery-selection", GallerySelection);
