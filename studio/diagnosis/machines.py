"""The processes of all machines: who works, and whether they fit together."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio import __version__, signs
from studio.metrics import numbers
from studio.models import Process, Task

from .findings import Finding, broken, fine, hint

ALIVE_WITHIN = 30.0
"""Seconds since the last sweep after which a worker of this machine counts as gone."""
OFF = 5.0
"""Seconds by which a clock may differ."""


def findings() -> Iterator[Finding]:
    living = list(signs.alive().order_by("kind", "host", "pid"))
    workers = [each for each in living if each.kind == Process.Kind.WORKER]
    yield _working(workers) if workers else _idle(living)
    yield from _versions(living)
    yield from _secrets(living)
    yield from _alone(living)
    yield from _clocks(living)


def here() -> Iterator[Finding]:
    """Where the database tells of none: by the sign that a worker leaves on this machine."""
    sign = settings.DATA_DIR / "worker.alive"
    if sign.exists() and time.time() - sign.stat().st_mtime < ALIVE_WITHIN:
        yield fine(_("A worker runs here"))
    else:
        yield _none()


def _none() -> Finding:
    advice = _("`manage.py start` runs one; `manage.py worker` runs one alone.")
    return hint(_("No worker runs"), advice)


def _working(workers: Sequence[Process]) -> Finding:
    count = len(workers)
    text = ngettext("%d worker runs", "%d workers run", count) % count
    return fine(text, *map(_line, workers))


def _line(process: Process) -> str:
    return f"{process.host}, {process.pid}, Proofsheet {process.version}"


def _idle(living: Sequence[Process]) -> Finding:
    """Hardly a hint before a first start, but a fault where people wait."""
    waiting = sum(numbers.tasks()[state] for state in Task.UNFINISHED)
    if not (living or waiting):
        return _none()
    text = _("No worker runs on any machine; %d tasks wait") % waiting
    advice = _("Nothing is made: `manage.py worker` runs one, `manage.py start` web and worker.")
    return broken(text, advice)


def _versions(living: Sequence[Process]) -> Iterator[Finding]:
    if len({__version__, *(each.version for each in living)}) > 1:
        advice = _("They may not understand each other: install one version and start all again.")
        lines = map(_line, living)
        yield broken(_("Processes run in different versions"), advice, *lines)


def _secrets(living: Sequence[Process]) -> Iterator[Finding]:
    others = {each.host for each in living if each.secret_mark != signs.secret_mark()}
    if others:
        text = _("Another secret key than here is used on %s") % ", ".join(sorted(others))
        advice = _(
            "Typed keys cannot be opened everywhere, and sign-ins do not hold: "
            "set the same PROOFSHEET_SECRET_KEY for all."
        )
        yield broken(text, advice)


def _alone(living: Sequence[Process]) -> Iterator[Finding]:
    hosts = sorted({each.host for each in living})
    if len(hosts) < 2:
        return
    if not settings.QUEUE_URL:
        text = _("Several machines (%s), and the queue is a file") % ", ".join(hosts)
        advice = _("They do not hear each other's jobs: set PROOFSHEET_QUEUE_URL to a Redis.")
        yield broken(text, advice)
    if connection.vendor == "sqlite":
        text = _("Several machines (%s), and the database is a file") % ", ".join(hosts)
        yield broken(text, _("It will break: set DATABASE_URL to a PostgreSQL."))


def _clocks(living: Sequence[Process]) -> Iterator[Finding]:
    """As they stood beside the database's at the last sign of life."""
    for process in living:
        off = (process.clock_at - process.seen_at).total_seconds()
        if abs(off) > OFF:
            text = _("The clock of %(host)s is %(seconds).0f s off the database's")
            advice = _("Times on pages and days in sums are wrong: let it be set by the network.")
            yield hint(text % {"host": process.host, "seconds": off}, advice)
