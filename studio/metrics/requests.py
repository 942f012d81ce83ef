"""How many requests this process answered, and how fast: added to the rows every 15 seconds."""

from __future__ import annotations

import threading

from django.db import Error

from studio import tallies
from studio.desk import writing
from studio.tallies import HTTP, Key, Sum

_sums: dict[Key, Sum] = {}
_lock = threading.Lock()


def note(status: int, seconds: float) -> None:
    key = Key("http", f"{status // 100}xx", bound=tallies.bound(seconds, HTTP))
    with _lock:
        _sums.setdefault(key, Sum()).add(round(seconds, 6))


def flush() -> None:
    """Bring them into the rows; while the database is away they are kept here."""
    global _sums
    with _lock:
        taken, _sums = _sums, {}
    try:
        with writing(is_durable=False):
            tallies.add(taken)
    except Error:
        _give_back(taken)
        raise


def _give_back(taken: dict[Key, Sum]) -> None:
    with _lock:
        for key, known in taken.items():
            so_far = _sums.setdefault(key, Sum())
            so_far.count += known.count
            so_far.amount += known.amount
