"""The few threads that use the database for the many that wait for gateways.

Two hundred waiting threads would open two hundred connections, and get in each other's way
as soon as their answers come. So they leave the rows to a desk: a handful of threads that
keep their connections.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import ParamSpec, TypeVar

from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

CLERKS = 3
AWAY = (OperationalError, InterfaceError)
"""The database is away, restarts, is locked or full, which says nothing of what was asked."""


class _Queue(threading.Condition):
    """How many are at the desk or wait for it."""

    length = 0


_queue = _Queue()
_pool = ThreadPoolExecutor(CLERKS, thread_name_prefix="desk")
_here = threading.local()


def at_desk(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Have a function done at the desk; its result or error comes back.

    Whoever is at the desk already, or in a transaction, does it on the spot.
    """

    @functools.wraps(function)
    def done(*args: Parameters.args, **options: Parameters.kwargs) -> Result:
        if getattr(_here, "is_desk", False) or connection.in_atomic_block:
            return function(*args, **options)
        with _queue:
            _queue.length += 1
        try:
            deed = functools.partial(function, *args, **options)
            return _pool.submit(copy_context().run, _do, deed).result()
        finally:
            with _queue:
                _queue.length -= 1
                _queue.notify_all()

    return done


def wait_for_calm(seconds: float) -> None:
    """Let those go first who wait at the desk, but no longer than this."""
    with _queue:
        _queue.wait_for(lambda: _queue.length <= CLERKS, seconds)


def _do(deed: Callable[[], Result]) -> Result:
    _here.is_desk = True
    close_old_connections()
    try:
        return deed()
    finally:
        close_old_connections()


@contextmanager
def writing(*, is_durable: bool = True) -> Iterator[None]:
    """A transaction.

    Not `is_durable`: a power cut may undo it, since the same would simply be done again.
    """
    is_sqlite = connection.vendor == "sqlite"
    connection.ensure_connection()
    if is_durable or not is_sqlite or connection.in_atomic_block:
        with transaction.atomic(savepoint=False):
            yield
    else:
        with _without_sync(), transaction.atomic():
            yield


@contextmanager
def _without_sync() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous=FULL")
