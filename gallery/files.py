"""Files that are whole or not there, named by what is in them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from uuid import uuid4

from django.conf import settings

FEW = 2
SYNCING = 8


def temporary(suffix: str = "") -> Path:
    """A new path for a file that is not whole yet, in the file system of the originals."""
    folder: Path = settings.DATA_DIR / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{uuid4().hex}{suffix}"


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settle(source: Path, target: Path) -> None:
    """Give a whole file its name, so that a power cut leaves all of it or nothing."""
    settle_all([(source, target)])


def settle_all(moves: Iterable[tuple[Path, Path]]) -> None:
    """The same for many (source, target), which takes far less time than one by one."""
    moves = list(moves)
    for source, _target in moves:
        source.chmod(0o600)
    _sync_all([source for source, _target in moves], os.O_RDWR)
    for source, target in moves:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
    if os.name == "posix":
        folders = (target.parent for _source, target in moves)
        _sync_all({folder for each in folders for folder in (each, each.parent)}, os.O_RDONLY)


def touch(path: Path) -> bool:
    """Whether it is there; if so, whoever may remove it sees that it is wanted again."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def write(data: bytes, target: Path) -> None:
    """All of `data` under this name, or nothing."""
    draft = temporary()
    draft.write_bytes(data)
    settle(draft, target)


def _sync_all(paths: Collection[Path], flags: int) -> None:
    """At once: a file system writes what many wait for in one go."""
    if len(paths) <= FEW:
        for path in paths:
            _sync(path, flags)
    else:
        with ThreadPoolExecutor(SYNCING) as pool:
            list(pool.map(_sync, paths, repeat(flags)))


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
