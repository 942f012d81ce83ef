"""From the click on submit to the painted image in Chromium, less the gateway's second.

    python -m tests.benchmarks.overhead [--rounds 15]

The picture is a 1K PNG of 1.5 to 2 MB, smooth colour plus grain.
"""

from __future__ import annotations

import argparse
import statistics

from playwright.sync_api import Page, sync_playwright

from .harness import KEY, gateway, studio

DELAY = 1.0
# Resolves with the milliseconds from the click to the frame after the new image is decoded.
CLICK_TO_PAINT = """
async () => {
  const known = new Set([...document.querySelectorAll("[data-image]")].map(e => e.dataset.image));
  const begun = performance.now();
  document.querySelector("#composer [type=submit]").click();
  const image = await new Promise(resolve => {
    const look = () => {
      const found = [...document.querySelectorAll("#feed [data-image]")]
        .find(e => !known.has(e.dataset.image))?.querySelector("img");
      if (found) { observer.disconnect(); resolve(found); }
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, {childList: true, subtree: true});
  });
  image.loading = "eager";
  await image.decode();
  await new Promise(r => requestAnimationFrame(() => setTimeout(r, 0)));
  return performance.now() - begun;
}
"""


def one(page: Page, number: int) -> float:
    page.fill("textarea[name=prompt]", f"A lighthouse in fog, number {number}")
    return float(page.evaluate(CLICK_TO_PAINT)) - DELAY * 1000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with (
        gateway("--delay", str(DELAY), "--picture", "1K") as base_url,
        studio(DIEYUYUN_BASE_URL=base_url, DIEYUYUN_API_KEY=KEY) as at,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{at.base_url}/?model=dieyuyun:gemini-3.1-flash-image")
        times = [one(page, number) for number in range(rounds)]
        browser.close()
    print("overhead ms:", " ".join(f"{t:.0f}" for t in times))
    print(f"median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms")


if __name__ == "__main__":
    main()
