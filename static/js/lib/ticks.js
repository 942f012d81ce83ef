/** The tick boxes of frames, which belong to the form with the id "selection".
 *
 *  listen({ signal, label })   a tick; Shift and a tick or a picture for all between; "a" for the
 *                              frame with the focus; Ctrl+A for all that are shown. Each ends in
 *                              "gallery:ticked" on the document. */
import { on } from "./keys.js";

const BOX = 'input[name="images"][form="selection"]';
const TYPED = "textarea, select, input:not([type=checkbox], [type=radio]), dialog, [popover]";
let last;

export const boxes = (more = "") => [...document.querySelectorAll(BOX + more)];

export function listen({ signal, label }) {
  const hear = (name, deed) => document.addEventListener(name, deed, { signal });
  hear("click", press);
  hear("keydown", key);
  hear("change", ({ target }) => target.matches(BOX) && tell());
  on("a", ({ shiftKey }) => tick(document.activeElement, shiftKey), label, { signal });
}

export function tickAll() {
  for (const box of boxes()) box.checked = true;
}

function tell() {
  document.dispatchEvent(new Event("gallery:ticked"));
}

function press(event) {
  const box = event.target.closest(BOX);
  if (box) reach(box, event.shiftKey);
  else if (event.shiftKey && event.target.closest(".pic") && tick(event.target, true) !== false) event.preventDefault();
}

/** False where there is no box. */
function tick(inside, isRange) {
  const box = inside.closest(".frame")?.querySelector(BOX);
  if (!box) return false;
  box.checked = isRange || !box.checked;
  reach(box, isRange);
  tell();
}

/** With a range all since the last one become as this one is. */
function reach(box, isRange) {
  const all = boxes();
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
  if (isRange && from >= 0) for (const each of all.slice(from, to)) each.checked = box.checked;
  last = box;
}

function key(event) {
  const { ctrlKey, metaKey, key, target } = event;
  // A form would be sent.
  if (key === "Enter" && target.matches(BOX)) event.preventDefault();
  const isAll = (ctrlKey || metaKey) && key.toLowerCase() === "a";
  if (!isAll || target.closest(TYPED) || !boxes().length) return;
  event.preventDefault();
  tickAll();
  tell();
}

/** Take frames away, `gone` being ids with commas or "all"; the focus goes to the next one.
 *  Answers how many are left. */
export function takeAway(gone) {
  const ids = new Set(gone.split(","));
  const frames = boxes().map((box) => box.closest(".frame"));
  const goes = (frame) => gone === "all" || ids.has(frame.dataset.image);
  const staying = frames.filter((frame) => !goes(frame));
  const at = frames.findIndex((frame) => frame.contains(document.activeElement));
  const next = staying.find((frame) => frames.indexOf(frame) > at) ?? staying.at(-1);
  for (const frame of frames) if (goes(frame)) frame.remove();
  const link = next?.querySelector(".pic");
  if (link) link.tabIndex = 0;
  if (at >= 0 && document.activeElement === document.body) link?.focus({ preventScroll: true });
  return staying.length;
}
