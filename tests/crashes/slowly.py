"""What takes half a minute each, mostly of waiting: `python -m pytest tests/crashes/slowly.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import team
from tests.conftest import StartStudio
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.running import RunningStudio, wait_until
from tests.servers import needs

from .locking import locked, send

SLOW = 90.0
MODEL = "dieyuyun:gemini-3.1-flash-image"


def test_a_database_locked_for_longer_than_anybody_waits_is_told_of(
    start_studio: StartStudio,
) -> None:
    with OpenAIImagesGateway(delay=1) as gateway:
        studio = start_studio(**gateway.environment)
        before = studio.submit(model=MODEL, prompt="Sent before")
        wait_until(lambda: len(gateway.paid) == 1, SLOW)
        with locked(studio):
            assert send(studio, model=MODEL) == 503
            assert studio.get("gallery/").status_code == 200
        wait_until(lambda: 'data-state="finished"' in studio.get(before).text, SLOW)
        assert send(studio, model=MODEL) == 303
        wait_until(lambda: len(gateway.paid) == 2, SLOW)


@pytest.fixture
def moved(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A file with how far the clock is off, and what a process needs to go by it."""
    library = needs("/usr/lib/*/faketime/libfaketimeMT.so.1", "faketime")
    ahead = tmp_path / "ahead"
    ahead.write_text("+0")
    return ahead, {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(ahead),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_UTIME": "1",
        "PYTHONPATH": str(Path(team.__file__).parent / "wrong_clock"),
    }


def test_jobs_go_on_over_a_jump_there_and_back(
    moved: tuple[Path, dict[str, str]], start_studio: StartStudio
) -> None:
    ahead, faked = moved
    with OpenAIImagesGateway(delay=1, polls=1) as gateway:
        studio = start_studio(**faked, **gateway.environment)
        for jump in ("+1d", "+0"):
            gateway.will("task", "429")
            before = len(gateway.paid)
            jobs = [_submit(studio, number) for number in range(2)]
            wait_until(lambda before=before: len(gateway.paid) >= before + 2, SLOW)
            ahead.write_text(jump)
            jobs.append(_submit(studio, 2))
            for job in jobs:
                wait_until(lambda job=job: 'data-state="finished"' in studio.get(job).text, SLOW)
            # The one that was refused was sent again, and no other.
            assert len(gateway.paid) == before + len(jobs) + 1


def _submit(studio: RunningStudio, number: int) -> str:
    return studio.submit(model="dieyuyun:gemini-3.1-flash-image", prompt=f"Lighthouse {number}")
