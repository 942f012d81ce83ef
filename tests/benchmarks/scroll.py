"""A scroll through 5,000 images in Chromium: memory of the page's process, and its longest tasks.

    python -m tests.benchmarks.scroll [--images 5000] [--density medium] [--trace scroll.json]

The pictures are 40 files of grain; each row has addresses of its own, so that the browser loads
and decodes every frame anew. It draws as browsers do beside a graphics card (here in software);
without that, Chromium keeps up to 1,000 decoded pictures more in shared memory, whatever the page.
By wheel, 5,000 pixels a second. Memory is the page's own process: its own pages and its share of
others. Tasks are those of its main thread, from a trace of Chromium's own: what they computed, and
beside it what they took by the clock, which on a busy machine is mostly waiting for a core. Ends
where no frame came for a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.running import ROOT

from .harness import Studio, studio

FILL = """
import django; django.setup()
from gallery import counters, search, store
from gallery.models import Image
from tests import factories
SHAPES = [(1376, 768), (928, 1152), (1024, 1024), (768, 1376), (1152, 928), (1584, 672),
          (2048, 512), (1248, 832)]
kept = []
for number in range(40):
    picture = factories.grain(*SHAPES[number % len(SHAPES)])
    data = factories.encoded(picture, "JPEG", quality=92)
    kept.append(factories.image(data, has_thumbs=True, model_label="Quick sketch"))
rows = []
for number in range({images} - len(kept)):
    row = Image.objects.get(pk=kept[number % len(kept)].pk)
    row.pk, row.prompt = None, f"A lighthouse on a cliff in drifting fog, number {{number}}, 35 mm"
    rows.append(row)
made = Image.objects.bulk_create(rows, batch_size=500)
search.put(made)
counters.count(made, 1)
"""
WATCH = """
window.shift = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
LIMIT_MEMORY, LIMIT_TASK = 300, 100
PATIENCE = 60.0
CATEGORIES = "toplevel,disabled-by-default-devtools.timeline"
ARGUMENTS = [
    "--no-sandbox", "--disable-background-networking", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader", "--enable-gpu-rasterization", "--ignore-gpu-blocklist",
]  # fmt: skip


def fill(at: Studio, images: int) -> None:
    told = {"PROOFSHEET_DATA_DIR": str(at.data), "DJANGO_SETTINGS_MODULE": "studio.settings"}
    code = FILL.format(images=images)
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **told}, check=True)


def renderers() -> list[psutil.Process]:
    """The processes of pages among our children."""
    found = psutil.Process().children(recursive=True)
    return [child for child in found if "--type=renderer" in child.cmdline()]


def heaviest() -> psutil.Process:
    """The process of the page that is looked at, and not of a blank one."""
    return max(renderers(), key=megabytes)


def megabytes(process: psutil.Process) -> float:
    return float(process.memory_full_info().pss / 1e6)


def scroll(page: Page, images: int) -> float:
    """Until the last image is there, by wheel; the most memory on the way, in MB."""
    frames = page.locator(".rows .frame")
    most, count, since = 0.0, 0, time.monotonic()
    while count < images:
        for _ in range(10):
            page.mouse.wheel(0, 900)
            page.wait_for_timeout(180)
        most = max(most, megabytes(heaviest()))
        before, count = count, frames.count()
        since = time.monotonic() if count > before else since
        if time.monotonic() - since > PATIENCE:
            raise TimeoutError(f"no more than {count} frames")
    return most


def tasks(events: list[dict[str, Any]], page: int) -> Iterator[tuple[float, float]]:
    """Milliseconds of each task on the main thread of the page's process: computed, and taken."""
    threads = {
        event["tid"]
        for event in events
        if event["name"] == "thread_name"
        and event["args"]["name"] == "CrRendererMain"
        and event["pid"] == page
    }
    for event in events:
        if event["name"] == "RunTask" and event["pid"] == page and event["tid"] in threads:
            yield event.get("tdur", 0) / 1000, event.get("dur", 0) / 1000


def traced(session: CDPSession, page: Page) -> list[dict[str, Any]]:
    """End the trace; its events."""
    events: list[dict[str, Any]] = []
    session.on("Tracing.dataCollected", lambda part: events.extend(part["value"]))
    done: list[bool] = []
    session.on("Tracing.tracingComplete", lambda _: done.append(True))
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(100)
    return events


def visit(browser: Browser, at: Studio, images: int, density: str, trace: Path | None) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=at.base_url)
    context.add_cookies([{"name": "proofsheet_density", "value": density, "url": at.base_url}])
    context.add_init_script(WATCH)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    session = browser.new_browser_cdp_session()
    session.send("Tracing.start", {"categories": CATEGORIES, "transferMode": "ReportEvents"})
    page.goto("/gallery/")
    page.mouse.move(700, 500)
    most = scroll(page, images)
    events = traced(session, page)
    if trace:
        trace.write_text(json.dumps({"traceEvents": events}))
    longest = sorted(tasks(events, heaviest().pid), reverse=True)[:5]
    shift = page.evaluate("window.shift")
    originals = sum("/original/" in url for url in asked)
    context.close()
    say("memory of the page, most", most, LIMIT_MEMORY, "MB")
    say("longest task, computed", longest[0][0], LIMIT_TASK, "ms")
    told = (f"{computed:.0f} ({taken:.0f} by the clock)" for computed, taken in longest)
    print("the longest:", ", ".join(told), "ms")
    say("layout shift", shift, 0.0001, "")
    say("originals asked for", originals, 0, "")
    print(f"{len(asked)} requests for {images} images")


def say(what: str, value: float, limit: float, unit: str) -> None:
    print(f"{what}: {value:.4g} {unit}  {'ok' if value <= limit else f'MISS {limit} {unit}'}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=5000)
    parser.add_argument("--density", default="medium", choices=["large", "medium", "small"])
    parser.add_argument("--trace", type=Path, help="keep the trace in this file")
    asked = parser.parse_args()
    with studio() as at, sync_playwright() as playwright:
        fill(at, asked.images)
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=ARGUMENTS,
        )
        visit(browser, at, asked.images, asked.density, asked.trace)
        browser.close()


if __name__ == "__main__":
    main()
