"""The first page of a gallery of 1,000 images: server time, weight, and when it is painted.

    python -m tests.benchmarks.painting [--images 1000]

The pictures are 40 different drawings of 512 × 384; painted is when every thumbnail inside
1440 × 900 is decoded and a frame has passed, from the start of the navigation.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time

from playwright.sync_api import Browser, sync_playwright

from .harness import ROOT, Studio, studio

FILL = """
import django; django.setup()
from gallery import store
from tests import factories
for number in range({images}):
    data = factories.png(512, 384, seed=number % 40)
    factories.image(data, has_thumbs=True, prompt=f"Drawing {{number}}", provider="sketch",
                    provider_label="Sketch", model="quick", model_label="Quick sketch")
"""
PAINTED = """
async () => {
  while (document.readyState === "loading") await new Promise(r => setTimeout(r, 2));
  const seen = [...document.images].filter(i => {
    const box = i.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight && box.width > 0;
  });
  await Promise.all(seen.map(image => image.decode()));
  await new Promise(r => requestAnimationFrame(() => setTimeout(r, 0)));
  return [performance.now(), seen.length];
}
"""


def fill(at: Studio, images: int) -> None:
    environment = {
        **os.environ,
        "PROOFSHEET_DATA_DIR": str(at.data),
        "DJANGO_SETTINGS_MODULE": "studio.settings",
    }
    code = FILL.format(images=images)
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)


def server_times(at: Studio, rounds: int = 40) -> list[float]:
    client = at.client()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        answer = client.get("/gallery/")
        times.append((time.perf_counter() - begun) * 1000)
    print(f"page {len(answer.content) / 1000:.0f} KB")
    return times[5:]


def painted(browser: Browser, at: Studio) -> tuple[float, int]:
    """Milliseconds and number of pictures of a visit from another page of the studio."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{at.base_url}/providers/")
    page.goto(f"{at.base_url}/gallery/", wait_until="commit")
    moment, count = page.evaluate(PAINTED)
    context.close()
    return float(moment), int(count)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=1000)
    images = parser.parse_args().images
    with studio() as at, sync_playwright() as playwright:
        fill(at, images)
        times = server_times(at)
        print(f"server and loopback: median {statistics.median(times):.1f} ms")
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-background-networking"],
        )
        visits = [painted(browser, at) for _ in range(7)]
        browser.close()
    print("painted after ms:", " ".join(f"{moment:.0f} ({count})" for moment, count in visits))
    print(f"median {statistics.median(moment for moment, _ in visits):.0f} ms")


if __name__ == "__main__":
    main()
