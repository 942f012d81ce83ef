"""How far the clocks of gateways are ahead of ours, by the dates of their last answers."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

ahead: dict[str, float] = {}
"""Seconds by host; to the second, since a date has no more."""


def note(host: str, date: str) -> None:
    try:
        moment = parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError, OverflowError):
        return
    # Of the second that it tells, half has passed on average.
    ahead[host] = round(moment + 0.5 - time.time(), 1)
