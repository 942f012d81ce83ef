"""Ctrl-C and SIGTERM as plain calls, also where a shell started us with SIGINT ignored."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable


def on_stop(act: Callable[[], object]) -> None:
    """Call `act` for each signal to stop, from now on. Only the main thread may do so."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: act())


def ignore_stops() -> None:
    """Let what takes a moment and must not be left half done come to its end."""
    on_stop(lambda: None)


def leave_on_stop() -> None:
    """End at a signal to stop, while there is nothing to tidy up.

    Without an exception: Python loses one that meets it in a callback, such as around a fork.
    """
    on_stop(_leave)


def _leave() -> None:
    for child in multiprocessing.active_children():
        child.kill()
    os._exit(0)
