const MOST = 14;

/** References that the server drew go into the tray: behind those that are there, each picture
 *  once, or in their place. */
export function takeReferences(tray, html, isReplacing = false) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const held = isReplacing ? [] : tray.items;
  const known = new Set(held.map((item) => item.dataset.reference));
  const fresh = [...template.content.children].filter((item) => !known.has(item.dataset.reference));
  const added = fresh.slice(0, MOST - held.length);
  if (!added.length) return tray.tell(tray.dataset.nothing);
  tray.change(isReplacing ? "replaced" : "added", { n: added.length }, () => tray.list.replaceChildren(...held, ...added));
  for (const item of added) htmx.process(item);
  tray.focusOn(held.length);
}
