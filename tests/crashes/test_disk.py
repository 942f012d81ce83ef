"""A data folder on a disk that is full, closed, and usable again. A real one, which needs root."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from studio import disk
from tests.conftest import StartStudio
from tests.gateways.thinking import ThinkingGateway
from tests.running import RunningStudio, manage, wait_until

SIZE = 200_000_000
SLOW = 60.0
MODEL = "dieyuyun:gemini-3.1-flash-image"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(place)]
    if os.geteuid() != 0 or subprocess.run(words, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def gateway() -> Iterator[ThinkingGateway]:
    with ThinkingGateway(answer_as="b64_json") as gateway:
        yield gateway


def fill(folder: Path, leave: int = 0) -> None:
    """Take all room but `leave` bytes."""
    with suppress(OSError), (folder / "filler").open("ab", buffering=0) as file:
        while (room := shutil.disk_usage(folder).free - leave) > 0:
            file.write(bytes(min(room, 1_000_000)))


def empty(folder: Path) -> None:
    (folder / "filler").unlink()


def card(studio: RunningStudio, job: str) -> str:
    return studio.get(job).text


def waits_for(studio: RunningStudio, job: str, words: str) -> None:
    wait_until(lambda: words in card(studio, job), SLOW)


def test_a_full_disk_loses_nothing_that_is_paid(
    folder: Path, gateway: ThinkingGateway, start_studio: StartStudio
) -> None:
    studio = start_studio(PROOFSHEET_DATA_DIR=str(folder / "data"), **gateway.environment)
    # It fills up while a paid answer is on its way.
    job = studio.submit(model=MODEL, prompt="A lighthouse")
    wait_until(lambda: len(gateway.paid) == 1, SLOW)
    fill(folder)
    gateway.may_answer.set()
    studio.line_with("held in memory", SLOW)
    assert studio.get("gallery/").status_code == 200
    refused = send(studio)
    assert (refused.status_code, "The disk is full" in refused.text) == (503, True)
    empty(folder)
    waits_for(studio, job, 'data-state="finished"')
    # There is still room for rows, but none for what could be bought.
    fill(folder, leave=disk.LEFT)
    job = studio.submit(model=MODEL, prompt="Another lighthouse")
    waits_for(studio, job, "The disk is full")
    empty(folder)
    waits_for(studio, job, 'data-state="finished"')
    assert len(gateway.paid) == 2


def send(studio: RunningStudio) -> httpx.Response:
    with studio.client() as client:
        client.get("")
        known = {"csrfmiddlewaretoken": client.cookies["proofsheet_csrf"]}
        return client.post("jobs/", data=known | {"model": MODEL, "prompt": "Never sent"})


def test_a_folder_that_is_read_only_is_told_in_one_line(folder: Path) -> None:
    data = {"PROOFSHEET_DATA_DIR": str(folder / "data")}
    assert manage("migrate", **data).returncode == 0
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    for command in ("start", "serve", "worker"):
        ended = manage(command, **data)
        assert ended.returncode == 1
        [line] = ended.stderr.splitlines()
        assert "cannot be written" in line
