"""The database file gone, damaged, or held by somebody else."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import StartStudio
from tests.running import manage, wait_until

from .locking import locked, send

SLOW = 90.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a picture, whose studio has ended."""
    data = {"PROOFSHEET_DATA_DIR": str(tmp_path)}
    assert manage("migrate", **data).returncode == 0
    original = tmp_path / "originals" / "ab" / f"{'ab' * 32}.png"
    original.parent.mkdir(parents=True)
    original.write_bytes(b"a picture")
    return tmp_path


def told(folder: Path) -> str:
    ended = manage("start", "--port", "0", PROOFSHEET_DATA_DIR=str(folder))
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    return line


def test_a_database_that_is_gone_is_told_and_not_made_anew(folder: Path) -> None:
    path = folder / "proofsheet.sqlite3"
    path.unlink()
    assert "is gone, but its pictures are there" in told(folder)
    assert not path.exists()
    path.touch()
    assert "is gone, but its pictures are there" in told(folder)
    with closing(sqlite3.connect(path)) as empty:
        empty.execute("PRAGMA journal_mode = WAL")
    assert path.stat().st_size
    assert "is gone, but its pictures are there" in told(folder)


def test_one_that_is_taken_away_from_a_running_studio_is_waited_for(
    start_studio: StartStudio,
) -> None:
    studio = start_studio()
    own = studio.folder / "proofsheet.sqlite3"
    away = own.rename(studio.folder / "away")
    assert studio.get("healthz").status_code == 503
    # A thread that has it open may go on with it.
    wait_until(lambda: "The database does not answer" in studio.get("gallery/").text)
    assert not own.exists()
    away.rename(own)
    assert studio.get("gallery/").status_code == 200
    assert studio.get("healthz").status_code == 200


def test_a_database_that_is_damaged_inside_is_told(folder: Path) -> None:
    path = folder / "proofsheet.sqlite3"
    data = bytearray(path.read_bytes())
    data[8192 : len(data) // 2] = bytes(len(data) // 2 - 8192)
    path.write_bytes(data)
    assert "is damaged" in told(folder)


def test_a_locked_database_is_waited_for(start_studio: StartStudio) -> None:
    studio = start_studio()
    statuses: list[int] = []
    with locked(studio):
        waiting = threading.Thread(target=lambda: statuses.append(send(studio)))
        waiting.start()
        assert studio.get("gallery/").status_code == 200
        waiting.join(1)
        assert waiting.is_alive()
    waiting.join(SLOW)
    assert statuses == [303]
