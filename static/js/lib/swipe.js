/** A finger across a picture, told as "left", "right", "up" or "down" when it is lifted far enough;
 *  the picture follows it. */
const FAR = 56;

export function hearSwipes(place, picture, tell, signal) {
  let from = null;
  const way = ({ clientX, clientY }) => ({ x: clientX - from.x, y: clientY - from.y });
  const let_go = () => {
    from = null;
    picture().style.translate = "";
  };
  const hear = (name, handler) => place.addEventListener(name, handler, { signal });
  hear("pointerdown", (event) => {
    if (event.pointerType !== "touch" || !event.isPrimary || event.target.closest("a, button")) return;
    from = { x: event.clientX, y: event.clientY };
    place.setPointerCapture(event.pointerId);
  });
  hear("pointermove", (event) => {
    if (!from || !event.isPrimary) return;
    const { x, y } = way(event);
    picture().style.translate = Math.abs(x) > Math.abs(y) ? `${x}px 0` : `0 ${y}px`;
  });
  hear("pointerup", (event) => {
    if (!from || !event.isPrimary) return;
    const { x, y } = way(event);
    let_go();
    if (Math.max(Math.abs(x), Math.abs(y)) < FAR) return;
    if (Math.abs(x) > Math.abs(y)) tell(x < 0 ? "left" : "right");
    else tell(y < 0 ? "up" : "down");
  });
  hear("pointercancel", () => from && let_go());
}
