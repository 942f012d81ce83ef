"""Where files lie until they are in the gallery.

DATA_DIR/imports/<import>/<key>        a file that a browser sent
                         /<key>.part   as much of it as there is
                 <import>.lock         held by whoever works on the import, on SQLite

Where machines share a bucket, whole files are there, since another machine does the work.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import Error, connection
from filelock import FileLock, Timeout

from gallery import media
from gallery.models import Arrival, Import

LOCKS = 0x1A907
"""What our locks of a database are called beside the number of the import."""


def folder(job: Import) -> Path:
    """Made where it is missing."""
    found = _root() / str(job.pk)
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def arrived(arrival: Arrival) -> Path:
    return place(arrival.batch_id, arrival.key)


def place(job: int, key: UUID) -> Path:
    return _root() / str(job) / key.hex


def arriving(job: Import, key: UUID) -> Path:
    return folder(job) / f"{key.hex}.part"


@contextmanager
def held(job: Import) -> Iterator[bool]:
    """Whether the import is ours while the block runs: nobody else works on it, on any machine."""
    hold = _held_in_database if connection.vendor == "postgresql" else _held_by_file
    with hold(job) as is_ours:
        yield is_ours


@contextmanager
def _held_in_database(job: Import) -> Iterator[bool]:
    """By a connection of its own, with which the lock goes wherever this process ends."""
    with closing(connection.copy()) as own:
        cursor = own.cursor()
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, job.pk])
        [is_ours] = cursor.fetchone()
        try:
            yield is_ours
        finally:
            with suppress(Error):
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, job.pk])


@contextmanager
def _held_by_file(job: Import) -> Iterator[bool]:
    hold = FileLock(_lock(job), timeout=0)
    try:
        hold.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        hold.release()


def unlock(job: Import) -> None:
    """Remove the lock of an import that is over; where one cannot be, it stays and does no harm."""
    with suppress(OSError):
        _lock(job).unlink()


def clear(job: Import) -> None:
    """Remove what arrived for an import that is over. UnreachableError."""
    shutil.rmtree(_root() / str(job.pk), ignore_errors=True)
    if media.is_shared():
        for entry in list(media.bucket().entries(f"imports/{job.pk}/")):
            media.bucket().delete(entry.name)


def _lock(job: Import) -> Path:
    _root().mkdir(mode=0o700, parents=True, exist_ok=True)
    return _root() / f"{job.pk}.lock"


def _root() -> Path:
    root: Path = settings.DATA_DIR / "imports"
    return root
