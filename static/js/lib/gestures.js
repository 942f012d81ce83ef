/** Wheel, drag, pinch and double press on a pane, told as deeds in pixels from its middle:
 *  zoom(factor, at), move(by), toggle(at). Where takesWheel() is false, the wheel scrolls the page
 *  unless Ctrl is held, which is also how a trackpad tells a pinch; where takesDrag() is, the
 *  picture is not dragged away. */
const LINE = 16;
const MOST = 60;
const OTHERS = "a, button, input";
const middle = ([one, other = one]) => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
const apart = ([one, other]) => Math.hypot(one.x - other.x, one.y - other.y);

export function hearGestures(pane, deeds, signal) {
  const fingers = new Map();
  const at = ({ clientX, clientY }) => {
    const { left, top, width, height } = pane.getBoundingClientRect();
    return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
  };
  const hear = (names, handler) => {
    for (const name of names) pane.addEventListener(name, handler, { signal, passive: false });
  };

  hear(["wheel"], (event) => {
    if (!event.ctrlKey && !deeds.takesWheel()) return;
    event.preventDefault();
    const pixels = Math.max(-MOST, Math.min(event.deltaY * (event.deltaMode ? LINE : 1), MOST));
    deeds.zoom(Math.exp(-pixels / (event.ctrlKey ? 100 : 250)), at(event));
  });
  hear(["dblclick"], (event) => !event.target.closest(OTHERS) && deeds.toggle(at(event)));
  hear(["dragstart"], (event) => deeds.takesDrag() && event.preventDefault());
  hear(["pointerdown"], (event) => {
    if (event.button || event.target.closest(OTHERS)) return;
    fingers.set(event.pointerId, at(event));
    pane.setPointerCapture(event.pointerId);
  });
  hear(["pointermove"], (event) => {
    if (!fingers.has(event.pointerId)) return;
    const before = [...fingers.values()].slice(0, 2);
    fingers.set(event.pointerId, at(event));
    const now = [...fingers.values()].slice(0, 2);
    const [from, to] = [middle(before), middle(now)];
    if (now.length > 1) deeds.zoom(apart(now) / (apart(before) || 1), to);
    deeds.move({ x: to.x - from.x, y: to.y - from.y });
  });
  hear(["pointerup", "pointercancel", "lostpointercapture"], (event) => fingers.delete(event.pointerId));
}
