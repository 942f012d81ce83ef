import { replace } from "../lib/undo.js";

/** Earlier prompts, opened by Ctrl and Up or by its button: arrows walk, Enter puts the prompt
 *  into the composer, Ctrl or Cmd and Enter goes to the whole recipe, Escape gives the caret back.
 *  The server searches. */
class PromptHistory extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.search = this.querySelector("input");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    document.addEventListener("keydown", (event) => this.called(event), { signal });
    document.addEventListener("click", (event) => this.asked(event), { signal });
    this.dialog.addEventListener("keydown", (event) => this.pressed(event));
    this.dialog.addEventListener("click", (event) => this.chosen(event));
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  get stops() {
    return [this.search, ...this.querySelectorAll(".past, .past-more a")];
  }

  called(event) {
    if (event.key !== "ArrowUp" || !event.ctrlKey || event.target.id !== "id_prompt") return;
    event.preventDefault();
    this.open();
  }

  asked(event) {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!isPlain || !event.target.closest('[data-open="history"]')) return;
    event.preventDefault();
    this.open();
  }

  open() {
    this.dialog.showModal();
    this.search.value = "";
    this.search.focus();
    htmx.trigger(this.search, "opened");
  }

  pressed(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = this.stops.indexOf(document.activeElement);
    if (step && at >= 0) {
      event.preventDefault();
      this.stops[Math.min(Math.max(at + step, 0), this.stops.length - 1)].focus();
    }
    if (event.key !== "Enter" || at < 0) return;
    const link = at ? this.stops[at] : this.stops[1];
    if (!link?.matches(".past")) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) link.parentElement.querySelector("[data-way]").click();
    else this.take(link);
  }

  chosen(event) {
    const link = event.target.closest(".past");
    if (event.target === this.dialog || event.target.closest("[data-close]")) return this.dialog.close();
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.take(link);
  }

  take(link) {
    this.dialog.close();
    const field = document.getElementById("id_prompt");
    replace(field, link.querySelector(".past-text").textContent, this.getAttribute("said"), this.getAttribute("undo"));
  }
}

customElements.define("prompt-history", PromptHistory);
