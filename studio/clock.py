"""The time that all machines of a team share: the database's, where its server has a clock.

A machine whose own clock is off would take the leases of the others for lapsed, let too many
requests a minute out, and give out work that is due for nobody else.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.utils import timezone

logger = logging.getLogger(__name__)

MEASURE_EVERY = 30.0
# Less than this is the way to the server and back.
NOTHING = timedelta(milliseconds=100)
NOTABLE = timedelta(seconds=5)

_turn = threading.Lock()


class _Measured:
    """How far the database's clock is ahead of ours."""

    ahead = timedelta()
    due_at = 0.0


_measured = _Measured()


class _Told:
    """The time at which somebody asked last whether it was set back."""

    latest = datetime.max.replace(tzinfo=UTC)


_told = _Told()


def now() -> datetime:
    return timezone.now() + _measured.ahead


def was_set_back() -> bool:
    """Whether it goes behind what it said before, or may: at the first time that somebody asks."""
    is_behind = now() < _told.latest - NOTABLE
    _told.latest = now()
    return is_behind


@receiver(connection_created)
def _measure(connection: BaseDatabaseWrapper, **_about: Any) -> None:
    """Now and then, and by one thread only."""
    if connection.vendor != "postgresql" or not _turn.acquire(blocking=False):
        return
    try:
        if monotonic() >= _measured.due_at:
            _note(_difference(connection))
            _measured.due_at = monotonic() + MEASURE_EVERY
    finally:
        _turn.release()


def _difference(connection: BaseDatabaseWrapper) -> timedelta:
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there: datetime = cursor.fetchone()[0]
    return there - (before + (timezone.now() - before) / 2)


def _note(ahead: timedelta) -> None:
    if abs(ahead - _measured.ahead) > NOTABLE:
        logger.warning(
            "This machine's clock is %.0f s off the database's, which holds for all machines.",
            -ahead.total_seconds(),
        )
    _measured.ahead = ahead if abs(ahead) > NOTHING else timedelta()
