/** Files that are dropped anywhere on the page, with their paths, those of folders included:
 *  take(promise of [{ file, path }]). The element has the class `over` meanwhile. */
export function takeDrops(element, take, signal) {
  const on = (name, heed) => document.addEventListener(name, heed, { signal });
  on("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    element.classList.add("over");
  });
  on("dragleave", () => element.classList.remove("over"));
  on("drop", (event) => {
    event.preventDefault();
    element.classList.remove("over");
    take(dropped(event.dataTransfer));
  });
}

/** The same of a file field. */
export const chosen = (files) => [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

async function dropped(transfer) {
  // All at once: the list is empty after the first wait. Without an entry it is a plain file.
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = [];
  for (const entry of entries) {
    if (entry instanceof File) found.push(...chosen([entry]));
    else if (entry) await walk(entry, "", found);
  }
  return found;
}

async function walk(entry, above, found) {
  const path = above + entry.name;
  if (entry.isFile) {
    found.push({ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), path });
    return;
  }
  const reader = entry.createReader();
  // A reader gives a hundred at a time, and at the end none.
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const inner of some) await walk(inner, `${path}/`, found);
  }
}
