import { hasBlank, selectNext, spaced } from "../lib/blanks.js";
import { offer, write } from "../lib/undo.js";

/** Snippets beside the prompt: one is put in at the caret and its first [blank] selected; Tab
 *  goes on to the next until none is left, Escape ends that. What is selected in the prompt when
 *  it opens is ready to be kept as a new one. */
class PromptSnippets extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.list = this.querySelector("#snippets");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    document.addEventListener("click", (event) => this.asked(event), { signal });
    document.addEventListener("keydown", (event) => this.filling(event), { signal });
    this.dialog.addEventListener("keydown", (event) => this.walk(event));
    this.dialog.addEventListener("click", (event) => this.chosen(event));
    this.list.addEventListener("htmx:afterSettle", () => this.drawn());
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  get field() {
    return document.getElementById("id_prompt");
  }

  asked(event) {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!isPlain || !event.target.closest('[data-open="snippets"]')) return;
    event.preventDefault();
    this.kept = this.field.value.slice(this.field.selectionStart, this.field.selectionEnd);
    this.dialog.showModal();
    htmx.trigger(this.list, "opened");
  }

  /** What was pressed is gone with the list before; the keys go on in the new one. */
  drawn() {
    const text = this.list.querySelector(".snippet-new textarea");
    if (this.kept) text.value = this.kept;
    const wrong = this.list.querySelector("[aria-invalid]");
    const first = this.list.querySelector(".snippet-gone button, .snippet");
    (wrong ?? (this.kept ? this.list.querySelector('.snippet-new [name="name"]') : first) ?? text).focus();
    this.kept = "";
  }

  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [...this.querySelectorAll(".snippet")];
    const at = stops.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
  }

  chosen({ target }) {
    const snippet = target.closest(".snippet");
    if (snippet || target === this.dialog || target.closest("[data-close]")) this.dialog.close();
    if (snippet) this.put(snippet.querySelector("b").textContent, snippet.querySelector("span").textContent);
  }

  put(name, text) {
    const { field, field: { value: before, selectionEnd: at } } = this;
    write(field, spaced(text, before.slice(0, at), before.slice(at)), at, at);
    this.isFilling = hasBlank(text) && selectNext(field, at);
    document.getElementById("blanks").hidden = !this.isFilling;
    offer(this.getAttribute("said").replace("{name}", name), () => write(field, before));
  }

  filling(event) {
    if (!this.isFilling || event.target !== this.field || event.shiftKey) return;
    if (event.key !== "Tab" && event.key !== "Escape") return;
    this.isFilling = event.key === "Tab" && selectNext(this.field);
    if (this.isFilling || event.key === "Escape") event.preventDefault();
    document.getElementById("blanks").hidden = !this.isFilling;
  }
}

customElements.define("prompt-snippets", PromptSnippets);
