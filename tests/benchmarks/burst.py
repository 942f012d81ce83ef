"""Many jobs at once against a slow gateway: how soon all is stored, and at what memory.

python -m tests.benchmarks.burst                      200 jobs, 5 s, links, 512 × 512
python -m tests.benchmarks.burst --base64             the same, 1K PNG as base64
python -m tests.benchmarks.burst --jobs 20 --delay 1  twenty at once, 1K PNG
"""

from __future__ import annotations

import argparse
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil

from .harness import KEY, Studio, gateway, studio, until

FINISHED = "SELECT count(*) FROM studio_job WHERE state = 'finished'"
THUMBS = "SELECT count(*) FROM gallery_image WHERE thumbs_version > 0"


class Peak(threading.Thread):
    """The largest PSS of a process, looked at twice a second, since looking itself holds it up."""

    def __init__(self, process: psutil.Process) -> None:
        super().__init__(daemon=True)
        self.process, self.most, self.over = process, 0, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.5):
            self.most = max(self.most, self.process.memory_full_info().pss)


def submit_all(at: Studio, jobs: int, clients: int) -> tuple[float, float]:
    """Moments of the first and the last submit's answer."""
    moments: list[float] = []

    def one(client: httpx.Client) -> None:
        at.submit(client, model="dieyuyun:gemini-3.1-flash-image", **FIELDS)
        moments.append(time.monotonic())

    sessions = [at.client() for _ in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(one, (sessions[n % clients] for n in range(jobs))))
    return min(moments), max(moments)


FIELDS: dict[str, str] = {}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--delay", type=float, default=5)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--base64", action="store_true")
    parser.add_argument("--picture", choices=("512", "1K"), default="")
    asked = parser.parse_args()
    picture = asked.picture or ("1K" if asked.base64 or asked.jobs < 100 else "512")
    same = ["--same"] if picture == "512" else []
    if asked.base64:
        FIELDS["response_format"] = "b64_json"
    with gateway(*same, "--delay", str(asked.delay), "--picture", picture) as base_url:
        with studio(DIEYUYUN_BASE_URL=base_url, DIEYUYUN_API_KEY=KEY) as at:
            measure(at, asked.jobs, asked.clients)


def measure(at: Studio, jobs: int, clients: int) -> None:
    peak = Peak(at.worker)
    peak.start()
    first, last = submit_all(at, jobs, clients)
    until(lambda: at.one(FINISHED) == jobs, 120)
    finished = time.monotonic()
    until(lambda: at.one(THUMBS) == jobs, 120)
    thumbs = time.monotonic()
    peak.over.set()
    print(f"submits answered within   {last - first:6.2f} s")
    print(f"all finished after        {finished - first:6.2f} s of the first submit's answer")
    print(f"all thumbnails after      {thumbs - first:6.2f} s")
    print(f"worker's peak PSS         {peak.most / 1e6:6.0f} MB")


if __name__ == "__main__":
    main()
