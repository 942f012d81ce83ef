/** A press on a picture is a point of it, a drag a rectangle, told as set(place, pointer) and, while
 *  it goes on, draw(place); undraw() where it came to nothing. A place is { left, top, width,
 *  height } in fractions, `fraction(event)` the point { x, y } under a pointer.
 *
 *  An enlarged picture is moved by a drag, unless Shift is held; a finger scrolls the page. */
const SLIP = 5;
const OTHERS = "a, button, input";

/** Where two corners lie, in any order. */
export const between = (one, other) => ({
  left: Math.min(one.x, other.x),
  top: Math.min(one.y, other.y),
  width: Math.abs(one.x - other.x),
  height: Math.abs(one.y - other.y),
});

/** A place as a form sends it. */
export function typed({ left, top, width, height }) {
  const shares = width && height ? [left, top, width, height] : [left, top];
  return shares.map((share) => share.toFixed(4)).join(",");
}

export function hearPresses(stage, pins, signal) {
  let start;
  let isFar = false;
  const hear = (name, handler) => stage.addEventListener(name, handler, { signal, capture: true });
  const draws = (event) => event.pointerType !== "touch" && (stage.view.scale <= 1 || start.shiftKey);
  const leave = () => {
    if (start && isFar) pins.undraw();
    start = undefined;
  };

  hear("pointerdown", (event) => {
    const holder = event.target.closest(".holder");
    if (event.button || !holder || event.target.closest(OTHERS) || !event.isPrimary) return leave();
    start = event;
    isFar = false;
    if (!event.shiftKey) return;
    event.stopPropagation();
    holder.setPointerCapture(event.pointerId);
  });
  hear("pointermove", (event) => {
    if (event.pointerId !== start?.pointerId) return;
    isFar ||= Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > SLIP;
    if (isFar && draws(event)) pins.draw(between(pins.fraction(start), pins.fraction(event)));
  });
  hear("pointerup", (event) => {
    if (event.pointerId !== start?.pointerId) return;
    if (!isFar) return;
    if (draws(event)) pins.set(between(pins.fraction(start), pins.fraction(event)), start.pointerType);
    start = undefined;
  });
  // Only with the click: what is shown at a finger earlier would be pressed by it.
  hear("click", () => {
    const at = start && pins.fraction(start);
    if (at?.isInside) pins.set(between(at, at), start.pointerType);
    start = undefined;
  });
  hear("pointercancel", leave);
  hear("dragstart", (event) => !event.altKey && event.preventDefault());
}
