import { fill } from "./words.js";

/** Number, name and role of one reference in the tray; `most` is what the model takes. `words`
 *  are the tray's own. */
export function markReference(item, n, most, words) {
  const role = item.querySelector("select");
  const isOver = n > most;
  const word = role?.value ? role.selectedOptions[0].label : "";
  const name = fill(isOver ? words.over : words.name, { n, most });
  item.classList.toggle("over", isOver);
  item.querySelector(".n").textContent = n;
  item.setAttribute("aria-label", [name, word].filter(Boolean).join(", "));
  item.title = isOver ? name : "";
  item.querySelector('[data-act="leave"]').ariaLabel = fill(words.remove, { n });
  const button = item.querySelector(".ref-role");
  if (!button) return;
  const isNoted = Boolean(item.querySelector('[name="reference_notes"]').value);
  button.firstElementChild.textContent = isOver ? words.unsent : role.selectedOptions[0].label;
  button.classList.toggle("noted", isNoted);
}
