"""When to ask again how jobs stand: often near their usual end, seldom far from it.

A job is asked for after a quarter of the time that parts it from its usual end, so
that whoever waits loses little and a long job costs few requests. Since history may
be wrong, a young job is asked for often in any case. All times are seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SOONEST, LATEST = 0.1, 3.0
# Below this usual time a job is quick, and never asked for later than QUICK_LATEST.
QUICK, QUICK_LATEST = 2.0, 0.25
# What each unfinished job adds to the shortest interval: at 200 it is a second.
LOAD = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A job that runs: since when, and how long it usually takes.

    `usual` None: unknown; `is_own` False: the vendor's word, not our own history.
    `rests`: it is known that nothing happens before so long from now.
    """

    elapsed: float
    usual: float | None = None
    is_own: bool = False
    rests: float = 0.0


def milliseconds(expected: Iterable[Expected]) -> int:
    """The pause before the next question; 0 where there is nothing to ask."""
    pauses = [_pause(one) for one in expected]
    if not pauses:
        return 0
    return round(1000 * min(LATEST, max(min(pauses), SOONEST, LOAD * len(pauses))))


def _pause(one: Expected) -> float:
    if one.rests > SOONEST:
        return min(one.rests, LATEST)
    return min(_by_age(one), _by_history(one))


def _by_age(one: Expected) -> float:
    """At most so much later than it ended, as a part of the time it took."""
    return 0.15 + 0.25 * one.elapsed if one.is_own else 0.1 + 0.1 * one.elapsed


def _by_history(one: Expected) -> float:
    if one.usual is None:
        return LATEST
    pause = abs(one.usual - one.elapsed) / 4
    return min(pause, QUICK_LATEST if one.usual < QUICK else LATEST)
