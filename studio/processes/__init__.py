"""What runs when the studio runs.

    start ─▶ database.prepare() ─▶ Web           waitress, in this process
                                └▶ Child ──pipe──▶ worker.run()   Huey, in a child
                                └▶ Child ──pipe──▶ Web   a further one, where people sign in

`serve` is the webs alone, `worker` the worker alone.
"""

from __future__ import annotations

import sys

from django.conf import settings

from .processors import usable

WORKERS = 200
"""Tasks at once in one worker process: they wait for the network."""
PATIENCE = 240.0
"""Seconds that an orderly stop waits for paid requests."""
SWITCH_EVERY = 0.0005
"""Seconds that a thread may compute while others want to. Whoever writes lets go of Python's
lock at each statement, and all who wait to write wait until it has it back."""
MOST_WEBS = 64 if sys.platform != "win32" else 1
"""Windows hands no socket on to a child."""


def webs() -> int:
    """How many processes answer pages unless it is said: one alone computes on one processor at a
    time, which is enough for one person.
    """
    return min(2, usable(), MOST_WEBS) if settings.LOGIN_REQUIRED else 1
