"""The queue's file deleted, emptied or damaged, while the studio runs and before it starts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tests.conftest import StartStudio
from tests.running import RunningStudio, wait_until

SLOW = 60.0


def delete(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    os.truncate(path, 0)


def damage(path: Path) -> None:
    path.write_bytes(b"no database at all" * 1000)


DAMAGES: tuple[Callable[[Path], None], ...] = (delete, empty, damage)


def finishes_a_job(studio: RunningStudio) -> None:
    job = studio.submit(model="sketch:quick", prompt="A lighthouse")
    wait_until(lambda: 'data-state="finished"' in studio.get(job).text, SLOW)


def test_a_queue_that_is_gone_or_broken_is_made_anew(start_studio: StartStudio) -> None:
    studio = start_studio()
    queue = studio.folder / "queue.sqlite3"
    finishes_a_job(studio)
    for spoil in DAMAGES:
        spoil(queue)
        finishes_a_job(studio)
        wait_until(lambda: studio.get("healthz").text == "ok")
    studio.stop()
    damage(queue)
    again = start_studio()
    finishes_a_job(again)
    assert again.get("healthz").text == "ok"
