"""Whose turn it is to write: one thread of each process, and one process after the other."""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Lock
from time import monotonic, sleep

try:
    import fcntl
except ImportError:  # Windows: SQLite itself sorts the processes
    fcntl = None  # type: ignore[assignment]

LOOK_EVERY = 0.001
NOW, NEXT = 0, 1
"""The bytes of the lock file that stand for whoever writes, and for whoever is next."""


class Turns:
    """The line before one database file.

    Locks of bytes end with their process, and no fork takes them along. Whoever has just written
    cannot come again at once where another process is next already.
    """

    def __init__(self, path: str) -> None:
        self._here = Lock()
        self._file: int | None = None
        # A folder that cannot be written has no writers.
        with suppress(OSError):
            self._file = os.open(f"{path}-turn", os.O_RDWR | os.O_CREAT, 0o600)

    def take(self, seconds: float) -> bool:
        """Wait for one's turn, no longer than this; False if it did not come."""
        deadline = monotonic() + seconds
        if not self._here.acquire(timeout=seconds):
            return False
        is_ours = False
        try:
            is_ours = self._take(NEXT, deadline) and self._take(NOW, deadline)
            self._free(NEXT)
        finally:
            if not is_ours:
                self._here.release()
        return is_ours

    def give_back(self) -> None:
        self._free(NOW)
        self._here.release()

    def _take(self, place: int, deadline: float) -> bool:
        while not self._try(place):
            if monotonic() > deadline:
                return False
            sleep(LOOK_EVERY)
        return True

    def _try(self, place: int) -> bool:
        if fcntl and self._file is not None:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            except (BlockingIOError, PermissionError):
                return False
        return True

    def _free(self, place: int) -> None:
        if fcntl and self._file is not None:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)
