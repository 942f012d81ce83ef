/** Where an arrow leads in a grid that wraps as it likes: the element there, or nothing. */
export function walk(elements, from, key) {
  const at = elements.indexOf(from);
  if (key === "ArrowRight") return elements[at + 1];
  if (key === "ArrowLeft") return elements[at - 1];
  const { top, left, width } = from.getBoundingClientRect();
  const boxes = elements.map((element) => [element, element.getBoundingClientRect()]);
  const beyond = boxes.filter(([, box]) => (key === "ArrowDown" ? box.top > top + 8 : box.top < top - 8));
  const rows = beyond.map(([, box]) => box.top);
  const row = key === "ArrowDown" ? Math.min(...rows) : Math.max(...rows);
  const middle = (box) => Math.abs(box.left + box.width / 2 - left - width / 2);
  const near = beyond.filter(([, box]) => Math.abs(box.top - row) < 8);
  return near.sort(([, one], [, two]) => middle(one) - middle(two))[0]?.[0];
}
