"""The page of a session of 200 attempts: server time and weight.

    python -m tests.benchmarks.session [--attempts 200]

There are half as many images again, and a branch after every seventh attempt. The time is that of
the server and the loopback, packed, without the visits that warm it up.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time

import httpx

from .harness import ROOT, Studio, studio

FILL = """
import django; django.setup()
from studio.models import Session
from tests.attempts import line
session = Session.objects.create()
line(session, {attempts} // 2, every=7, images=1)
line(session, {attempts} - {attempts} // 2, every=7, images=2)
"""
ROUNDS, COLD = 45, 5


def fill(at: Studio, attempts: int) -> None:
    environment = {
        **os.environ,
        "PROOFSHEET_DATA_DIR": str(at.data),
        "DJANGO_SETTINGS_MODULE": "studio.settings",
    }
    code = FILL.format(attempts=attempts)
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)


def times(client: httpx.Client, address: str) -> list[float]:
    """Milliseconds of each visit."""
    found = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        answer = client.get(address)
        found.append((time.perf_counter() - begun) * 1000)
        answer.raise_for_status()
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--attempts", type=int, default=200)
    attempts = parser.parse_args().attempts
    with studio() as at:
        fill(at, attempts)
        client = at.client()
        for address in ("/sessions/1/", "/sessions/1/?step=100", "/sessions/"):
            found = times(client, address)
            warm = found[COLD:]
            weight = len(client.get(address).content) / 1000
            print(
                f"{address}: first {found[0]:.0f} ms, then median {statistics.median(warm):.1f} "
                f"ms, slowest {max(warm):.1f} ms, {weight:.0f} KB"
            )


if __name__ == "__main__":
    main()
