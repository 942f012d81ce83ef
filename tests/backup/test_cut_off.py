"""Backups and restores that are killed, stopped or have no room: all or nothing, and again."""

from __future__ import annotations

import errno
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gallery.media import UnreachableError
from studio.backups import BackupError
from studio.backups.target import source, target

from .conftest import NewPlace, Place

# Read by Python itself when it begins: acts as a file or folder of such a name is used.
HOOK = """
import os, sys
def act(event, arguments):
    if event == {event!r} and str(arguments[{place}]).endswith({ending!r}):
        {act}
sys.addaudithook(act)
"""
PLACES = {"open": 0, "os.rename": 1}
Hooked = Callable[..., Place]


@pytest.fixture
def hooked(tmp_path: Path) -> Hooked:
    """The same place, whose commands do something in the midst of what they do."""

    def hook(place: Place, event: str, ending: str, act: str) -> Place:
        text = HOOK.format(event=event, place=PLACES[event], ending=ending, act=act)
        (tmp_path / "sitecustomize.py").write_text(text)
        variables = place.variables | {"PYTHONPATH": str(tmp_path)}
        return Place(place.folder, place.database, variables)

    return hook


def signals(number: int) -> str:
    return f"os.kill(os.getpid(), {int(number)})"


def files_of(studio: Place) -> dict[str, int]:
    """What a studio is made of, with its sizes."""
    parts = ("proofsheet.sqlite3", "secret.key", "originals/*/*", "answers/*")
    paths = [path for part in parts for path in studio.folder.glob(part)]
    return {str(path.relative_to(studio.folder)): path.stat().st_size for path in paths}


def test_a_backup_that_is_killed_is_not_there(
    filled: Place, hooked: Hooked, tmp_path: Path
) -> None:
    file, draft = tmp_path / "studio.tar", tmp_path / ".studio.tar.part"
    killed = hooked(filled, "open", ".png", signals(signal.SIGKILL))
    assert killed.manage("backup", str(file)).returncode == -signal.SIGKILL
    assert draft.exists()
    assert not file.exists()
    filled.well("backup", str(file))
    assert not draft.exists()


def test_a_backup_that_is_stopped_leaves_nothing(
    filled: Place, hooked: Hooked, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    stopped = hooked(filled, "open", ".png", signals(signal.SIGINT))
    assert "no backup" in stopped.refused("backup", str(folder / "studio.tar"))
    assert list(folder.iterdir()) == []


def test_a_restore_that_is_killed_leaves_the_old_studio(
    filled: Place, backup: Path, place: NewPlace, hooked: Hooked
) -> None:
    studio = place().copy_of(filled)
    before, staged = files_of(studio), studio.folder / "restoring/new/originals"
    killed = hooked(studio, "open", ".png", signals(signal.SIGKILL))
    assert killed.manage("restore", str(backup)).returncode == -signal.SIGKILL
    assert staged.exists()
    assert files_of(studio) == before
    assert not list(studio.folder.glob("before-restore-*"))
    # A lock goes with its process.
    studio.well("restore", str(backup))
    assert not staged.exists()


def test_a_restore_that_is_stopped_leaves_the_old_studio(
    filled: Place, backup: Path, place: NewPlace, hooked: Hooked
) -> None:
    studio = place().copy_of(filled)
    before = files_of(studio)
    stopped = hooked(studio, "open", ".png", signals(signal.SIGINT))
    assert "nothing is changed" in stopped.refused("restore", str(backup))
    assert files_of(studio) == before
    assert not (studio.folder / "restoring").exists()


def test_a_restore_that_is_stopped_in_its_last_moment_is_done(
    filled: Place, backup: Path, place: NewPlace, hooked: Hooked
) -> None:
    studio = place()
    stopped = hooked(studio, "os.rename", "restoring/ready", signals(signal.SIGTERM))
    assert "Restored" in stopped.well("restore", str(backup))
    assert studio.told() == filled.told()


def test_a_restore_that_is_killed_between_database_and_files_is_finished(
    filled: Place, backup: Path, place: NewPlace, postgres_url: str, hooked: Hooked
) -> None:
    studio = place(postgres_url)
    killed = hooked(studio, "os.rename", "restoring/ready", signals(signal.SIGKILL))
    assert killed.manage("restore", str(backup)).returncode == -signal.SIGKILL
    assert "cut short" in studio.refused("serve", "--port", "0")
    studio.well("restore", str(backup))
    assert studio.told() == filled.told()


def test_a_database_that_goes_away_in_the_last_moment_has_nothing(
    filled: Place, backup: Path, place: NewPlace, postgres_url: str, hooked: Hooked
) -> None:
    studio = place(postgres_url)
    ends = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{studio.name}'"
    act = f"import psycopg; psycopg.connect({postgres_url!r}, autocommit=True).execute({ends!r})"
    away = hooked(studio, "open", "restoring/prepared", act)
    assert "does not answer" in away.refused("restore", str(backup))
    assert not (studio.folder / "restoring").exists()
    studio.well("restore", str(backup))
    assert studio.told() == filled.told()


def test_there_is_no_room(filled: Place, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        said = filled.refused("backup", str(disk / "studio.tar"))
        assert "no room" in said
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_the_file_that_fails_is_told(tmp_path: Path, settings: Any) -> None:
    file, original = tmp_path / "studio.tar", tmp_path / "a.png"
    with pytest.raises(BackupError, match=r"a\.png: Permission denied"), target(file):
        raise OSError(errno.EACCES, "Permission denied", str(original))
    with pytest.raises(BackupError, match="pictures is away: no route"), target(file):
        raise UnreachableError("no route")
    file.write_text("")
    with (
        pytest.raises(BackupError, match=f"no room left for {settings.DATA_DIR}"),
        source(file, lambda *told: None),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_file_that_is_there_is_kept(filled: Place, tmp_path: Path) -> None:
    (tmp_path / "studio.tar").write_text("mine")
    assert "already" in filled.refused("backup", str(tmp_path / "studio.tar"))
    assert (tmp_path / "studio.tar").read_text() == "mine"
