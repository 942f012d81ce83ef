"""Where a backup goes: a new database, which takes the place of the old one at the very end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.db import Error, connection, transaction
from django.utils.translation import gettext as _

from studio import exchange

from . import BackupError
from .tables import tables

PATIENCE = 2.0
"""Seconds for connections that are just being closed."""


@contextmanager
def database(new: Path) -> Iterator[None]:
    """An empty one for the block; its rows count from the end of the block."""
    if connection.vendor == "sqlite":
        with _file(new / "proofsheet.sqlite3"):
            yield
        return
    with transaction.atomic():
        _empty()
        yield
        _mark()


def use_one_connection() -> None:
    """Before any is made: so that all others are somebody else's."""
    connection.settings_dict["OPTIONS"].pop("pool", None)


def refuse_full() -> None:
    """BackupError where the database is in use, or has rows already."""
    if connection.vendor == "sqlite":
        return
    if _stay_others():
        raise BackupError(
            _(
                "Others are connected to the database: stop the studio, its workers on all "
                "machines and whatever else uses it, then restore again."
            )
        )
    if _has_rows():
        raise BackupError(
            _(
                "The database has a studio in it, which is not overwritten: make another one "
                "(createdb proofsheet2), name it in DATABASE_URL and restore into that."
            )
        )


def is_only_to_be_exchanged() -> bool:
    """A restore was ended between the database, which has it all, and the files."""
    path = settings.DATA_DIR / exchange.STAGE / exchange.PREPARED
    if connection.vendor == "sqlite" or not path.exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass('django_migrations'), 'pg_class')")
        return bool(cursor.fetchone()[0] == path.read_text())


def may_be_whole() -> bool:
    """Whether an error left a database elsewhere that has it all, or may have it."""
    if not exchange.is_half_done(settings.DATA_DIR):
        return False
    connection.close()
    try:
        return is_only_to_be_exchanged()
    except Error:
        return True


@contextmanager
def _file(path: Path) -> Iterator[None]:
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(path)
    try:
        path.touch(mode=0o600)
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _mark() -> None:
    """In the database when it is whole, and beside the files: so both are known to belong."""
    mark = uuid4().hex
    (settings.DATA_DIR / exchange.STAGE / exchange.PREPARED).write_text(mark)
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE django_migrations IS '{mark}'")


def _stay_others() -> bool:
    """Whether somebody else is connected, and not only on the way out."""
    deadline = monotonic() + PATIENCE
    while (is_there := bool(_others())) and monotonic() < deadline:
        sleep(0.1)
    return is_there


def _others() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def _has_rows() -> bool:
    there = set(connection.introspection.table_names())
    return any(table.has_rows() for table in tables(apps) if table.in_database in there)


def _empty() -> None:
    """Drop tables that were made and never used: a backup brings those that it had."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name.startswith(("gallery_", "studio_", "auth_", "django_", "axes_")):
                cursor.execute(f"DROP TABLE {quote(name)} CASCADE")
