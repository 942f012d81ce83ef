/** Where one picture ends and the other begins, and how much of one lies over the other: told to
 *  the stylesheet. A fitted picture is wiped over its own width, an enlarged one over the pane's. */
export function share(place, panes) {
  const wipe = place.querySelector("[data-wipe]");
  if (!wipe) return;
  const spans = panes.map(({ room: { fit, pane } }) => fit.width / pane.width);
  const span = place.hasAttribute("zoomed") || place.dataset.mode === "side" ? 1 : Math.max(...spans);
  place.style.setProperty("--span", String(Math.min(1, span || 1)));
  place.style.setProperty("--at", wipe.value / 100);
  place.style.setProperty("--blend", place.querySelector("[data-blend]").value / 100);
}
