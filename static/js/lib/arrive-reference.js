import { fill } from "./words.js";

/** A picture on its way is there: `served` is how the server draws it, `item` stays itself, so that
 *  it can be taken back. The same picture twice stays once. */
export function arriveReference(tray, item, served) {
  const { reference } = served.dataset;
  const known = tray.items.find((other) => other.dataset.reference === reference);
  const preview = item.querySelector("img");
  if (preview && !served.querySelector("img")) served.querySelector("svg").replaceWith(preview);
  item.replaceChildren(...served.childNodes);
  item.dataset.reference = reference;
  item.classList.remove("uploading");
  htmx.process(item);
  if (known) item.remove();
  const isUndoable = !tray.querySelector("[data-undo]").hidden;
  const said = known ? fill(tray.dataset.twice, { n: tray.items.indexOf(known) + 1 }) : tray.said;
  tray.changed(said ?? "", isUndoable);
}
