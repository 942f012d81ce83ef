"""The bell: Huey, in a SQLite file on one machine or in Redis for many.

A message says "look at task N" and nothing else. Rows are the truth: a lost or doubled
message costs nothing, because whoever hears it claims the row and the sweep rings again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from django.conf import settings
from huey import Huey, storage
from huey.storage import RedisStorage, SqliteStorage

LISTEN_EVERY = 0.02
QUIET = 3.0
"""Seconds for which a queue on another machine that did not answer is left alone."""
# A connection that was dropped without a word is given up soon: rows are the truth, and the
# sweep makes up for a bell that nobody heard. Longer than a listener's question of a second.
PATIENCE: dict[str, Any] = {
    "socket_connect_timeout": 2,
    "socket_timeout": 4,
    "socket_keepalive": True,
    "health_check_interval": 30,
}


class OneListener:
    """Of many idle threads one listens and the others queue behind it.

    So 200 threads cost as much as one, a message is heard within `LISTEN_EVERY` seconds,
    and on Redis they hold one waiting connection instead of 200.
    """

    blocking = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._turn = threading.Lock()
        self._is_over = threading.Event()

    def dequeue(self) -> bytes | None:
        with self._turn:
            while not self._is_over.is_set():
                message: bytes | None = super().dequeue()  # type: ignore[misc]
                if message is not None:
                    return message
                self._is_over.wait(LISTEN_EVERY)
        return None

    def stop_listening(self) -> None:
        """Send every listening thread home, so that a consumer can be joined at once."""
        self._is_over.set()


class FileQueue(OneListener, SqliteStorage):  # type: ignore[misc]
    """The queue of one machine, in a file of its own beside the database."""


class QueueAwayError(Exception):
    """The queue did not answer a moment ago, and is not asked yet again."""


class RedisQueue(OneListener, RedisStorage):  # type: ignore[misc]
    """The queue of many machines. While it is away nobody waits for it twice."""

    def __init__(self, *args: Any, url: str, **options: Any) -> None:
        pool = storage.ConnectionPool.from_url(url, **PATIENCE)
        super().__init__(*args, connection_pool=pool, **options)
        self._quiet_until = 0.0

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        with self._answering():
            super().enqueue(data, priority)

    def add_to_schedule(self, data: bytes, ts: datetime) -> None:
        with self._answering():
            super().add_to_schedule(data, ts)

    def queue_size(self) -> int:
        with self._answering():
            return int(super().queue_size())

    def convert_ts(self, ts: datetime) -> float:
        """Huey's times are UTC; it takes them for local ones, which differ between machines."""
        return ts.replace(tzinfo=UTC).timestamp()

    @contextmanager
    def _answering(self) -> Iterator[None]:
        if monotonic() < self._quiet_until:
            raise QueueAwayError("it did not answer a moment ago")
        try:
            yield
        except Exception:
            self._quiet_until = monotonic() + QUIET
            raise


def _huey() -> Huey:
    if settings.QUEUE_URL:
        return Huey("proofsheet", storage_class=RedisQueue, url=settings.QUEUE_URL, utc=True)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    return Huey(
        "proofsheet",
        storage_class=FileQueue,
        filename=str(settings.DATA_DIR / "queue.sqlite3"),
        timeout=20,
        cache_mb=1,
        utc=True,
    )


huey = _huey()
