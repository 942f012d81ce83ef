"""The database: whether it answers, knows our tables, and is set up as the studio needs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from studio import health, setups, signs
from studio.models import Process
from studio.processes import database, wholeness

from . import mounts
from .findings import Finding, Grade, broken, fine, hint

PATIENCE = 3
"""Seconds for a connection."""
POOL = 16
"""Connections of one process at most, by the settings."""
KEPT = 3
"""Connections that PostgreSQL keeps for its administrators."""


def be_brief() -> None:
    """One connection and no pool, which would try for many seconds; no long wait for a lock."""
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "postgresql":
        options.pop("pool", None)
        options["connect_timeout"] = PATIENCE
    else:
        options["timeout"] = PATIENCE


def findings() -> Iterator[Finding]:
    text = _("Database %s") % _place()
    yield from _disk()
    if lost := wholeness.loss():
        yield broken(text, lost)
    elif _is_unmade():
        yield hint(text, _("It is not made yet: `manage.py start` makes it."))
    elif trouble := health.database_trouble():
        yield broken(f"{text}: {trouble}", _advice(trouble))
    else:
        yield from _migrated(text)
        yield from _sqlite() if connection.vendor == "sqlite" else _postgresql()


def is_current() -> bool:
    """Whether its tables are those of this version; asked where it answers."""
    return not _is_unmade() and not database.Migrations().pending


def can_read_typed(states: Sequence[Finding]) -> bool:
    """Whether the database can tell what was typed: an old one has no table for it."""
    if _is_unmade() or any(state.grade is Grade.BROKEN for state in states):
        return False
    try:
        setups.typed("sketch")
    except DatabaseError:
        return False
    return True


def _is_unmade() -> bool:
    """Whether a mere question would make the database."""
    return connection.vendor == "sqlite" and not Path(_place()).exists()


def _place() -> str:
    """Where it is, without its password."""
    place = settings.DATABASES["default"]
    return f"{place['HOST']}/{place['NAME']}" if place.get("HOST") else str(place["NAME"])


def _advice(trouble: str) -> str:
    """By the words of libpq."""
    if "password" in trouble or "authentication" in trouble or "role" in trouble:
        return _("It knows the user or the password not: set DATABASE_URL as its owner told you.")
    if "does not exist" in trouble:
        return _("Make it first (createdb), or set DATABASE_URL to the one that is meant.")
    if connection.vendor == "sqlite":
        return _("Bring the file back from a backup, or set DATABASE_URL.")
    return _("Nothing works without it. Start it, or set DATABASE_URL.")


def _migrated(text: str) -> Iterator[Finding]:
    migrations = database.Migrations()
    if migrations.unknown:
        advice = _("Install that version, or use another data folder.")
        yield broken(_("%s was made by a newer Proofsheet") % text, advice)
    elif migrations.pending:
        advice = _("`manage.py start` migrates it; so does `manage.py migrate`.")
        yield hint(_("%s is not up to date yet") % text, advice)
    else:
        yield fine(text)


def _disk() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    kind = mounts.kind(Path(_place()))
    if mounts.is_network(kind):
        text = _("SQLite lies on a network disk (%s)") % kind
        advice = _("Its locks do not hold there and it will break: use a local disk or PostgreSQL.")
        yield broken(text, advice)


def _sqlite() -> Iterator[Finding]:
    mode = _one("PRAGMA journal_mode")
    if mode != "wal":
        text = _("SQLite cannot write ahead here (journal mode %s)") % mode
        advice = _("Pages and workers will block each other: use a local disk that has locks.")
        yield hint(text, advice)


def _postgresql() -> Iterator[Finding]:
    encoding = _one("SHOW server_encoding")
    if encoding != "UTF8":
        text = _("The database is encoded in %s") % encoding
        advice = _("Not every prompt can be kept: make it anew with createdb -E UTF8 -T template0.")
        yield broken(text, advice)
    most, needed = int(_one("SHOW max_connections")), _needed()
    if most < needed:
        text = _("PostgreSQL takes %(most)d connections, %(needed)d may be wanted")
        advice = _("Pages and workers would fail at busy times: raise max_connections.")
        yield hint(text % {"most": most, "needed": needed}, advice)


def _needed() -> int:
    """What the processes that live may hold together; one of each kind at least."""
    return KEPT + POOL * max(len(Process.Kind), _alive())


def _alive() -> int:
    return signs.alive().count() if is_current() else 0


def _one(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchone()[0])
