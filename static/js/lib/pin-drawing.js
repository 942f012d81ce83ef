import { fill } from "./words.js";

const RING = 14;
const percent = (share) => `${(share * 100).toFixed(2)}%`;
const inside = (at, length) => Math.max(Math.min(at, length - RING), Math.min(RING, length / 2));

/** A ring at the border is drawn whole, within the picture of this size. */
export function holdInside(ring, { width, height }) {
  const [left, top] = [ring.x.baseVal.value, ring.y.baseVal.value];
  const by = `translate(${inside(left, width) - left} ${inside(top, height) - top})`;
  ring.firstElementChild.setAttribute("transform", by);
}

/** Rectangle and ring of the pin that is being set. */
export function drawPin(svg, { left, top, width, height }) {
  const [area, ring] = svg.children;
  const shares = { x: left, y: top, width, height };
  for (const [name, share] of Object.entries(shares)) area.setAttribute(name, percent(share));
  for (const name of ["x", "y"]) ring.setAttribute(name, percent(shares[name]));
  svg.classList.add("there");
}

/** A place in words, by the texts for a point and for a size. */
export function worded({ left, top, width, height }, texts) {
  const whole = (share) => Math.round(share * 100);
  const point = fill(texts.place, { x: whole(left), y: whole(top) });
  if (!width || !height) return point;
  return `${point}, ${fill(texts.size, { width: whole(width), height: whole(height) })}`;
}
