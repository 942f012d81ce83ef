import { fill } from "./words.js";

export const isAtEnd = (place) => !place.querySelector("[data-end]").hidden;

/** What stands at the end: how many were picked, and the ways on with them. */
export function showEnd(place, frames) {
  const of = (verdict) => frames.filter((frame) => frame.dataset.verdict === verdict);
  const ids = of("pick").map((frame) => frame.dataset.image);
  const end = place.querySelector("[data-end]");
  const words = { picks: ids.length, rejects: of("reject").length, n: frames.length };
  end.querySelector("h2").textContent = fill(place.dataset.through, words);
  const query = new URLSearchParams(ids.map((pk) => ["images", pk]));
  for (const [name, least, most] of [["compare", 2, 4], ["survey", 3, 12]]) {
    const link = end.querySelector(`[data-few="${name}"]`);
    link.hidden = ids.length < least || ids.length > most;
    link.search = query;
  }
  const form = end.querySelector("[data-collect]");
  if (form) {
    form.hidden = !ids.length;
    form.elements.images.value = ids.join(",");
  }
  end.hidden = false;
  end.querySelector("h2").focus();
}
