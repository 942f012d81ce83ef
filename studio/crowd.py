"""How often all pages together may ask how jobs stand: a crowd asks in turn, one alone at once.

Whoever asks again after `p` seconds adds `p` to the sum of each second's pauses. So what was
given out lately tells how many there are, without a list of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic

MOST = 20.0
"""Questions a second that one web process answers."""
WINDOW = 5.0
"""Seconds; longer than any pause."""


class Crowd:
    """Those who ask one web process. Times are seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._given: deque[tuple[float, float]] = deque()
        self._sum = 0.0
        self._lock = Lock()

    def pause(self, wanted: float) -> float:
        """The pause for one of them: as wanted, or longer where there are too many."""
        with self._lock:
            now = self._clock()
            while self._given and now - self._given[0][0] > WINDOW:
                self._sum -= self._given.popleft()[1]
            asking = (self._sum + wanted) / WINDOW
            pause = max(wanted, min(asking / MOST, WINDOW))
            self._given.append((now, pause))
            self._sum += pause
            return pause


_here = Crowd()


def milliseconds(wanted: int) -> int:
    """The pause of a page that asks here, in milliseconds; 0 where it asks no more."""
    return round(1000 * _here.pause(wanted / 1000)) if wanted else 0
