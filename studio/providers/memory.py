"""Memory for what is large here: answers that hold pictures, and pictures that are drawn.

Whoever else needs much of it in the same process lends its own way to wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

Taking = Callable[[int], AbstractContextManager[None]]
"""Waits until there is room for so many bytes, and holds it while it is entered."""

_taking: list[Taking] = []


def lend(taking: Taking) -> None:
    """From now on wait there."""
    _taking[:] = [taking]


def taken(amount: int) -> AbstractContextManager[None]:
    return _taking[0](amount) if _taking else nullcontext()
