import { on } from "../lib/keys.js";

/** The prompt: grows with its text, Ctrl or Cmd and Enter sends it, `n` comes back to it.
 *  A form that comes back refused puts the cursor into its first wrong field.
 *  After a good submit it takes away what the last one was told, and never the text. */
class PromptBox extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.form = this.closest("form");
    this.text.addEventListener("input", () => this.grow());
    this.form.addEventListener("keydown", (event) => this.send(event));
    this.form.addEventListener("htmx:afterRequest", (event) => this.forgive(event));
    this.leaving = new AbortController();
    on("n", () => this.come(), this.getAttribute("anew"), this.leaving);
    this.grow();
    this.form.querySelector('[aria-invalid="true"]')?.focus();
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.text.rows = Math.min(12, Math.max(2, this.text.value.split("\n").length + this.text.value.length / 70));
  }

  send(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  come() {
    this.text.focus();
    this.text.select();
  }

  forgive(event) {
    if (event.target !== this.form || event.detail.xhr.status !== 201) return;
    for (const list of this.form.querySelectorAll(".errorlist")) list.remove();
    for (const field of this.form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  }
}

customElements.define("prompt-box", PromptBox);
