import { between } from "./pin-press.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 0.01;
const within = (value) => Math.min(Math.max(value, 0), 1);

/** A cross that arrows move over a picture: Enter sets a point there, "m" holds a corner so that it
 *  becomes a rectangle, Esc leaves. Told as `pins` in pin-press.js are, and tell(place) what to say. */
export class PinCross {
  constructor(button, pins, signal) {
    Object.assign(this, { button, pins });
    button.addEventListener("keydown", (event) => this.press(event), { signal });
    button.addEventListener("blur", () => this.leave(), { signal });
  }

  start({ x, y, scale }) {
    Object.assign(this, { x, y, step: STEP / scale, corner: undefined, from: document.activeElement });
    this.button.hidden = false;
    this.move([0, 0]);
    this.button.focus();
  }

  get place() {
    return between(this.corner ?? this, this);
  }

  press(event) {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (key in STEPS) this.move(STEPS[key].map((way) => way * (shiftKey ? 5 : 1)));
    else if (key === "m") this.corner ??= { x: this.x, y: this.y };
    else if (key === "Enter" || key === " ") this.end();
    else if (key === "Escape") this.back();
  }

  move([right, down]) {
    this.x = within(this.x + right * this.step);
    this.y = within(this.y + down * this.step);
    Object.assign(this.button.style, { left: `${this.x * 100}%`, top: `${this.y * 100}%` });
    if (this.corner) this.pins.draw(this.place);
    this.pins.tell(this.corner ? this.place : { left: this.x, top: this.y });
  }

  end() {
    const { place } = this;
    this.isSet = true;
    this.pins.set(place, "key");
  }

  back() {
    this.button.blur();
    this.from.focus();
  }

  leave() {
    if (this.corner && !this.isSet) this.pins.undraw();
    this.isSet = false;
    this.button.hidden = true;
  }
}
