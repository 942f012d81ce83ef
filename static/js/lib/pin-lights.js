/** A comment that is pointed at or has the focus lights its pin, and a pin its comment. */
export function lightPins(signal) {
  let lit;
  const light = ({ target }) => {
    const number = target.closest?.("[data-pin]")?.dataset.pin;
    if (number === lit) return;
    lit = number;
    for (const one of document.querySelectorAll("[data-pin]")) one.classList.toggle("at", one.dataset.pin === number);
  };
  for (const name of ["pointerover", "focusin"]) document.addEventListener(name, light, { signal });
}
