"""The disk of the data folder: nothing is bought that could not be kept on it."""

from __future__ import annotations

import errno
import shutil
import sqlite3

from django.conf import settings

from . import leases

DISK = "disk"
"""Why a task waits that has all it needs but a disk that takes it, in its `wait_reason`."""
LEFT = 100_000_000
EACH = 25_000_000
"""Bytes that stay free for the database and all else, and for each request that is open."""
DISK_FULL = "53100"
"""What PostgreSQL calls it."""


def has_room() -> bool:
    """Whether what is open in this process can be kept, the request that asks among it."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    return free >= LEFT + EACH * len(leases.held())


def is_full(error: BaseException | None) -> bool:
    """Whether it is for want of room that something could not be written, here or at PostgreSQL."""
    cause = _cause(error)
    if isinstance(cause, OSError):
        return cause.errno in {errno.ENOSPC, errno.EDQUOT}
    return _code(cause) == sqlite3.SQLITE_FULL or getattr(cause, "sqlstate", "") == DISK_FULL


def is_closed(error: BaseException | None) -> bool:
    """Whether the data folder takes nothing at all, or is gone."""
    cause = _cause(error)
    if isinstance(cause, OSError):
        return cause.errno in {errno.EROFS, errno.EACCES, errno.EPERM}
    return _code(cause) in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}


def _cause(error: BaseException | None) -> BaseException | None:
    """Django dresses the errors of databases."""
    return error.__cause__ if error is not None and error.__cause__ else error


def _code(error: BaseException | None) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
