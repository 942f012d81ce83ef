"""Whether the SQLite database of a data folder is there and whole, before anything touches it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

LONGEST = 0.5
"""Seconds for the check: it goes as far as it gets, which is some hundred megabytes."""
STEPS = 10_000
"""Of SQLite between two looks at the time."""


def refuse_lost() -> None:
    """SystemExit where the database is gone from under its pictures, or is damaged."""
    if said := loss():
        raise SystemExit(said)


def loss() -> str:
    """What is lost and what to do about it; '' where nothing is."""
    if connection.vendor != "sqlite":
        return ""
    path = Path(connection.settings_dict["NAME"])
    if not path.exists() or _is_empty(path):
        return _gone(path) if any((settings.DATA_DIR / "originals").glob("*/*")) else ""
    flaw = _flaw(path)
    return _damaged(path, flaw) if flaw else ""


def _is_empty(path: Path) -> bool:
    """As it is made by whoever asks a database that is gone."""
    try:
        with closing(sqlite3.connect(path)) as database:
            return not database.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.DatabaseError:
        return False


def _gone(path: Path) -> str:
    return _(
        "The database %s is gone, but its pictures are there: put it back, or bring back a backup "
        "with `manage.py restore FILE`. To begin anew, move the data folder away."
    ) % (path)


def _damaged(path: Path, flaw: str) -> str:
    return _(
        "The database %(path)s is damaged (%(flaw)s): bring back a backup with "
        "`manage.py restore FILE`, which keeps the damaged one aside."
    ) % {"path": path, "flaw": flaw}


def _flaw(path: Path) -> str:
    """The first thing that is wrong with it; '' where nothing is found in time."""
    until = monotonic() + LONGEST
    with closing(sqlite3.connect(path, timeout=20)) as database:
        database.set_progress_handler(lambda: monotonic() > until, STEPS)
        try:
            [said] = database.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.OperationalError:
            # Out of time, or locked: whoever needs it next will say so.
            return ""
        except sqlite3.DatabaseError as error:
            return str(error)
    return "" if said == "ok" else str(said).partition("\n")[0]
