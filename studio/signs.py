"""Signs of life: each web and worker process, on whatever machine, keeps a row of its own fresh.

The times are those of the database, so that machines whose clocks differ do not count as gone.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from threading import Event, Thread

from django.conf import settings
from django.db import Error, connection
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from . import __version__, leases
from .desk import writing
from .models import Process

logger = logging.getLogger(__name__)

EVERY = 15.0
ALIVE = timedelta(seconds=60)
FORGOTTEN = timedelta(days=1)
LAST_WORD = 1.0
"""Seconds that a stop waits for the row to go."""

_is_over = Event()
_thread: Thread | None = None


def begin(kind: Process.Kind, *more: Callable[[], object]) -> None:
    """Show that this process lives from now on; `more` is done as often."""
    global _thread
    _thread = Thread(target=_show_forever, args=[kind, more], name="signs", daemon=True)
    _thread.start()


def leave() -> None:
    """Say goodbye, if the database listens."""
    _is_over.set()
    if _thread:
        _thread.join(LAST_WORD)


def alive() -> QuerySet[Process]:
    return Process.objects.filter(seen_at__gt=Now() - ALIVE)


def secret_mark() -> str:
    """The same for processes that share the secret key; it says nothing of it."""
    told = f"proofsheet: mark of the secret key\n{settings.SECRET_KEY}"
    return sha256(told.encode()).hexdigest()[:16]


def _show_forever(kind: Process.Kind, more: tuple[Callable[[], object], ...]) -> None:
    _quietly(_forget)
    while True:
        _quietly(lambda: _show(kind))
        for deed in more:
            _quietly(deed)
        connection.close()
        if _is_over.wait(EVERY):
            break
    for deed in (*more, _part):
        _quietly(deed)
    connection.close()


def _quietly(deed: Callable[[], object]) -> None:
    """A database that is away is told of by others; the next sign makes up for it."""
    try:
        deed()
    except Error as error:
        logger.debug("No sign of life: %s", error)


def _show(kind: Process.Kind) -> None:
    now = {"seen_at": Now(), "clock_at": timezone.now()}
    with writing(is_durable=False):
        if Process.objects.filter(name=leases.OWNER).update(**now):
            return
        Process.objects.create(
            name=leases.OWNER,
            kind=kind,
            host=leases.HOST,
            pid=os.getpid(),
            version=__version__,
            secret_mark=secret_mark(),
            began_at=Now(),
            **now,
        )


def _part() -> None:
    with writing(is_durable=False):
        Process.objects.filter(name=leases.OWNER).delete()


def _forget() -> None:
    """Rows of processes that ended without a word."""
    with writing(is_durable=False):
        Process.objects.filter(seen_at__lt=Now() - FORGOTTEN).delete()
        for other in Process.objects.filter(host=leases.HOST):
            if not leases.is_alive(other.name):
                other.delete()
