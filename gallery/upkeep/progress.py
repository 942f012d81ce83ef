"""How far a long work is: a line that is written anew, in a terminal only."""

from __future__ import annotations

import time
from typing import TextIO

WIDTH = 24
EVERY = 0.1
"""Seconds between two drawings of the line."""


class Bar:
    """`bar(name, done, of)`; `end()` wipes it."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._is_shown = out.isatty()
        self._last = 0.0

    def __call__(self, name: str, done: int, of: int) -> None:
        if not self._is_shown or time.monotonic() - self._last < EVERY:
            return
        self._last = time.monotonic()
        full = round(WIDTH * min(1.0, done / max(of, 1)))
        bar = "█" * full + "░" * (WIDTH - full)
        self._out.write(f"\r{bar} {name} {done:,} / {of:,}\033[K")
        self._out.flush()

    def end(self) -> None:
        if self._is_shown:
            self._out.write("\r\033[K")
            self._out.flush()
