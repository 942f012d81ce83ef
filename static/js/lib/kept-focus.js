/** What is drawn anew under the focus keeps it, whoever asked for it. */
export function keepFocus(selector, signal) {
  let held;
  document.body.addEventListener("htmx:beforeSwap", () => {
    held = document.activeElement?.closest(selector)?.id;
  }, { signal });
  document.body.addEventListener("htmx:afterRequest", () => {
    if (!held || document.activeElement !== document.body) return;
    document.getElementById(held)?.focus({ preventScroll: true });
  }, { signal });
}
