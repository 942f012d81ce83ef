"""A few downloads at once: each holds a thread of the web for as long as its reader is slow."""

from __future__ import annotations

from collections.abc import Generator
from threading import BoundedSemaphore

MOST = 3
"""Of the eight threads that answer requests."""


class BusyError(RuntimeError):
    """As many downloads as may be are under way."""


class Turn:
    """A stream that gives its turn back when it ends or is closed, begun or not."""

    def __init__(self, stream: Generator[bytes, None, None], turns: BoundedSemaphore) -> None:
        """Raises BusyError where no turn is free."""
        if not turns.acquire(blocking=False):
            raise BusyError
        self._stream, self._turns, self._is_held = stream, turns, True

    def __iter__(self) -> Turn:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._stream)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._stream.close()
        if self._is_held:
            self._is_held = False
            self._turns.release()


_turns = BoundedSemaphore(MOST)


def take(stream: Generator[bytes, None, None]) -> Turn:
    """The stream with one of the turns of this process; BusyError where none is free."""
    return Turn(stream, _turns)
