import { offer, replace, write } from "../lib/undo.js";

const composer = () => document.querySelector('#composer textarea[name="prompt"]');
const opened = new Set();

/** What the model used: a press on a marked phrase takes it into the prompt that is being written,
 *  at its place there, and offers the way back. The server finds the place. On pages without a
 *  composer, and without scripts, the phrases are links to one. */
class RevisedPrompt extends HTMLElement {
  connectedCallback() {
    this.keepOpen(this.closest("details"));
    if (!composer()) return;
    for (const link of this.querySelectorAll("[data-adopt]")) link.setAttribute("role", "button");
    this.addEventListener("click", (event) => this.press(event));
    this.addEventListener("keydown", (event) => this.space(event));
    this.addEventListener("htmx:afterRequest", ({ detail }) => detail.successful && this.take(JSON.parse(detail.xhr.response)));
  }

  /** A card that is drawn anew while it is read stays unfolded. */
  keepOpen(details) {
    if (!details?.id) return;
    details.open ||= opened.has(details.id);
    details.addEventListener("toggle", () => opened[details.open ? "add" : "delete"](details.id));
  }

  press(event) {
    const link = event.target.closest("[data-adopt]");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || !composer()) return;
    event.preventDefault();
    this.asked = composer().value;
    const values = { image: this.getAttribute("image"), adopt: link.dataset.adopt, prompt: this.asked };
    htmx.ajax("POST", this.getAttribute("action"), { source: this, swap: "none", values }).catch(() => {});
  }

  space(event) {
    if (event.key !== " " || !event.target.matches("[data-adopt]")) return;
    event.preventDefault();
    event.target.click();
  }

  /** Nothing that was written since the press is lost. */
  take({ deed, prompt, said, way, then }) {
    const box = composer();
    if (!box || box.value !== this.asked) return;
    if (deed === "show") offer(said, () => box.focus(), way);
    else if (deed === "ask") offer(said, () => replace(box, prompt, then), way);
    else this.put(box, prompt, said, then);
  }

  put(box, prompt, said, then) {
    const before = box.value;
    const { activeElement } = document;
    const [left, top] = [scrollX, scrollY];
    box.focus({ preventScroll: true });
    write(box, ...difference(before, prompt));
    if (box.value !== prompt) write(box, prompt);
    activeElement.focus({ preventScroll: true });
    scrollTo({ left, top, behavior: "instant" });
    const back = () => (box.value === prompt ? write(box, before) : replace(box, before, then));
    offer(said, back);
  }
}

/** The words that come in, and from where to where. */
function difference(before, after) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return [after.slice(start, after.length - end), start, before.length - end];
}

customElements.define("revised-prompt", RevisedPrompt);
