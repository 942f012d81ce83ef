"""Lines of the log: for a terminal, or one JSON object each for machines.

Whatever is done for a request, a job or a task is done `about` it, and each line that is written
meanwhile carries its ids, in whatever module it is written.
"""

from __future__ import annotations

import errno
import json
import logging
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.db.utils import InterfaceError, OperationalError

from .hiding import hidden

AWAY = (OperationalError, InterfaceError)
UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}
_about: ContextVar[Mapping[str, Any] | None] = ContextVar("about", default=None)
STRANGERS = "django.security."
"""Loggers of requests that no page of ours sends: too large, with too many fields, for others."""
# The names under which a record has its ids, and with them what else it tells.
IDS, FIELDS = "ids", "fields"
# Request lines of httpx may carry keys and stay out.
LOGGERS: Mapping[str, Any] = {
    "axes": {"level": "ERROR"},
    "botocore": {"level": "WARNING"},
    "django.request": {"level": "ERROR", "filters": ["ours"]},
    "httpcore": {"level": "WARNING"},
    "httpx": {"level": "WARNING"},
    "huey": {"level": "WARNING"},
    # While the queue is away every thread would say so; the sweep says it once.
    "huey.consumer": {"level": "CRITICAL"},
    "waitress": {"level": "ERROR"},
}


@contextmanager
def about(**ids: Any) -> Iterator[None]:
    """Each line of this block, also of other threads that work for it, carries these."""
    mark = _about.set({**known(), **ids})
    try:
        yield
    finally:
        _about.reset(mark)


def known() -> Mapping[str, Any]:
    """The ids that a line carries here and now."""
    return _about.get() or {}


def fields(**values: Any) -> dict[str, Any]:
    """For `extra` of one line: what it carries beside the ids."""
    return {FIELDS: values}


def configuration(form: str) -> dict[str, Any]:
    """For Django: all on stderr, as `lines` or `json`."""
    # On a terminal the steps of tasks and requests that went well would drown the rest.
    routine = {"level": "INFO" if form == "json" else "WARNING"}
    callback = "django.utils.log.CallbackFilter"
    stderr = {"class": "logging.StreamHandler", "formatter": form, "filters": ["attached", "brief"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "attached": {"()": callback, "callback": attached},
            "brief": {"()": callback, "callback": brief},
            "ours": {"()": callback, "callback": ours},
        },
        "formatters": {"lines": {"()": Lines}, "json": {"()": Json}},
        "handlers": {"stderr": stderr},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {**LOGGERS, "studio.request": routine, "studio.task": routine},
    }


def brief(record: logging.LogRecord) -> bool:
    """A filter that takes the traceback off what is a stranger's mistake."""
    if record.name.startswith(STRANGERS):
        record.exc_info = None
    return True


def ours(record: logging.LogRecord) -> bool:
    """A filter that drops what a database or disk that is away or full did to a page, which
    the page says.
    """
    error = record.exc_info[1] if record.exc_info else None
    return not is_away(error) and getattr(error, "errno", None) not in UNWRITABLE


def is_away(error: BaseException | None) -> bool:
    """Whether it is the database that is away, locked or full.

    SQLite has the same kind of error for statements that it does not understand, which are ours.
    """
    code = getattr(getattr(error, "__cause__", None), "sqlite_errorcode", None)
    is_ours = code == sqlite3.SQLITE_ERROR and "no such table" not in str(error)
    return isinstance(error, AWAY) and not is_ours


def attached(record: logging.LogRecord) -> bool:
    """A filter that gives each record its ids, in the thread that writes it."""
    record.__dict__[IDS] = known()
    record.__dict__[FIELDS] = {**known(), **record.__dict__.get(FIELDS, {})}
    return True


class Lines(logging.Formatter):
    """`WARNING studio.tasks: The queue does not answer. (job=17 task=23)`

    What is well needs no ids. A line break or a control character inside a message is written as
    an escape, and a traceback is indented, so that nothing from outside can pass for our line.
    """

    def format(self, record: logging.LogRecord) -> str:
        known = record.__dict__.get(IDS, {}) if record.levelno >= logging.WARNING else {}
        ids = " ".join(f"{name}={value}" for name, value in known.items())
        line = f"{record.levelname} {record.name}: {_plain(hidden(record.getMessage()))}"
        told = f"{line} ({_plain(hidden(ids))})" if ids else line
        return "\n    ".join([told, *map(_plain, hidden(_traceback(self, record)).splitlines())])


class Json(logging.Formatter):
    """One object a line, in ASCII, with the time in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {
            "time": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": hidden(record.getMessage()),
            **{name: _value(value) for name, value in _fields(record).items()},
        }
        if traceback := _traceback(self, record):
            line["exception"] = hidden(traceback)
        return json.dumps(line)


def _fields(record: logging.LogRecord) -> Mapping[str, Any]:
    fields: Mapping[str, Any] = record.__dict__.get(FIELDS, {})
    return fields


def _value(value: Any) -> Any:
    return value if isinstance(value, int | float | None) else hidden(str(value))


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    parts = [formatter.formatException(record.exc_info) if record.exc_info else ""]
    parts.append(formatter.formatStack(record.stack_info) if record.stack_info else "")
    return "\n".join(filter(None, parts))


def _plain(text: str) -> str:
    """On one line, with nothing that a terminal would obey."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)
