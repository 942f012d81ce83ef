/** The one door to the keys of a page. Never while someone types, never beside Ctrl, Alt or Meta.
 *
 *  on("z", handler, label)     `handler(event)` hears the key; where it returns false, the next one
 *                              is asked: those bound last first, then the page's own links.
 *  on("j ArrowRight", …)       several keys, by `event.key` without regard to Shift, and "Space".
 *  on(…, { signal })           until the signal of an AbortController.
 *
 *  A link or button needs no script: its `aria-keyshortcuts="j ArrowRight"` is pressed by them.
 *  All that has a label stands in the panel behind "?", whose switch turns single signs off. */
const STORE = "proofsheet-keys";
const TYPED = "textarea, select, input:not([type=checkbox], [type=radio])";
const PRESSED = "a, button, summary, input, [role=button]";
const root = document.documentElement;
const bound = [];

export function on(keys, handler, label = "", { signal } = {}) {
  if (signal?.aborted) return;
  const binding = { keys: keys.trim() ? keys.split(" ") : ["Space"], handler, label };
  bound.push(binding);
  signal?.addEventListener("abort", () => bound.splice(bound.indexOf(binding), 1), { once: true });
}

/** Whether single signs are heard. */
export const areOn = () => root.dataset.keys !== "off";

export function turn(isOn) {
  root.dataset.keys = isOn ? "on" : "off";
  try {
    localStorage.setItem(STORE, root.dataset.keys);
  } catch { /* storage is off: it holds for this page */ }
}

/** Every key that does something here now, as [{ keys, label }], each deed once. */
export function listed() {
  const links = [...document.querySelectorAll("[aria-keyshortcuts]")].filter((link) => link.checkVisibility());
  const all = [...bound, ...links.map((link) => ({ keys: named(link), label: worded(link) }))];
  const found = new Map();
  for (const { keys, label } of all) if (label && !found.has(label)) found.set(label, { keys, label });
  return [...found.values()];
}

const named = (link) => link.getAttribute("aria-keyshortcuts").split(" ");

function worded(link) {
  const copy = link.cloneNode(true);
  for (const key of copy.querySelectorAll("kbd, .vh")) key.remove();
  return link.ariaLabel || link.title || copy.textContent.trim();
}

/** What a key is called here; with Shift a figure stays one, whatever is above it. */
function names({ key, code, shiftKey }) {
  const name = key === " " ? "Space" : key.length === 1 ? key.toLowerCase() : key;
  return shiftKey && /^Digit\d$/.test(code) ? [name, code.at(-1)] : [name];
}

function isTaken({ target, key, ctrlKey, metaKey, altKey, isComposing, defaultPrevented }) {
  if (defaultPrevented || isComposing || ctrlKey || metaKey || altKey) return true;
  if (key.length === 1 && key !== " " && !areOn()) return true;
  if (target.closest(TYPED) || target.isContentEditable || document.querySelector("dialog:modal")) return true;
  if (key === " " || key === "Enter") return Boolean(target.closest(PRESSED));
  return key.startsWith("Arrow") && Boolean(target.closest("[role=region][tabindex], [type=radio]"));
}

function press(event) {
  if (isTaken(event)) return;
  for (const name of names(event)) {
    const heard = bound.filter(({ keys }) => keys.includes(name)).reverse();
    if (heard.some(({ handler }) => handler(event) !== false) || follow(name, event)) {
      event.preventDefault();
      return;
    }
  }
}

/** Shift with an arrow marks text. */
function follow(name, { key, shiftKey }) {
  if (shiftKey && key.length > 1) return false;
  const links = document.querySelectorAll(`[aria-keyshortcuts~="${CSS.escape(name)}"]`);
  const link = [...links].find((one) => one.checkVisibility() && !one.disabled);
  link?.click();
  return Boolean(link);
}

try {
  root.dataset.keys = localStorage.getItem(STORE) ?? "on";
} catch { /* storage is off: they are on */ }
document.addEventListener("keydown", press);
