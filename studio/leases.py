"""Who works on a task: a lease that its owner renews while a paid request is open."""

from __future__ import annotations

import os
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from django.db import Error, connection

from . import clock
from .models import Task

LEASE = timedelta(seconds=20)
RENEW_EVERY = 5.0

HOST = socket.gethostname()[:40]
OWNER = f"{HOST}:{os.getpid()}:{uuid4().hex[:8]}"

_held: Counter[int] = Counter()
_changed = threading.Condition()
_renewer: threading.Thread | None = None


def held() -> list[int]:
    """The tasks of this process that have a paid request open."""
    with _changed:
        return [pk for pk, count in _held.items() if count > 0]


@contextmanager
def hold(pk: int) -> Iterator[None]:
    """Keep the lease of a task while the block runs."""
    with _changed:
        _held[pk] += 1
        _start_renewing()
    try:
        yield
    finally:
        with _changed:
            _held[pk] -= 1
            if not _held[pk]:
                del _held[pk]
            _changed.notify_all()


def free_those_of_the_dead() -> None:
    """End the leases of processes that are gone, so that a new worker need not wait for them.

    Only where all workers share one machine, as they do on SQLite.
    """
    if connection.vendor != "sqlite":
        return
    now = clock.now()
    leased = Task.objects.filter(lease_until__gt=now)
    for owner in set(leased.values_list("owner", flat=True)):
        if not is_alive(owner):
            leased.filter(owner=owner).update(lease_until=now)


def is_alive(owner: str) -> bool:
    """Whether the process of an owner runs; one of another host is taken to."""
    host, pid, _ = owner.rsplit(":", 2)
    if host != HOST or os.name != "posix":
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def wait_until_idle(timeout: float | None = None) -> bool:
    """Wait until no paid request is open here; False if `timeout` seconds passed first."""
    with _changed:
        return _changed.wait_for(lambda: not _held, timeout)


def _start_renewing() -> None:
    global _renewer
    if _renewer is None:
        _renewer = threading.Thread(target=_renew_forever, name="leases", daemon=True)
        _renewer.start()


def _renew_forever() -> None:
    pause = threading.Event()
    while not pause.wait(RENEW_EVERY):
        if pks := held():
            _renew(pks)


def _renew(pks: list[int]) -> None:
    # A database that is away for a moment must not end the renewing.
    try:
        leased = Task.objects.filter(pk__in=pks, owner=OWNER, lease_until__isnull=False)
        leased.update(lease_until=clock.now() + LEASE)
    except Error:
        pass
    finally:
        connection.close()
