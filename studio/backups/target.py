"""The file of a backup: whole under its name or not there, and nobody else's to read."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext as _
from filelock import FileLock, Timeout

from gallery.media import UnreachableError

from . import BackupError

Told = Callable[[str, int, int], object]
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def target(path: Path) -> Iterator[BinaryIO]:
    """Open for writing; it gets its name after the block. BackupError where it cannot be had."""
    _refuse(path)
    draft = path.with_name(f".{path.name}.part")
    lock = FileLock(path.with_name(f".{path.name}.lock"), mode=0o600)
    try:
        with lock.acquire(timeout=0):
            try:
                yield from _written(path, draft)
            finally:
                draft.unlink(missing_ok=True)
                Path(lock.lock_file).unlink(missing_ok=True)
    except Timeout:
        raise BackupError(_("Another backup is just being written to %s.") % path) from None
    except OSError as error:
        named = Path(error.filename or path)
        raise BackupError(_said(error, path if named == draft else named)) from error


class Counted:
    """A file that is read, and tells how much of it was."""

    def __init__(self, file: BinaryIO, size: int, told: Told) -> None:
        self._file, self._told, self._done = file, told, 0
        self.size = size

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._done += len(data)
        self._told(_("megabytes"), self._done // 1_000_000, self.size // 1_000_000)
        return data


@contextmanager
def source(path: Path, told: Told) -> Iterator[tuple[BinaryIO, int]]:
    """Open for reading, and how many bytes it has."""
    try:
        if not path.is_file():
            raise BackupError(_("There is no file %s.") % path)
        size = path.stat().st_size
        with path.open("rb", buffering=1 << 20) as file:
            yield cast(BinaryIO, Counted(file, size, told)), size
    except OSError as error:
        # What has no room is what is written meanwhile.
        named = settings.DATA_DIR if error.errno in NO_ROOM else error.filename or path
        raise BackupError(_said(error, Path(named))) from error


def _refuse(path: Path) -> None:
    if path.exists():
        raise BackupError(_("%s is there already: choose another name, or move it away.") % path)
    if not path.parent.is_dir():
        raise BackupError(_("There is no folder %s.") % path.parent)


def _written(path: Path, draft: Path) -> Iterator[BinaryIO]:
    # What a sudden end left, or somebody put there.
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb", buffering=1 << 20) as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    _name(draft, path)


def _name(draft: Path, path: Path) -> None:
    """A link is not made over a file that came meanwhile; a rename would."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        _refuse(path)
        draft.rename(path)
    if os.name == "posix":
        with suppress(OSError):
            _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _said(error: OSError, path: Path) -> str:
    if isinstance(error, UnreachableError):
        return _("The storage of the pictures is away: %s.") % error
    if error.errno in NO_ROOM:
        return _("There is no room left for %s: make some, or choose another place.") % path
    return _("%(path)s: %(reason)s.") % {"path": path, "reason": error.strerror or error}
