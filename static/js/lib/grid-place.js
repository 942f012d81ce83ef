/** Going back from an image lands on its frame, at the height where it stood: when a frame is
 *  opened, the page's own address is made one that begins with that frame's row or one before. */
export function keepPlace(grid, signal) {
  grid.addEventListener("click", (event) => leave(grid, event), { signal });
  const at = /^#image-(\d+)$/.exec(location.hash)?.[0];
  const frame = at && grid.querySelector(at);
  if (!frame) return;
  history.scrollRestoration = "manual";
  land(frame);
  // With its first picture a browser goes to the address's own place and takes the focus off.
  requestAnimationFrame(() => document.activeElement === document.body && land(frame));
}

function land(frame) {
  const { top = innerHeight / 3 } = history.state?.place ?? {};
  scrollBy({ top: frame.getBoundingClientRect().top - top, behavior: "instant" });
  frame.querySelector(".pic").focus({ preventScroll: true });
}

function leave(grid, event) {
  const link = event.target.closest(".pic");
  if (!link || event.defaultPrevented) return;
  const frame = link.closest(".frame");
  const query = new URLSearchParams(location.search);
  const first = begin(grid, frame);
  if (first) {
    query.delete("after");
    query.delete("at");
    query.set("before", first);
  }
  const { top } = frame.getBoundingClientRect();
  const asked = query.size ? `?${query}` : "";
  history.replaceState({ ...history.state, place: { top } }, "", `${location.pathname}${asked}#${frame.id}`);
  // Else the browser would go where it stood on a page that was longer.
  history.scrollRestoration = "manual";
}

/** The image before the first of a row about a screen above, so that all rows stay as they are;
 *  nothing where the page itself begins within that. */
function begin(grid, frame) {
  const frames = [...grid.querySelectorAll(".frame")];
  const { top } = frame.getBoundingClientRect();
  const above = frames.slice(0, frames.indexOf(frame)).reverse();
  const row = above.find((one) => top - one.getBoundingClientRect().top > innerHeight);
  if (!row) return null;
  const line = row.getBoundingClientRect().top;
  const before = above.slice(above.indexOf(row)).find((one) => one.getBoundingClientRect().top < line - 4);
  return before?.dataset.image ?? null;
}
