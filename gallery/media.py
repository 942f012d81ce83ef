"""What machines share that share no folder: a bucket, of which the data folder is the cache.

    originals/ab/<digest>.<ext>   thumbs/ab/…   answers/<attempt>   imports/<import>/<key>

Names are those of the data folder. What is under a name is whole and is never written again with
other bytes, so that no cache is ever out of date. Without a bucket the data folder is all there is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple, Protocol, cast

from django.conf import settings
from django.core.files.storage import storages

SHARED = frozenset({"originals", "thumbs", "answers", "imports", "found"})
"""Folders of the data folder that the bucket has too; all others are each machine's own."""
AT_ONCE = 8

Move = tuple[Path, Path]


class UnreachableError(OSError):
    """The bucket does not answer, or refuses: nothing is known of what is in it."""


class Entry(NamedTuple):
    """A file of the bucket. `size` in bytes, `changed_at` is when it was put there last."""

    name: str
    size: int
    changed_at: datetime


class Bucket(Protocol):
    """All of it raises UnreachableError; FileNotFoundError where something has to be there."""

    def put(self, name: str, path: Path) -> None: ...

    def get(self, name: str, target: IO[bytes]) -> None: ...

    def look(self, name: str) -> Entry: ...

    def entries(self, prefix: str) -> Iterator[Entry]:
        """Of all names that begin so."""

    def rename(self, name: str, new: str) -> None: ...

    def delete(self, name: str) -> None: ...


def is_shared() -> bool:
    return "media" in settings.STORAGES


def bucket() -> Bucket:
    """Made when it is first wanted: what it needs takes 20 MB."""
    return cast(Bucket, storages["media"])


def name(path: Path) -> str:
    """Of a file of the data folder: `originals/ab/abcd….png`."""
    return path.relative_to(settings.DATA_DIR).as_posix()


def path(name: str) -> Path:
    data: Path = settings.DATA_DIR
    return data / name


def is_for_all(path: Path) -> bool:
    """Whether the bucket is to have the file of this path."""
    return is_shared() and name(path).partition("/")[0] in SHARED


def put(moves: Collection[Move]) -> None:
    """Let the bucket have these files under the names of their targets. UnreachableError."""
    wanted = [move for move in moves if is_for_all(move[1])]
    if len(wanted) < 2:
        for move in wanted:
            _put(move)
    else:
        with ThreadPoolExecutor(min(AT_ONCE, len(wanted))) as pool:
            list(pool.map(_put, wanted))


def knock() -> None:
    """UnreachableError where there is a bucket and it does not answer."""
    if is_shared():
        next(iter(bucket().entries("originals/")), None)


def remove(path: Path) -> None:
    """Nothing where it is not there. UnreachableError."""
    if is_for_all(path):
        bucket().delete(name(path))


def _put(move: Move) -> None:
    source, target = move
    bucket().put(name(target), source)
