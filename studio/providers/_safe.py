"""A file for what is paid for: on disk before it has its name, and never given up.

While the disk takes nothing it is held in memory, and written as soon as there is room.
"""

from __future__ import annotations

import errno
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

logger = logging.getLogger(__name__)

PASSING = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
"""A full disk, a closed or a failing one: a person can do something about each."""
TRY_EVERY = 1.0
"""Seconds between two tries to write."""


class Writer:
    """Takes bytes, whatever the disk says. `settle` ends when all are safe under their name."""

    def __init__(self, file: FileIO, part: Path, target: Path) -> None:
        self._file, self._part, self.target = file, part, target
        self._held = bytearray()
        self._size = 0

    def write(self, data: bytes) -> int:
        self._size += len(data)
        is_first = not self._held
        self._held += data
        # Once something is held, all of it is written in the end.
        if is_first:
            try:
                self._write()
            except OSError as error:
                _refuse_lasting(error)
                logger.warning("An answer cannot be written (%s): it is held in memory.", error)
        return len(data)

    def tell(self) -> int:
        return self._size

    def settle(self) -> None:
        _patiently(self._write)
        _patiently(lambda: os.fsync(self._file.fileno()))
        self._file.close()
        _patiently(lambda: self._part.replace(self.target))
        if os.name == "posix":
            _patiently(self._sync_folder)

    def _write(self) -> None:
        while self._held:
            del self._held[: self._file.write(self._held)]

    def _sync_folder(self) -> None:
        """Bring the rename to disk."""
        descriptor = os.open(self.target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def opened(target: Path) -> Iterator[Writer]:
    """OSError where nothing can be written now. What was not settled is gone afterwards."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        with FileIO(part, "wb") as file:
            yield Writer(file, part, target)
    finally:
        part.unlink(missing_ok=True)


def _patiently(deed: Callable[[], object]) -> None:
    while True:
        try:
            deed()
        except OSError as error:
            _refuse_lasting(error)
            time.sleep(TRY_EVERY)
        else:
            return


def _refuse_lasting(error: OSError) -> None:
    if error.errno not in PASSING:
        raise error
