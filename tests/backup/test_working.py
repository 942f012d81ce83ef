"""A studio that works while it is backed up, and one that is not to be overwritten."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock

from tests.conftest import StartStudio
from tests.running import CLEAN, PATIENCE, ROOT, RunningStudio, wait_until

from .conftest import NewPlace, Place


@pytest.fixture
def stirred(start_studio: StartStudio, tmp_path: Path) -> Iterator[Place]:
    """A studio that draws sketches, while images come and go beside it."""
    studio = start_studio()
    for _job in range(4):
        studio.submit(model="sketch:quick", prompt="A lighthouse", num_images="4", resolution="512")
    place = Place(studio.folder)
    stirring = subprocess.Popen(
        [sys.executable, "-m", "tests.backup.stirring"],
        env=CLEAN | place.environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert stirring.stdout
    assert stirring.stdout.readline() == "removed\n"
    yield place
    said, _nothing = stirring.communicate("", timeout=PATIENCE)
    assert stirring.returncode == 0
    assert "removed" in said


def test_every_row_has_its_file_though_files_come_and_go(
    stirred: Place, place: NewPlace, tmp_path: Path
) -> None:
    file, other = tmp_path / "studio.tar", place()
    assert "gone" not in stirred.well("backup", str(file))
    other.well("restore", str(file))
    told = "\n".join(other.told())
    wanted = set(re.findall(r'^gallery\.image .*"digest": "(\w+)"', told, re.MULTILINE))
    files = set(re.findall(r"^file originals/../(\w+)\.\w+ \1$", told, re.MULTILINE))
    assert wanted
    assert wanted == files


@pytest.mark.parametrize("half", ["serve", "worker"])
def test_a_half_that_runs_alone_is_not_overwritten(
    half: str, filled: Place, backup: Path, place: NewPlace
) -> None:
    studio = place().copy_of(filled)
    before = set(studio.folder.glob("running/*.lock"))
    arguments = ("--port", "0") if half == "serve" else ()
    running = RunningStudio(half, *arguments, **studio.environment)
    try:
        wait_until(lambda: set(studio.folder.glob("running/*.lock")) - before)
        assert "is running" in studio.refused("restore", str(backup))
    finally:
        running.kill()


def test_a_database_that_others_use_is_not_filled(
    backup: Path, place: NewPlace, postgres_url: str
) -> None:
    studio = place(postgres_url)
    with psycopg.connect(studio.database):
        assert "Others are connected" in studio.refused("restore", str(backup))


def test_nothing_begins_while_a_backup_is_restored(filled: Place, place: NewPlace) -> None:
    studio = place().copy_of(filled)
    with FileLock(studio.folder / "restore.lock"):
        assert "being restored" in studio.refused("serve", "--port", "0")
