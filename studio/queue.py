"""The bell: Huey, in a SQLite file on one machine or in Redis for many.

A message says "look at task N" and nothing else. Rows are the truth: a lost or doubled
message costs nothing, because whoever hears it claims the row and the sweep rings again.
"""

from __future__ import annotations

import threading
from typing import Any

from django.conf import settings
from huey import Huey
from huey.storage import RedisStorage, SqliteStorage

LISTEN_EVERY = 0.02


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


class RedisQueue(OneListener, RedisStorage):  # type: ignore[misc]
    """The queue of many machines."""


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
