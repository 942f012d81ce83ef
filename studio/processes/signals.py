"""Ctrl-C and SIGTERM as plain calls, also where a shell started us with SIGINT ignored."""

from __future__ import annotations

import signal
from collections.abc import Callable


def on_stop(act: Callable[[], object]) -> None:
    """Call `act` for each signal to stop, from now on. Only the main thread may do so."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: act())
