"""A scroll through 5,000 images in Chromium: memory of the page's process, and its longest tasks.

    python -m tests.benchmarks.scroll [--images 5000] [--density medium] [--trace scroll.json]

The pictures are 40 files of grain; each row has addresses of its own, so that the browser loads
and decodes every frame anew. It draws as browsers do beside a graphics card (here in software);
without that, Chromium keeps up to 1,000 decoded pictures more in shared memory, whatever the page.
By wheel, 5,000 pixels a second. Memory is the page's own process: its own pages and its share of
others. Tasks are those of its main thread, from a trace of Chromium's own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
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


def heaviest() -> float:
    """Megabytes of the heaviest page."""
    return max(child.memory_full_info().pss for child in renderers()) / 1e6


def scroll(page: Page, images: int) -> float:
    """Until the last image is there, by wheel; the most memory on the way, in MB."""
    frames = page.locator(".rows .frame")
    most = 0.0
    while True:
        for _ in range(10):
            page.mouse.wheel(0, 900)
            page.wait_for_timeout(180)
        most = max(most, heaviest())
        if frames.count() >= images:
            return most


def tasks(events: list[dict[str, Any]]) -> Iterator[float]:
    """Milliseconds of each task on a page's main thread."""
    threads = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    for event in events:
        if event["name"] == "RunTask" and (event["pid"], event["tid"]) in threads:
            yield event.get("dur", 0) / 1000


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
    longest = sorted(tasks(events), reverse=True)[:5]
    shift = page.evaluate("window.shift")
    originals = sum("/original/" in url for url in asked)
    context.close()
    say("memory of the page, most", most, LIMIT_MEMORY, "MB")
    say("longest task", longest[0], LIMIT_TASK, "ms")
    print("next:", " ".join(f"{task:.0f}" for task in longest[1:]), "ms")
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
