"""A larger studio there and back, on both databases, and kills at random moments; by hand.

python -m tests.backup --images 2000 --kills 20
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.running import CLEAN, ROOT
from tests.servers import postgres

from .conftest import Place, new_database


def measured(place: Place, *arguments: str) -> str:
    """What a command says; prints its seconds and the most memory that it had."""
    began = time.monotonic()
    process = begun(place, *arguments, out=subprocess.PIPE)
    assert process.stdout
    said = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, said
    seconds, memory = time.monotonic() - began, usage.ru_maxrss / 1024
    name = " ".join(arguments[:2]).replace(str(place.folder.parent), "")
    print(f"{name:34} {place.kind:10} {seconds:7.1f} s {memory:7.0f} MB", flush=True)
    return said


def begun(place: Place, *arguments: str, out: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=CLEAN | place.environment,
        stdout=out,
        stderr=subprocess.STDOUT,
        text=True,
    )


def same(told: Sequence[str], place: Place) -> None:
    again = place.told()
    wrong = set(told) ^ set(again)
    assert not wrong, sorted(wrong)[:4]
    files = sum(line.startswith("file ") for line in told)
    print(f"    the same: {len(told) - files} rows and entries, {files} digests of files")


def round_trip(folder: Path, url: str, images: int) -> Path:
    studio = Place(folder / "a")
    began = time.monotonic()
    studio.fill(images)
    print(f"filled with {images} images in {time.monotonic() - began:.0f} s")
    told, file = studio.told(), folder / "studio.tar"
    for number, database in enumerate((url, url, "", "")):
        file = folder / f"{number}.tar"
        print(measured(studio, "backup", str(file)).splitlines()[0])
        measured(studio, "restore", str(file), "--check")
        studio = Place(folder / f"to-{number}", new_database(database) if database else "")
        measured(studio, "restore", str(file))
        same(told, studio)
    measured(studio, "gallery", "thumbnails")
    print(measured(studio, "gallery", "check").strip())
    return file


def kills(folder: Path, file: Path, count: int) -> None:
    """A restore ended at any moment leaves the old studio or the new one."""
    chance, ends = random.Random(7), {"old": 0, "new": 0}
    began = time.monotonic()
    timed = Place(folder / "timed")
    timed.well("restore", str(file))
    usual, new = time.monotonic() - began, timed.told()
    for number in range(count):
        studio = Place(folder / f"killed-{number}").fill(3)
        told = studio.told()
        process = begun(studio, "restore", str(file))
        time.sleep(chance.uniform(0.1, 1.2) * usual)
        process.send_signal(signal.SIGKILL)
        process.wait()
        after = studio.told()
        is_old = after == told
        assert is_old or after == new, f"{number}: neither the old nor the new"
        ends["old" if is_old else "new"] += 1
        studio.well("restore", str(file))
    print(f"restores killed: {count}; the old studio {ends['old']}, the new one {ends['new']}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--images", type=int, default=2000)
    options.add_argument("--kills", type=int, default=10)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name, postgres() as url:
        file = round_trip(Path(name), url, chosen.images)
        kills(Path(name), file, chosen.kills)


if __name__ == "__main__":
    main()
