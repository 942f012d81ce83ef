import { keepFocus } from "../lib/kept-focus.js";
import { lightPins } from "../lib/pin-lights.js";
import { typed } from "../lib/pin-press.js";
import { followThread } from "../lib/thread-news.js";

const ask = (name) => document.dispatchEvent(new CustomEvent(name));

/** What is said of an image, and the one field for all that is to be said: a comment, an answer, a
 *  change of one's own, or what stands at the pin that was set. */
class CommentThread extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    keepFocus(".comment", signal);
    lightPins(signal);
    followThread(this, signal);
    this.form = this.querySelector("#say");
    if (!this.form) return;
    this.fields = this.form.elements;
    this.addEventListener("click", (event) => this.press(event), { signal });
    this.form.addEventListener("keydown", (event) => this.key(event), { signal });
    this.form.addEventListener("htmx:afterRequest", ({ detail }) => detail.successful && this.clear(), { signal });
    document.addEventListener("pin:set", ({ detail }) => this.pin(detail), { signal });
    document.addEventListener("pin:dropped", () => this.say({}), { signal });
    document.addEventListener("click", ({ target }) => target.closest("[data-write]") && this.fields.text.focus(), { signal });
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  /** What the field is for, and the words that tell it. */
  say({ pin = "", answers = "", edits = "", words = "" }) {
    for (const [name, value] of Object.entries({ pin, answers, edits })) this.fields[name].value = value;
    const line = this.form.querySelector(".about");
    [line.hidden, line.firstElementChild.textContent] = [!words, words];
    if (this.held !== undefined && !edits) [this.fields.text.value, this.held] = [this.held, undefined];
  }

  pin({ place, pointer }) {
    this.say({ pin: typed(place), words: this.dataset.pinned });
    if (pointer !== "touch") this.fields.text.focus();
  }

  press(event) {
    const { answers, edits, of, leave, cross } = event.target.closest("a, button")?.dataset ?? {};
    if ([answers, edits, leave, cross].every((one) => one === undefined)) return;
    event.preventDefault();
    ask("pin:drop");
    this.say(answers ? { answers, words: `${this.dataset.answering}: ${of}` } : {});
    if (edits) this.change(edits);
    if (cross !== undefined) ask("pin:cross");
    else this.fields.text.focus();
  }

  change(edits) {
    this.held = this.fields.text.value;
    this.say({ edits, words: this.dataset.editing });
    this.fields.text.value = this.querySelector(`#comment-${edits} > .what > .text`).textContent;
  }

  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    if (event.key !== "Escape" || event.defaultPrevented) return;
    this.leave();
    this.fields.text.blur();
  }

  leave() {
    ask("pin:drop");
    this.say({});
  }

  clear() {
    [this.held, this.fields.text.value] = [undefined, ""];
    this.leave();
  }
}

customElements.define("comment-thread", CommentThread);
