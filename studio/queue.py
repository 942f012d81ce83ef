"""The bell: Huey, in a SQLite file on one machine or in Redis for many.

A message says "look at task N" and nothing else. Rows are the truth: a lost or doubled
message costs nothing, because whoever hears it claims the row and the sweep rings again.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from huey import Huey, storage
from huey.storage import RedisStorage, SqliteStorage

logger = logging.getLogger(__name__)

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
    """The queue of one machine, in a file of its own beside the database.

    Where that is gone, or no database any more, it is made anew: nothing is lost with it but
    messages, for which the sweep rings again.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        # Made at first use, so that a folder that cannot be written is told as such.
        super().__init__(*args, create_tables=False, **options)
        self._conn: sqlite3.Connection | None
        self._file: tuple[int, int] | None = None
        self._left: list[sqlite3.Connection] = []

    @property
    def conn(self) -> sqlite3.Connection:
        if self._conn is not None and self._file != _identity(self.filename):
            self._forget()
        if self._conn is None:
            made: sqlite3.Connection = self._create_connection()
            for statement in self.ddl:
                made.execute(statement)
            self._conn, self._file = made, _identity(self.filename)
        return self._conn

    @contextmanager
    def db(self, *args: Any, **options: Any) -> Iterator[sqlite3.Cursor]:
        try:
            with super().db(*args, **options) as cursor:
                yield cursor
        except sqlite3.DatabaseError as error:
            if _is_broken(error):
                self._begin_anew(error)
            raise

    def _begin_anew(self, error: sqlite3.DatabaseError) -> None:
        """Whoever comes next makes it. Another process may have been first."""
        with self.lock:
            if self._file in {None, _identity(self.filename)}:
                logger.warning("The queue was broken (%s) and is made anew.", error)
                Path(self.filename).unlink(missing_ok=True)
            self._forget()

    def _forget(self) -> None:
        """Leave a file that is no longer the queue's."""
        if self._conn is not None:
            # Kept open: SQLite would remove the log of the new file when the old one is closed.
            self._left.append(self._conn)
        self._conn = self._file = None
        if not Path(self.filename).exists():
            for end in ("-wal", "-shm"):
                Path(f"{self.filename}{end}").unlink(missing_ok=True)


def _identity(name: str) -> tuple[int, int] | None:
    """Of a file, whatever its name; None where there is none."""
    try:
        found = Path(name).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_broken(error: sqlite3.DatabaseError) -> bool:
    """No database, a damaged one, or one without our tables."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    is_emptied = code == sqlite3.SQLITE_ERROR and "no such table" in str(error)
    return is_emptied or code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


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
        timeout=5,
        cache_mb=1,
        utc=True,
    )


huey = _huey()
