/** What stands in [brackets] in a text, to be filled in one after another. */
const BLANK = /\[[^[\]\n]{1,80}\]/g;

/** Selects the next one from a place on, or the first of all; false where no other is left. */
export function selectNext(field, from = field.selectionEnd) {
  const found = [...field.value.matchAll(BLANK)];
  const next = found.find(({ index }) => index >= from) ?? found[0];
  const isHere = next?.index === field.selectionStart && next[0].length === field.selectionEnd - next.index;
  if (!next || isHere) return false;
  field.setSelectionRange(next.index, next.index + next[0].length);
  return true;
}

/** With the spaces that it needs where it is put in. */
export function spaced(text, before, after) {
  const first = /\S$/.test(before) && !/^[\s,.;:]/.test(text) ? " " : "";
  const last = /^[^\s,.;:!?]/.test(after) ? " " : "";
  return first + text + last;
}

export const hasBlank = (text) => text.search(BLANK) >= 0;
