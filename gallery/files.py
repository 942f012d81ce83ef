"""Files that are whole or not there, named by what is in them.

Where machines share a bucket, what gets its name is in the bucket before, and what only the
bucket has is brought here when it is wanted.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from threading import BoundedSemaphore
from uuid import uuid4

from django.conf import settings

from . import cache, media
from .media import UnreachableError

logger = logging.getLogger(__name__)

FEW = 2
SYNCING = 8
# A bucket that is slow must not hold every thread that answers pages.
FETCHING = BoundedSemaphore(4)
LONGEST_TURN = 2.0
"""Seconds for which one waits to be one of them."""


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
    media.put(moves)
    settle_here(moves)


def here(path: Path) -> Path:
    """The path, its file brought from the bucket where it is not here; it may be nowhere.

    UnreachableError where that cannot be told.
    """
    if not media.is_for_all(path) or cache.use(path):
        return path
    draft = temporary()
    try:
        _fetch(path, draft)
        settle_here([(draft, path)])
    except FileNotFoundError:
        return path
    except UnreachableError:
        raise
    except OSError as error:
        raise UnreachableError(f"{path.name} could not be kept here: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
    cache.grow(path.stat().st_size)
    return path


def _fetch(path: Path, draft: Path) -> None:
    if not FETCHING.acquire(timeout=LONGEST_TURN):
        raise UnreachableError("the bucket is so slow that others wait already")
    try:
        with draft.open("w+b") as file:
            media.bucket().get(media.name(path), file)
    except UnreachableError as error:
        logger.warning("%s cannot be had: %s", media.name(path), error)
        raise
    finally:
        FETCHING.release()
    if media.name(path).startswith("originals/") and digest(draft) != path.stem:
        logger.error("%s is damaged in the bucket", media.name(path))
        raise UnreachableError(f"{path.name} is damaged in the bucket")


def settle_here(moves: Collection[tuple[Path, Path]]) -> None:
    """Without a word to the bucket."""
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
    """Whether it is there; if so, whoever may remove it sees that it is wanted again.

    Of a bucket that cannot be known: another machine may have removed it, so it is put anew.
    """
    if media.is_for_all(path):
        return False
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


def remove(path: Path) -> None:
    """Here and in the bucket, there first: what is left over here is let go with the cache."""
    media.remove(path)
    path.unlink(missing_ok=True)


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
