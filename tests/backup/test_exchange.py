"""The exchange of a data folder's contents, ended by SIGKILL before each of its steps."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studio import exchange
from tests.running import ROOT

# A process that is killed before its step of this number; the steps are those of the file system.
DYING = """
import os, signal, sys
from pathlib import Path
from studio import exchange
STEPS = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree")
left = int(sys.argv[2])
def count(event, arguments):
    global left
    if event in STEPS:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
exchange.decide(Path(sys.argv[1]), "now")
"""
MOST = 40


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def read(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock" and exchange.STAGE not in path.parts
    }


OLD = {"database": "old", "secret": "old", "originals__ab__1": "one", "copies__2": "two"}
NEW = {"database": "new", "secret": "new", "originals__ab__3": "three"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, **OLD)
    write(exchange.stage(tmp_path), **NEW)
    return tmp_path


def test_what_is_staged_takes_the_place_of_what_is_there(folder: Path) -> None:
    aside = exchange.decide(folder, "now")
    was = {name.replace("__", "/"): text for name, text in OLD.items()}
    assert read(aside) == was
    new = {name.replace("__", "/"): text for name, text in NEW.items()}
    assert read(folder) == new | {f"{aside.name}/{name}": text for name, text in was.items()}


def test_it_is_the_old_or_the_new_wherever_it_is_killed(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    write(whole, **OLD)
    old = read(whole)
    write(exchange.stage(whole), **NEW)
    exchange.decide(whole, "now")
    new, ends = read(whole), []
    for step in range(MOST):
        folder = tmp_path / str(step)
        write(folder, **OLD)
        write(exchange.stage(folder), **NEW)
        command = [sys.executable, "-c", DYING, str(folder), str(step)]
        ended = subprocess.run(command, cwd=ROOT)
        # What every process does first.
        exchange.complete(folder)
        ends.append(read(folder))
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL
    assert ended.returncode == 0
    assert ends == [old] * ends.count(old) + [new] * ends.count(new)
    assert ends.count(old) > 0
    assert ends.count(new) > 1
