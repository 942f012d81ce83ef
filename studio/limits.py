"""One limiter for each key, shared by all workers: pace, places, and what 429 answers taught.

All is counted in rows, under a lock, so that it holds across threads, processes and machines.
A key is known by its mark only (`studio.keys.mark`); a provider without one has no limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.db.models import QuerySet

from . import clock
from .models import Limit, Task

MINUTE = timedelta(minutes=1)
# Above this many at once a learned limit no longer limits anything.
MANY = 64
# Seconds after which a task that waits for a place asks again at the latest.
LONGEST_NAP = 30.0
LONGEST_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Pause:
    """Not now: `reason` is asked (by the gateway), pace (requests a minute) or place."""

    until: datetime
    reason: Literal["asked", "pace", "place"]

    @property
    def seconds(self) -> float:
        return max(0.1, (self.until - clock.now()).total_seconds())


def admit(mark: str, per_minute: int, number: int) -> Pause | None:
    """Whether the request of task `number` may go out now.

    Call it in the transaction that records the intent, and then `count` the request.
    """
    if not mark:
        return None
    if per_minute:
        _made(mark)
    limit = Limit.objects.select_for_update().filter(key_mark=mark).first()
    if limit is None:
        return None
    _grow(limit)
    return _asked(limit) or _place(limit, number) or _pace(limit, per_minute, number)


def count(mark: str, per_minute: int) -> None:
    """A request goes out, and counts for a minute whatever becomes of it."""
    if mark and per_minute:
        limit = Limit.objects.get(key_mark=mark)
        limit.sent_at = [*_recent(limit), clock.now().timestamp()][-per_minute:]
        limit.save(update_fields=("sent_at",))


def waiting(mark: str, reason: str = "pace") -> QuerySet[Task]:
    """The tasks of a key that wait for the pace of its requests, or for a place."""
    in_line = Task.objects.filter(key_mark=mark, state=Task.State.QUEUED, wait_reason=reason)
    return in_line.filter(due_at__isnull=False)


def learn(mark: str, wait: float) -> None:
    """A 429 came: nothing goes out for `wait` seconds; a second within a minute halves."""
    if not mark:
        return
    _made(mark)
    limit = Limit.objects.select_for_update().get(key_mark=mark)
    now = clock.now()
    if _is_within_a_minute(limit.limited_at, now):
        limit.concurrency = max(1, (limit.concurrency or _open(mark) + 1) // 2)
        limit.grown_at = now
    limit.limited_at = now
    asked = _asked(limit)
    limit.resume_at = max(asked.until if asked else now, now + timedelta(seconds=wait))
    limit.save()


def _made(mark: str) -> None:
    """A row to lock, so that two workers cannot both take the last place."""
    Limit.objects.get_or_create(key_mark=mark)


def _grow(limit: Limit) -> None:
    """A limited key gets one more place a minute."""
    now = clock.now()
    if limit.concurrency is None or _is_within_a_minute(limit.grown_at, now):
        return
    limit.concurrency = limit.concurrency + 1 if limit.concurrency < MANY else None
    limit.grown_at = now
    limit.save(update_fields=("concurrency", "grown_at"))


def _is_within_a_minute(at: datetime | None, now: datetime) -> bool:
    """A time to come is of a clock that was set back."""
    return at is not None and timedelta() <= now - at < MINUTE


def _asked(limit: Limit) -> Pause | None:
    """No gateway is waited for longer than `LONGEST_PAUSE`: more is of a clock set back."""
    now = clock.now()
    if limit.resume_at and now < limit.resume_at <= now + LONGEST_PAUSE:
        return Pause(limit.resume_at, "asked")
    return None


def _open(mark: str) -> int:
    return Task.objects.filter(key_mark=mark, state=Task.State.SUBMITTING).count()


def _place(limit: Limit, number: int) -> Pause | None:
    """Those who came first go first. Whoever stands far behind asks less often."""
    if limit.concurrency is None:
        return None
    before = waiting(limit.key_mark, "place").filter(pk__lt=number).count()
    if _open(limit.key_mark) + before < limit.concurrency:
        return None
    seconds = min(1 + before / limit.concurrency, LONGEST_NAP)
    return Pause(clock.now() + timedelta(seconds=seconds), "place")


def _pace(limit: Limit, per_minute: int, number: int) -> Pause | None:
    """Those who came first go first: a task waits until all before it can have gone out."""
    if not per_minute:
        return None
    before = waiting(limit.key_mark).filter(pk__lt=number).count()
    now = clock.now()
    due = _free_at(_recent(limit), per_minute, before, now.timestamp())
    return Pause(datetime.fromtimestamp(due, UTC), "pace") if due > now.timestamp() else None


def _recent(limit: Limit) -> list[float]:
    """When the requests of the last minute went out; times to come are of a clock set back."""
    now = clock.now().timestamp()
    return sorted(at for at in limit.sent_at if 0 <= now - at < MINUTE.total_seconds())


def _free_at(sent: list[float], per_minute: int, before: int, now: float) -> float:
    """When a request may go out that has so many before it in line."""
    due = now
    for _ in range(before + 1):
        is_full = len(sent) >= per_minute
        due = max(now, sent[-per_minute] + MINUTE.total_seconds()) if is_full else now
        sent = [*sent, due]
    return due
