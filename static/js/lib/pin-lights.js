/** A comment that is pointed at or has the focus lights its pin, and a pin its comment, also when
 *  they are drawn anew. */
export function lightPins(signal) {
  let lit;
  const draw = () => {
    for (const one of document.querySelectorAll("[data-pin]")) one.classList.toggle("at", one.dataset.pin === lit);
  };
  const light = ({ target }) => {
    const number = target.closest?.("[data-pin]")?.dataset.pin;
    if (number === lit) return;
    lit = number;
    draw();
  };
  for (const name of ["pointerover", "focusin"]) document.addEventListener(name, light, { signal });
  document.addEventListener("htmx:afterSettle", draw, { signal });
}
