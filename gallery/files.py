"""Files that are whole or not there, named by what is in them."""

from __future__ import annotations

import hashlib
import os
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
    target.parent.mkdir(parents=True, exist_ok=True)
    source.chmod(0o600)
    _sync(source, os.O_RDWR)
    source.replace(target)
    if os.name == "posix":
        for folder in (target.parent, target.parent.parent):
            _sync(folder, os.O_RDONLY)


def write(data: bytes, target: Path) -> None:
    """All of `data` under this name, or nothing."""
    draft = temporary()
    draft.write_bytes(data)
    settle(draft, target)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
