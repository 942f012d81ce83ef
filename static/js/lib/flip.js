const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const FORM = { duration: 120, easing: "ease-out" };

/** Let elements move from where they stood to where a change puts them. */
export function flip(elements, change) {
  const before = new Map(elements.map((element) => [element, element.getBoundingClientRect()]));
  change();
  if (STILL.matches) return;
  for (const [element, from] of before) {
    const to = element.getBoundingClientRect();
    if (!to.width || !from.width) continue;
    const [right, down, wider, higher] = [from.left - to.left, from.top - to.top, from.width / to.width, from.height / to.height];
    const transform = `translate(${right}px, ${down}px) scale(${wider}, ${higher})`;
    element.animate([{ transform, transformOrigin: "0 0" }, { transform: "none", transformOrigin: "0 0" }], FORM);
  }
}
