/** One way back from whatever we change in the composer, for every element that changes something.
 *
 *  write(field, text)          puts our text into a field so that Ctrl+Z takes it out again
 *  replace(field, text, said)  the same for all that stands there, and offers the way back
 *  offer(said, back)           a line for ten seconds, "Left out reference 3. Undo": the button
 *                              calls back(). The newest one takes the place of the one before.
 *
 *  The line stands in #way-back of the page; without one only Ctrl+Z leads back. */
const SECONDS = 10;
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
let timer;

export function write(field, text, from = 0, to = field.value.length) {
  field.focus();
  field.setSelectionRange(from, to);
  const command = text ? "insertText" : "delete";
  if (from === to && !text) return;
  // The only way to write that browsers keep among what Ctrl+Z undoes.
  if (document.execCommand(command, false, text)) return;
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

export function replace(field, text, said, label) {
  const before = field.value;
  if (before === text) return field.focus();
  write(field, text);
  if (before.trim()) offer(said, () => write(field, before), label);
}

export function offer(said, back, label) {
  const place = document.getElementById("way-back");
  if (!place) return;
  const line = make("div", { className: "notice" });
  const button = make("button", { type: "button", textContent: label ?? place.dataset.undo });
  button.addEventListener("click", () => {
    line.remove();
    back();
  });
  line.append(make("span", { textContent: said }), button);
  place.replaceChildren(line);
  clearTimeout(timer);
  timer = setTimeout(() => leave(line), SECONDS * 1000);
}

/** Not while someone is about to press it. */
function leave(line) {
  if (line.matches(":hover, :focus-within")) timer = setTimeout(() => leave(line), 1000);
  else line.remove();
}
