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
  delete frame.dataset.verdict;
  frame.classList.toggle("fresh", Boolean(verdict));
  if (verdict) {
    frame.dataset.verdict = verdict;
    const variants = VARIANTS[verdict];
    const name = variants[frame.dataset.image % variants.length];
    frame.querySelector(".pic").append(drawing("mark", words[verdict], `${drawings}#${name}`));
  }
  if (stars) frame.querySelector(".edge").append(drawing("dots", words.stars(stars), `${drawings}#dots-${stars}`));
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

/** Keep a verdict on the server; whether it is kept. */
export async function keep(url, said) {
  const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
  const headers = { "X-CSRFToken": token, "HX-Request": "true" };
  try {
    return (await fetch(url, { method: "POST", headers, body: new URLSearchParams(said) })).ok;
  } catch {
    return false;
  }
}
