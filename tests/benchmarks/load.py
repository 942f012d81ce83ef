"""Fifty people on a server of two cores: how soon pages answer and when all jobs are done.

    python -m tests.benchmarks.load [--seconds 60] [--rate 20] [--people 50]
        [--team | --apart]

All who compose submit in turn, `rate` jobs a second, to our own gateway, which answers after 1 to
5 s with a picture of 512 × 512, one half by links and one half inside the answer; they do what the
studio's page does by itself. Five more scroll through the gallery, two download 4K originals one
after the other. Everybody has an account.

The studio runs on cores 0 and 1, with `--team` together with PostgreSQL and Redis, with `--apart`
so too, but its workers on core 3 as if on a machine of their own; gateway and people run on core
2. Ends with 1 where a request failed or a job did not finish.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil

from .harness import KEY, gateway
from .load_browser import Browser, Tally, high
from .load_people import (
    PAGE_EVERY,
    PASSWORD,
    RELOAD_EVERY,
    Composer,
    Errands,
    Lateness,
    download,
    scroll,
)
from .load_studio import APART, BESIDE, Studio, Watch, alone, pinned, team

SCROLLING, DOWNLOADING = 5, 2
PAGES, PATIENCE = 250, 120.0
"""Milliseconds that 95 of a hundred requests take at most; seconds for all jobs to end, and again
for all thumbnails."""
MEMORY = {
    "web": 250,
    "web 2": 250,
    "worker": 400,
    "worker 1": 400,
    "worker 2": 400,
    "worker 3": 400,
}
"""Megabytes, own pages and the share of others (PSS)."""
BESIDES = {"4K original", "sign in"}
"""Whose time says nothing of a page's."""

FINISHED = "SELECT count(*) FROM studio_job WHERE state = 'finished'"
LEFT = "SELECT count(*) FROM studio_job WHERE state IN ('queued', 'running')"
THUMBLESS = "SELECT count(*) FROM gallery_image WHERE thumbs_version = 0"


@dataclass(slots=True)
class Load:
    """Everybody, and what they saw. `watch` is started when they are in."""

    studio: Studio
    watch: Watch
    people: int
    seconds: float
    rate: float
    tally: Tally = field(default_factory=Tally)
    lateness: Lateness = field(default_factory=Lateness)
    composers: list[Composer] = field(default_factory=list)
    finished_after: float = 0.0
    thumbs_after: float = 0.0

    async def run(self) -> None:
        browsers = [await self._person(n) for n in range(self.people + SCROLLING + DOWNLOADING)]
        self.composers = [Composer(browsers.pop()) for _ in range(self.people)]
        self.watch.start()
        errands = Errands()
        errands.run(self.lateness.watch())
        for number, composer in enumerate(self.composers):
            errands.run(composer.stay(number * RELOAD_EVERY / self.people))
        for number, browser in enumerate(browsers[DOWNLOADING:]):
            errands.run(scroll(browser, number * PAGE_EVERY / SCROLLING))
        for browser in browsers[:DOWNLOADING]:
            errands.run(download(browser, self.studio.large))
        await self._submit_all()
        last = time.monotonic()
        self.finished_after = await self._until(LEFT, last)
        await errands.end()
        self.thumbs_after = await self._until(THUMBLESS, last)
        for composer in self.composers:
            await composer.leave()

    async def _person(self, number: int) -> Browser:
        browser = Browser(self.studio.host, self.studio.port, self.tally)
        await browser.sign_in(f"person{number % self.people}", PASSWORD)
        return browser

    async def _submit_all(self) -> None:
        """In turn, evenly; returns with the last answer."""
        submits, begun = [], time.monotonic()
        for number in range(round(self.seconds * self.rate)):
            await asyncio.sleep(max(0.0, begun + number / self.rate - time.monotonic()))
            composer = self.composers[number % self.people]
            submits.append(asyncio.create_task(composer.submit()))
        await asyncio.gather(*submits)

    async def _until(self, left: str, since: float) -> float:
        """Seconds since then until nothing is left."""
        begun = time.monotonic()
        while await asyncio.to_thread(self.studio.count, left):
            if time.monotonic() - begun > PATIENCE:
                break
            await asyncio.sleep(0.5)
        return time.monotonic() - since


def report(load: Load, watch: Watch) -> bool:
    """Whether there was no error and everything ended as it should."""
    tally, jobs = load.tally, round(load.seconds * load.rate)
    print(*tally.lines(), sep="\n")
    for kind in sorted(set(tally.seconds) - BESIDES):
        if tally.p95(kind) > PAGES:
            print(f"MISS {PAGES} ms: {kind}")
    finished, left = load.studio.count(FINISHED), load.studio.count(THUMBLESS)
    say(f"{finished} of {jobs} jobs finished after the last submit", load.finished_after, PATIENCE)
    print(f"{left} images without thumbnails {load.thumbs_after:.1f} s after it")
    print("seen on pages:", dict(Counter(s for c in load.composers for s in c.ended.values())))
    _processes(watch, load.seconds + load.thumbs_after)
    late = high(load.lateness.seconds, 0.95) * 1000
    print(f"people's own loop late by {late:.1f} ms (p95): that is in every figure above")
    for (kind, what), count in tally.errors.items():
        print(f"ERROR {count} × {what}: {kind}")
    complaints = load.studio.complaints
    locked = sum("locked" in line for line in complaints)
    print(f"{len(complaints)} complaints of the studio, {locked} of a locked database")
    print(*complaints[:10], sep="\n")
    return finished == jobs and not tally.errors and not left


def _processes(watch: Watch, seconds: float) -> None:
    for name, computed in watch.computed().items():
        most, limit = watch.most[name], MEMORY.get(name, 0)
        verdict = "" if not limit else "  ok" if most <= limit else f"  MISS {limit} MB"
        share = computed / seconds
        print(f"{name:<14}{computed:7.1f} s CPU ({share:4.0%} of a core), {most:4.0f} MB{verdict}")


def say(what: str, value: float, limit: float) -> None:
    print(f"{what}: {value:.1f} s  {'ok' if value <= limit else f'MISS {limit:.0f} s'}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--images", type=int, default=2000, help="in the gallery before")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--team", dest="setup", action="store_const", const=team)
    apart = partial(team, workers_on=APART)
    form.add_argument("--apart", dest="setup", action="store_const", const=apart)
    asked = parser.parse_args()
    setup = asked.setup or alone
    with pinned(BESIDE), tempfile.TemporaryDirectory() as name:
        with gateway("--delay", "1", "--spread", "4", "--picture", "512") as base_url:
            told = {"DIEYUYUN_BASE_URL": base_url, "DIEYUYUN_API_KEY": KEY}
            told["PROOFSHEET_LOGIN"] = "required"
            with setup(Path(name) / "data", asked.people, asked.images, **told) as studio:
                beside = {"gateway": _gateway(), "people": psutil.Process()}
                watch = Watch({**studio.processes, **beside})
                load = Load(studio, watch, asked.people, asked.seconds, asked.rate)
                asyncio.run(load.run())
                watch.over.set()
                is_well = report(load, watch)
    sys.exit(not is_well)


def _gateway() -> psutil.Process:
    children = psutil.Process().children()
    return next(each for each in children if "tests.gateways.openai_images" in each.cmdline())


if __name__ == "__main__":
    main()
