"""Memory for pictures: who decodes or makes a large one waits until there is room for it."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock, local

MOST = 272_000_000
"""Bytes that the pictures of a process may take at once; with all else it stays below 400 MB.

So many does a WebP of 4096 x 4096 take, the largest that gateways make.
"""

MMAP_THRESHOLD = -3, 2_000_000
"""The option of glibc's `mallopt`, and from how many bytes on memory is given back at once."""


class Room:
    """Taken in the order in which it was asked for, so that a large one is never passed by."""

    def __init__(self, size: int = MOST) -> None:
        self.size = self._free = size
        self._door = Lock()
        self._freed = Condition()
        self._mine = local()

    @contextmanager
    def taken(self, amount: int) -> Iterator[None]:
        """Hold `amount` bytes, at most all there is. A thread that holds some waits for no more."""
        amount = 0 if self._is_within else min(amount, self.size)
        if not amount:
            yield
            return
        with self._door, self._freed:
            self._freed.wait_for(lambda: self._free >= amount)
            self._free -= amount
        self._mine.is_within = True
        try:
            yield
        finally:
            self._mine.is_within = False
            with self._freed:
                self._free += amount
                self._freed.notify_all()

    @property
    def _is_within(self) -> bool:
        return getattr(self._mine, "is_within", False)


room = Room()
"""That of this process."""


def give_back() -> None:
    """Let no thread keep what its last picture took: with glibc that adds up to a gigabyte."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(*MMAP_THRESHOLD)


give_back()
