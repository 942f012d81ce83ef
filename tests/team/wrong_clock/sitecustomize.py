"""Before anything else in a process whose clock is wrong: libfaketime fails Python's own sleep."""

from __future__ import annotations

import select
import time


def _sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


time.sleep = _sleep
