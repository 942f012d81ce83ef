"""How the engine's threads share the database: when they write, and when they let go of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection, transaction

_turn = threading.RLock()


@contextmanager
def writing(*, is_durable: bool = True) -> Iterator[None]:
    """A transaction. On SQLite one of this process at a time: it lets one writer in and has
    the others sleep, so that a crowd of threads would wait far longer than it writes.

    Not `is_durable`: a power cut may undo it, since the same would simply be done again.
    """
    is_sqlite = connection.vendor == "sqlite"
    connection.ensure_connection()
    with _turn if is_sqlite else nullcontext():
        if is_durable or not is_sqlite or connection.in_atomic_block:
            with transaction.atomic():
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


def free_connection() -> None:
    """Hold no connection to the database while a gateway is waited for."""
    if not connection.in_atomic_block:
        connection.close()


def free_pooled_connection() -> None:
    """The same before a short wait, where connections are few and soon had again."""
    if connection.vendor != "sqlite":
        free_connection()
