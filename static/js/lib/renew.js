/** Nothing is left of what the page showed: what there is now, around the line that tells of the
 *  deed and leads back from it. */
export async function renew() {
  const main = document.querySelector("main");
  const told = main.querySelector("#notices");
  const now = await ask();
  if (!now) return location.reload();
  now.querySelector("#notices")?.remove();
  now.append(told);
  main.replaceWith(now);
  htmx.process(now);
}

/** Some went: how many there are now, unless something else is asked by then. */
export async function recount() {
  const places = document.querySelectorAll("[data-counted]");
  const { href } = location;
  const now = places.length ? await ask() : null;
  if (location.href !== href) return;
  for (const place of places) {
    const counted = now?.querySelector(`[data-counted="${place.dataset.counted}"]`);
    if (counted) place.textContent = counted.textContent;
  }
}

/** The main part of this page as it would be now; null where nobody answers. */
async function ask() {
  try {
    const answer = await fetch(location.href);
    const page = answer.ok ? await answer.text() : "";
    return new DOMParser().parseFromString(page, "text/html").querySelector("main");
  } catch {
    return null;
  }
}
