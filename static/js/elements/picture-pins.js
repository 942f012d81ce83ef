import { on } from "../lib/keys.js";
import { PinCross } from "../lib/pin-cross.js";
import { drawPin, holdInside, worded } from "../lib/pin-drawing.js";
import { hearPresses } from "../lib/pin-press.js";
import { corner } from "../lib/zoom.js";

/** The pins on a picture, which lie on it at any zoom. One that is set is told by "pin:set"
 *  ({ place, pointer }), and by "pin:dropped" when it is taken away; "pin:drop" and "pin:cross"
 *  on the document take it away and bring the cross of the keys. */
class PicturePins extends HTMLElement {
  connectedCallback() {
    this.stage = this.closest("picture-zoom");
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    const follow = () => this.follow();
    this.watches = [new ResizeObserver(follow), new MutationObserver(follow)];
    this.watches[0].observe(this.parentElement);
    this.watches[1].observe(this, { childList: true });
    this.stage.addEventListener("zoom:view", follow, { signal });
    if (!("may" in this.dataset)) return;
    [this.drawn, this.bar] = [this.querySelector(".draft"), this.querySelector(".pin-bar")];
    this.cross = new PinCross(this.querySelector(".cross"), this, signal);
    hearPresses(this.stage, this, signal);
    this.stage.addEventListener("dblclick", () => {
      this.drop();
      document.activeElement.blur();
    }, { signal });
    this.bar.querySelector("[data-drop]").addEventListener("click", () => this.drop(), { signal });
    document.addEventListener("pin:drop", () => this.drop(), { signal });
    document.addEventListener("pin:cross", () => this.cross.start(this.stage.view), { signal });
    on("Escape", () => (this.isSet ? this.drop() : false), "", { signal });
  }

  disconnectedCallback() {
    this.leaving.abort();
    for (const watch of this.watches) watch.disconnect();
  }

  follow() {
    const { room, view } = this.stage;
    const [width, height] = [room.fit.width * view.scale, room.fit.height * view.scale];
    const { x, y } = corner(view, room);
    Object.assign(this.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    this.toggleAttribute("placed", true);
    for (const ring of this.querySelectorAll(".ring")) holdInside(ring, { width, height });
  }

  fraction({ clientX, clientY }) {
    const { left, top, width, height } = this.getBoundingClientRect();
    const [x, y] = [(clientX - left) / width, (clientY - top) / height];
    const [inX, inY] = [Math.min(Math.max(x, 0), 1), Math.min(Math.max(y, 0), 1)];
    return { x: inX, y: inY, isInside: x === inX && y === inY };
  }

  draw(place) {
    drawPin(this.drawn, place);
    this.follow();
  }

  undraw = () => this.drawn.classList.remove("there");

  tell(place) {
    this.querySelector("[role=status]").textContent = worded(place, this.dataset);
  }

  set(place, pointer) {
    this.draw(place);
    [this.isSet, this.bar.hidden] = [true, pointer !== "touch"];
    this.dispatchEvent(new CustomEvent("pin:set", { bubbles: true, detail: { place, pointer } }));
  }

  drop() {
    if (!this.isSet) return;
    [this.isSet, this.bar.hidden] = [false, true];
    this.undraw();
    this.dispatchEvent(new CustomEvent("pin:dropped", { bubbles: true }));
  }
}

customElements.define("picture-pins", PicturePins);
