"""Backups and restores that are killed, stopped or have no room: all or nothing, and again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.running import CLEAN, ROOT, wait_until

from .conftest import NewPlace, Place


def begun(studio: Place, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=CLEAN | studio.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def cut_off(process: subprocess.Popen[str], is_time: Callable[[], object], how: int) -> str:
    """Ended by a signal as soon as it is time; what it says."""
    wait_until(lambda: is_time() or process.poll() is not None, 30)
    process.send_signal(how)
    said, errors = process.communicate(timeout=30)
    return said + errors


def files_of(studio: Place) -> dict[str, int]:
    """What a studio is made of, with its sizes."""
    parts = ("proofsheet.sqlite3", "secret.key", "originals/*/*", "answers/*")
    paths = [path for part in parts for path in studio.folder.glob(part)]
    return {str(path.relative_to(studio.folder)): path.stat().st_size for path in paths}


@pytest.fixture
def many(filled: Place, place: NewPlace) -> Place:
    """A studio whose backup takes a moment: a large file beside small ones."""
    studio = place().copy_of(filled)
    for path in (studio.folder / "originals").rglob("*.png"):
        os.truncate(path, 10_000_000)
    return studio


def test_a_backup_that_is_killed_is_not_there(many: Place, tmp_path: Path) -> None:
    file, draft = tmp_path / "studio.tar", tmp_path / ".studio.tar.part"
    cut_off(begun(many, "backup", str(file)), draft.exists, signal.SIGKILL)
    assert not file.exists()
    many.well("backup", str(file))
    assert not draft.exists()


def test_a_backup_that_is_stopped_leaves_nothing(many: Place, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    draft = folder / ".studio.tar.part"
    said = cut_off(begun(many, "backup", str(folder / "studio.tar")), draft.exists, signal.SIGINT)
    assert "no backup" in said
    assert "Traceback" not in said
    assert list(folder.iterdir()) == []


def test_a_restore_that_is_killed_leaves_the_old_studio(many: Place, tmp_path: Path) -> None:
    file, staged = tmp_path / "studio.tar", many.folder / "restoring/new/originals"
    many.well("backup", str(file))
    before = files_of(many)
    cut_off(begun(many, "restore", str(file)), staged.exists, signal.SIGKILL)
    assert files_of(many) == before
    assert not list(many.folder.glob("before-restore-*"))
    # A lock goes with its process.
    many.well("restore", str(file))
    assert not staged.exists()


# Read by Python itself when it begins.
DYING = """
import os, signal, sys
def kill(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith("restoring/ready"):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
"""


def test_a_restore_that_is_killed_between_database_and_files_is_finished(
    filled: Place, backup: Path, place: NewPlace, postgres_url: str, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(DYING)
    studio = place(postgres_url, PYTHONPATH=str(tmp_path))
    assert studio.manage("restore", str(backup)).returncode == -signal.SIGKILL
    studio.variables.clear()
    assert "cut short" in studio.refused("serve", "--port", "0")
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


def test_a_file_that_is_there_is_kept(filled: Place, tmp_path: Path) -> None:
    (tmp_path / "studio.tar").write_text("mine")
    assert "already" in filled.refused("backup", str(tmp_path / "studio.tar"))
    assert (tmp_path / "studio.tar").read_text() == "mine"
