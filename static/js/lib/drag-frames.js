/** Frames of a grid are dragged beside one another: `move(frame, beside, isBefore)` hears it. */
export function dragged(rows, move, signal) {
  let frame = null;
  const hear = (name, deed) => rows.addEventListener(name, deed, { signal });
  const clear = () => {
    for (const marked of rows.querySelectorAll("[data-drop]")) delete marked.dataset.drop;
  };
  hear("dragstart", (event) => {
    frame = event.target.closest(".frame");
    event.dataTransfer.effectAllowed = "move";
  });
  hear("dragover", (event) => {
    const beside = frame && event.target.closest(".frame");
    if (!beside) return;
    event.preventDefault();
    const { left, width } = beside.getBoundingClientRect();
    clear();
    beside.dataset.drop = event.clientX < left + width / 2 ? "before" : "after";
  });
  hear("drop", (event) => {
    const beside = event.target.closest(".frame");
    if (!frame || !beside) return;
    event.preventDefault();
    if (beside !== frame) move(frame, beside, beside.dataset.drop === "before");
  });
  hear("dragend", () => {
    clear();
    frame = null;
  });
}
