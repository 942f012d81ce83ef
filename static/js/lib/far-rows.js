const FAR = "200% 0px"; // two screens above and below

/** The lists of a grid, one for each page that came, seen as one wall: a row that a page left
 *  unfinished goes on with the next one. Lists far from the view keep their frames' places and
 *  ticks, and give back all that was drawn in them: a long scroll costs no more than a short one. */
export class FarRows {
  kept = new Map();

  constructor(grid, signal) {
    this.watcher = new IntersectionObserver((seen) => this.sort(seen), { rootMargin: FAR });
    this.watch(grid);
    grid.addEventListener("htmx:afterSettle", () => this.watch(grid), { signal });
    signal.addEventListener("abort", () => this.watcher.disconnect());
  }

  watch(grid) {
    for (const list of grid.querySelectorAll(".rows:not([data-watched])")) {
      list.dataset.watched = "";
      join(list.previousElementSibling, list);
      this.watcher.observe(list);
    }
  }

  sort(seen) {
    for (const { target, isIntersecting } of seen) {
      if (isIntersecting) this.fill(target);
      else if (!target.contains(document.activeElement)) this.empty(target);
    }
  }

  empty(list) {
    if (this.kept.has(list) || list.querySelector("[hx-get]")) return;
    const parts = [...list.querySelectorAll(".pic, p")];
    this.kept.set(list, parts.map((part) => [part, part.innerHTML]));
    list.querySelector(".frame-tools")?.remove();
    for (const part of parts) {
      part.ariaLabel = part.querySelector("img")?.alt ?? null;
      part.replaceChildren();
    }
  }

  fill(list) {
    for (const [part, html] of this.kept.get(list) ?? []) {
      part.innerHTML = html;
      part.ariaLabel = null;
    }
    this.kept.delete(list);
  }
}

/** The last row of a list becomes the first of the next, and keeps the focus if it has it. */
function join(before, list) {
  if (!before?.matches(".rows")) return;
  const frames = [...before.querySelectorAll(".frame")];
  const top = frames.at(-1)?.offsetTop;
  const first = frames.findIndex((frame) => Math.abs(frame.offsetTop - top) < 4);
  const focused = document.activeElement;
  if (first > 0) list.prepend(...frames.slice(first));
  if (list.contains(focused)) focused.focus({ preventScroll: true });
}
