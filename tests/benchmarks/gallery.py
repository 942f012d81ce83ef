"""Any page of a gallery of 10,000, 100,000 or 1,000,000 images: server time, statements, bytes.

    python -m tests.benchmarks.gallery --rows 100000 --folder ~/gallery-100k
    python -m tests.benchmarks.gallery … --pages "word in half" --rounds 200
    python -m tests.benchmarks.gallery … --postgres

The gallery in the folder is built the first time, which takes a minute for 100,000 on SQLite;
with DATABASE_URL in that PostgreSQL, with `--postgres` each time anew in one that is begun for it.
Then each kind of page is asked for, through the middleware
and packed; all of a search is tagged and trashed; and 1,000 pages are asked of a `manage.py
serve`, for the memory that it has after that.
Limits are those of 100,000 up to 300,000 rows, above that those of a million.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import httpx
import psutil

from tests.running import ROOT, RunningStudio
from tests.servers import postgres

RUN = "import django; django.setup(); from tests.benchmarks import {0}; {0}.main()"
VISITS = 1000
MEMORY = (180, 220)
"""Megabytes of the web process after so many pages, at 100,000 and at a million."""
QUESTIONS = ("", "before={}", "q=light", "q=lantern", "q=light&order=oldest", "stack=recipe",
             "verdict=pick", "q=%22fog+over+the+harbour%22", "before={}&q=fog")  # fmt: skip


def run(module: str, environment: dict[str, str], *arguments: str) -> None:
    """A step in a process of its own, which reads the settings of this gallery."""
    told = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "studio.settings"}
    command = [sys.executable, "-c", RUN.format(module), *arguments]
    subprocess.run(command, cwd=ROOT, env=told, check=True)


def visit(environment: dict[str, str], rows: int) -> None:
    """By HTTP from a process that serves, one after the other."""
    serving = RunningStudio("serve", "--port", "0", **environment).wait_until_ready()
    try:
        process = psutil.Process(serving.process.pid)
        with httpx.Client(base_url=serving.url, timeout=60, trust_env=False) as client:
            times = [one(client, turn, rows) for turn in range(VISITS)]
        memory = process.memory_full_info()
    finally:
        serving.stop()
    high = statistics.quantiles(times, n=20)[-1]
    limit = MEMORY[rows > 300_000]
    verdict = "ok" if memory.rss < limit * 1e6 else f"MISS {limit} MB"
    print(f"{VISITS} pages by HTTP: median {statistics.median(times):.1f} ms, p95 {high:.1f} ms")
    print(f"memory then: RSS {memory.rss / 1e6:.0f} MB, PSS {memory.pss / 1e6:.0f} MB  {verdict}")


def one(client: httpx.Client, turn: int, rows: int) -> float:
    asked = QUESTIONS[turn % len(QUESTIONS)].format(rows - turn * rows // VISITS)
    begun = time.perf_counter()
    client.get(f"/gallery/?{asked}").raise_for_status()
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--pages", default="", help="Only pages with this in their names.")
    parser.add_argument("--postgres", action="store_true", help="In a PostgreSQL of its own.")
    asked = parser.parse_args()
    given = nullcontext(os.environ.get("DATABASE_URL"))
    with postgres() if asked.postgres else given as url:
        measure(asked, url)


def measure(asked: argparse.Namespace, url: str | None) -> None:
    environment = {"PROOFSHEET_DATA_DIR": str(asked.folder.absolute())}
    if url:
        environment["DATABASE_URL"] = url
    run("filling", environment, str(asked.rows))
    run("pages", environment, str(asked.rounds), asked.pages)
    if not asked.pages:
        run("acts", environment)
        visit(environment, asked.rows)


if __name__ == "__main__":
    main()
