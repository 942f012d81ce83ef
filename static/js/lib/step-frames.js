/** Buttons named "to" of the selection move what is ticked, on the page that is open:
 *  `move(frame, beside, isBefore)` hears it. Where the place is not on the page, the form is sent. */
export function stepped(rows, move, signal) {
  const press = (event) => {
    const button = event.target.closest('#selection button[name="to"]');
    const frames = [...rows.querySelectorAll(".frame")];
    const ticked = frames.filter((frame) => frame.querySelector(":checked"));
    if (!button || !ticked.length) return;
    const others = frames.filter((frame) => !ticked.includes(frame));
    const before = others.filter((frame) => frames.indexOf(frame) < frames.indexOf(ticked[0]));
    const after = others.filter((frame) => frames.indexOf(frame) > frames.indexOf(ticked.at(-1)));
    const isWhole = !rows.querySelector(".older");
    const [beside, isBefore] = {
      first: [others[0], true],
      earlier: [before.at(-1), true],
      later: [after[0], false],
      last: [isWhole ? others.at(-1) : null, false],
    }[button.value];
    if (!beside && !(isWhole || button.value === "earlier")) return;
    event.preventDefault();
    if (beside) move(ticked[0], beside, isBefore);
  };
  document.addEventListener("click", press, { signal });
}
