const SVG = "http://www.w3.org/2000/svg";
const VARIANTS = { pick: ["ring-a", "ring-b", "ring-c"], reject: ["out-a", "out-b"] };

/** What is drawn on a frame now, as { verdict, stars }. */
export const marked = (frame) => ({
  verdict: frame.dataset.verdict ?? "",
  stars: Number(frame.querySelector(".dots use")?.getAttribute("href").at(-1) ?? 0),
});

/** Draw a mark on a frame; `drawings` is the address of the file that holds them. */
export function draw(frame, { verdict, stars }, { drawings, words }) {
  frame.querySelector(".mark")?.remove();
  frame.querySelector(".dots")?.remove();
  for (const button of frame.querySelectorAll("[data-mark]")) press(button, verdict);
  delete frame.dataset.verdict;
  frame.classList.toggle("fresh", Boolean(verdict));
  if (verdict) {
    frame.dataset.verdict = verdict;
    const variants = VARIANTS[verdict];
    const name = variants[frame.dataset.image % variants.length];
    frame.querySelector(".pic, .big").append(drawing("mark", words[verdict], `${drawings}#${name}`));
  }
  const line = frame.querySelector("[data-dots]") ?? frame.querySelector(".edge");
  if (stars) line.append(drawing("dots", words.stars(stars), `${drawings}#dots-${stars}`));
}

/** A button tells whether its mark is there. */
export function press(button, verdict) {
  button.setAttribute("aria-pressed", String(button.dataset.mark === verdict));
}

function drawing(kind, label, href) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.classList.add(kind);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  use.setAttribute("href", href);
  svg.append(use);
  return svg;
}
