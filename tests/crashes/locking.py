"""Another program that holds the database of a studio for itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.running import RunningStudio

FIELDS = {"model": "sketch:quick", "prompt": "A lamp"}


@contextmanager
def locked(studio: RunningStudio) -> Iterator[None]:
    with closing(sqlite3.connect(studio.folder / "proofsheet.sqlite3", timeout=20)) as database:
        database.isolation_level = None
        database.execute("BEGIN EXCLUSIVE")
        yield
        database.execute("ROLLBACK")


def send(studio: RunningStudio, **fields: str) -> int:
    """The status of a submit."""
    with studio.client() as client:
        client.get("")
        known = {"csrfmiddlewaretoken": client.cookies["proofsheet_csrf"]}
        return client.post("jobs/", data=known | FIELDS | fields).status_code
