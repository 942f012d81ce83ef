"""Whose turn it is to write: one thread of each process, and one process after the other."""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Condition
from time import monotonic, sleep

try:
    import fcntl
except ImportError:  # Windows: SQLite itself sorts the processes
    fcntl = None  # type: ignore[assignment]

LOOK_EVERY = 0.001
IN_A_ROW = 4
"""Turns that one process takes on end while others wait: to pass them on takes as long as one."""
NOW, NEXT = 0, 1
"""The bytes of the lock file that stand for whoever writes, and for whoever is next."""


class Turns:
    """The line before one database file.

    Locks of bytes end with their process, and no fork takes them along. A process whose turns are
    over cannot come again at once where another is next already.
    """

    def __init__(self, path: str) -> None:
        self._here = Condition()
        self._is_taken = self._is_kept = False
        self._waiting = self._in_a_row = 0
        self._file: int | None = None
        # A folder that cannot be written has no writers.
        with suppress(OSError):
            self._file = os.open(f"{path}-turn", os.O_RDWR | os.O_CREAT, 0o600)

    def take(self, seconds: float) -> bool:
        """Wait for one's turn, no longer than this; False if it did not come."""
        deadline = monotonic() + seconds
        with self._here:
            self._waiting += 1
            try:
                is_free = self._here.wait_for(lambda: not self._is_taken, seconds)
            finally:
                self._waiting -= 1
            if not is_free:
                return False
            self._is_taken = True
        return self._is_kept or self._take_from_others(deadline)

    def give_back(self) -> None:
        """To another thread of this process, or to the next process."""
        with self._here:
            self._in_a_row += 1
            self._is_kept = self._waiting > 0 and self._in_a_row < IN_A_ROW
            if not self._is_kept:
                self._in_a_row = 0
                self._free(NOW)
            self._is_taken = False
            self._here.notify()

    def _take_from_others(self, deadline: float) -> bool:
        is_ours = False
        try:
            is_ours = self._take(NEXT, deadline) and self._take(NOW, deadline)
            self._free(NEXT)
        finally:
            if not is_ours:
                with self._here:
                    self._is_taken = False
                    self._here.notify()
        return is_ours

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
