"""Files that are whole or not there, named by what is in them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from django.conf import settings


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
    source.chmod(0o600)
    sync(source)
    settle_all([(source, target)])


def settle_all(moves: Iterable[tuple[Path, Path]]) -> None:
    """The same for many that are on the disk already, with one sync of each folder."""
    folders = set()
    for source, target in moves:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
        folders |= {target.parent, target.parent.parent}
    if os.name == "posix":
        for folder in folders:
            _sync(folder, os.O_RDONLY)


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


def sync(path: Path) -> None:
    """Wait until all of a file is on the disk."""
    _sync(path, os.O_RDWR)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
