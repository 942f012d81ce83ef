import { dragged } from "../lib/drag-frames.js";
import { walk } from "../lib/grid-walk.js";
import { KeptOrder } from "../lib/keep-order.js";
import { on } from "../lib/keys.js";
import { stepped } from "../lib/step-frames.js";

/** The order of a collection by Alt and arrows, by drag and by buttons; ticked images move together. */
class CollectionOrder extends HTMLElement {
  connectedCallback() {
    if (!this.dataset.order) return;
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    this.rows = this.querySelector(".rows");
    this.order = new KeptOrder(this.dataset.order, () => this.frames, (frames) => this.putBack(frames));
    this.rows.addEventListener("keydown", (event) => this.key(event), { signal });
    for (const way of [dragged, stepped]) way(this.rows, (...asked) => this.move(...asked), signal);
    on("Alt+ArrowLeft Alt+ArrowRight", () => false, this.dataset.keys, { signal });
  }

  disconnectedCallback() {
    this.leaving?.abort();
  }

  get frames() {
    return [...this.rows.querySelectorAll(".frame")];
  }

  key(event) {
    const frame = event.target.closest(".frame");
    if (!frame || !event.altKey || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const others = this.frames.filter((one) => one === frame || !this.group(frame).includes(one));
    const beside = walk(others, frame, event.key);
    if (beside) this.move(frame, beside, ["ArrowLeft", "ArrowUp"].includes(event.key));
  }

  group(frame) {
    const ticked = this.frames.filter((one) => one.querySelector(":checked"));
    return ticked.includes(frame) ? ticked : [frame];
  }

  move(frame, beside, isBefore) {
    const moved = this.group(frame);
    if (moved.includes(beside)) return;
    const focus = document.activeElement;
    if (isBefore) beside.before(...moved);
    else beside.after(...moved);
    if (moved.some((one) => one.contains(focus))) focus.focus({ preventScroll: true });
    frame.scrollIntoView({ block: "nearest" });
    const ids = moved.map((one) => one.dataset.image).join(",");
    this.order.moved({ images: ids, [isBefore ? "before" : "after"]: beside.dataset.image });
    this.say(`${this.dataset.moved}: ${this.frames.indexOf(frame) + 1}`);
  }

  putBack(frames) {
    this.rows.prepend(...frames.filter((frame) => frame.isConnected));
    this.say(this.dataset.lost, true);
  }

  say(text, isTrouble = false) {
    const line = this.querySelector("[data-said]");
    line.textContent = text;
    line.classList.toggle("vh", !isTrouble);
    line.classList.toggle("notice", isTrouble);
  }
}

customElements.define("collection-order", CollectionOrder);
