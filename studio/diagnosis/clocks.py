"""This machine's clock beside those of the database, of Redis and of the gateways."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from studio.providers import clocks
from studio.queue import huey

from .findings import Finding, broken, fine, hint

OFF = 5.0
FAR_OFF = 60.0
"""Seconds."""


def findings(*, has_rows: bool, has_queue: bool) -> Iterator[Finding]:
    """Of what can be asked; gateways said theirs when they were tested."""
    found = dict(_compared(has_rows=has_rows, has_queue=has_queue))
    wrong = {name: ahead for name, ahead in found.items() if abs(ahead) > OFF}
    for name, ahead in wrong.items():
        text = _("This machine's clock is %(seconds).0f s off that of %(name)s")
        advice = _(
            "Links and certificates seem to have ended, or not begun, and days in sums are wrong: "
            "let the clock be set by the network (timedatectl set-ntp true)."
        )
        grade = broken if abs(ahead) > FAR_OFF else hint
        yield grade(text % {"seconds": -ahead, "name": name}, advice)
    if found and not wrong:
        yield fine(_("This machine's clock agrees with %s") % ", ".join(found))


def _compared(*, has_rows: bool, has_queue: bool) -> Iterator[tuple[str, float]]:
    """Seconds by which each is ahead of ours."""
    if has_rows and connection.vendor == "postgresql":
        yield _("the database"), _database() - time.time()
    if has_queue and settings.QUEUE_URL:
        seconds, micro = huey.storage.conn.time()
        yield "Redis", seconds + micro / 1e6 - time.time()
    yield from sorted(clocks.ahead.items())


def _database() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXTRACT(EPOCH FROM clock_timestamp())")
        return float(cursor.fetchone()[0])
