import { on } from "../lib/keys.js";

/** The words of the sentence: each opens its choices under it. Every choice is searched for at
 *  once, while they stay open. */
class GallerySentence extends HTMLElement {
  connectedCallback() {
    this.panel = this.querySelector("#choices");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.addEventListener("click", (event) => this.press(event), { signal });
    this.panel.addEventListener("input", ({ target }) => this.find(target), { signal });
    this.panel.addEventListener("keydown", (event) => this.key(event), { signal });
    this.panel.addEventListener("toggle", ({ newState }) => newState === "closed" && this.closed(), { signal });
    this.addEventListener("htmx:afterSwap", () => this.tell(), { signal });
    on("/", () => this.querySelector("#q").focus(), this.dataset.search, { signal });
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  get word() {
    return this.querySelector(`.sentence [data-word="${this.name}"]`) ?? this.querySelector(".word.add");
  }

  press(event) {
    const link = event.target.closest("[data-word]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.open(link);
  }

  async open(link) {
    const inPanel = this.panel.contains(link);
    if (!inPanel) this.name = link.dataset.word;
    await htmx.ajax("GET", link.href, { target: this.panel, swap: "innerHTML" });
    if (!this.panel.matches(":popover-open")) this.panel.showPopover();
    this.place();
    this.tell();
    this.panel.querySelector(".find, :checked, input:not([type=hidden]), a, button")?.focus();
  }

  place() {
    const { left, bottom } = this.word.getBoundingClientRect();
    const { style, offsetWidth } = this.panel;
    style.left = `${Math.max(16, Math.min(left, document.documentElement.clientWidth - offsetWidth - 16)) + scrollX}px`;
    style.top = `${bottom + scrollY + 4}px`;
  }

  tell() {
    const isOpen = this.panel.matches(":popover-open");
    for (const word of this.querySelectorAll(".word")) word.ariaExpanded = String(isOpen && word === this.word);
  }

  closed() {
    this.tell();
    const { activeElement } = document;
    if (activeElement === document.body || this.panel.contains(activeElement)) this.word?.focus();
  }

  find(field) {
    if (!field.matches(".find")) return;
    const wanted = field.value.trim().toLocaleLowerCase();
    for (const label of field.closest("fieldset").querySelectorAll("label")) {
      label.hidden = !label.textContent.toLocaleLowerCase().includes(wanted);
    }
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.matches("[type=radio], [type=date]")) return;
    const all = [...this.panel.querySelectorAll("label:not([hidden]) input, .find, a")];
    all[all.indexOf(event.target) + step]?.focus();
    event.preventDefault();
  }
}

customElements.define("gallery-sentence", GallerySentence);
