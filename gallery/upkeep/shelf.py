"""The files that a check looks at: of the data folder, or of the bucket that machines share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from gallery import files, media


class File(NamedTuple):
    """`path` is where it belongs in the data folder; `changed_at` in seconds since 1970."""

    path: Path
    size: int
    changed_at: float


Files = dict[Path, File]
"""By where they belong, in their order."""


class Listing:
    """What is in `originals` or `thumbs`, one folder after the other in the order of their names.

    A bucket tells all in that order, in far fewer answers than there are folders.
    """

    def __init__(self, root: str) -> None:
        self._folder: Path = settings.DATA_DIR / root
        self._entries = media.bucket().entries(f"{root}/") if media.is_shared() else iter(())
        self._next = next(self._entries, None)

    def of(self, name: str) -> Files:
        if not media.is_shared():
            return listed(self._folder / name)
        found: Files = {}
        while self._next and (folder := media.path(self._next.name).parent).name <= name:
            if folder.name == name:
                file = _of(self._next)
                found[file.path] = file
            self._next = next(self._entries, None)
        return found


def listed(folder: Path, begins: str = "") -> Files:
    """Files right in a folder whose names begin so."""
    if media.is_for_all(folder):
        entries = media.bucket().entries(f"{media.name(folder)}/{begins}")
        found = [_of(entry) for entry in entries]
        return {file.path: file for file in found if file.path.parent == folder}
    paths = (path for path in sorted(folder.glob(f"{begins}*")) if path.is_file())
    return {file.path: file for path in paths if (file := look(path))}


def look(path: Path) -> File | None:
    try:
        if media.is_for_all(path):
            return _of(media.bucket().look(media.name(path)))
        known = path.stat()
    except FileNotFoundError:
        return None
    return File(path, known.st_size, known.st_mtime)


@contextmanager
def read(path: Path) -> Iterator[Path]:
    """A file with its bytes, which are fetched past the cache. FileNotFoundError."""
    if not media.is_for_all(path):
        yield path
        return
    draft = files.temporary()
    try:
        with draft.open("w+b") as file:
            media.bucket().get(media.name(path), file)
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def move(path: Path, target: Path) -> None:
    if media.is_for_all(path):
        media.bucket().rename(media.name(path), media.name(target))
        # What was cached of it is not what its name says any more.
        path.unlink(missing_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)


def _of(entry: media.Entry) -> File:
    return File(media.path(entry.name), entry.size, entry.changed_at.timestamp())
