"""The database before the studio runs: not newer than the code, copied, migrated."""

from __future__ import annotations

import multiprocessing
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from studio.sqlite3.base import DatabaseWrapper

from . import wholeness

OURS = {"studio", "gallery"}
COPIES_KEPT = 3
QUIETLY: dict[str, Any] = {"interactive": False, "verbosity": 0}

Name = tuple[str, str]
"""App and name of a migration."""


class Migrations:
    """How the database stands to the code."""

    def __init__(self) -> None:
        executor = MigrationExecutor(connection)
        loader = executor.loader
        self.applied: set[Name] = set(loader.applied_migrations)
        self.known: set[Name] = set(loader.disk_migrations)
        for migration in loader.disk_migrations.values():
            self.known.update(migration.replaces)
        plan = executor.migration_plan(loader.graph.leaf_nodes())
        self.pending: list[Name] = [(step.app_label, step.name) for step, _back in plan]

    @property
    def unknown(self) -> list[Name]:
        """What a newer version of our code applied."""
        return sorted(name for name in self.applied - self.known if name[0] in OURS)


def prepare() -> None:
    """Migrate, with a copy first where there is something to lose."""
    wholeness.refuse_lost()
    migrations = known_state()
    if migrations.pending:
        if migrations.applied:
            copy_before(migrations.pending[0])
        _migrate()


def _migrate() -> None:
    """In a fork where there are any: the models of each migration would stay here, 16 MB."""
    connection.close()
    if "fork" not in multiprocessing.get_all_start_methods():
        call_command("migrate", **QUIETLY)
        return
    # A daemon ends with this process; each migration is all or nothing.
    fork = multiprocessing.get_context("fork").Process(target=_migrate_here, daemon=True)
    fork.start()
    fork.join()
    if fork.exitcode:
        raise SystemExit(_("The database could not be brought up to date; see above why."))


def _migrate_here() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    call_command("migrate", **QUIETLY)


def known_state() -> Migrations:
    """How it stands; SystemExit where it does not answer or is newer than the code."""
    try:
        migrations = Migrations()
    except Error as error:
        reason = str(error).partition("\n")[0]
        raise SystemExit(_("The database does not answer: %s") % reason) from None
    if migrations.unknown:
        raise SystemExit(
            _(
                "The database was made by a newer Proofsheet (%(name)s): "
                "install that version, or use another PROOFSHEET_DATA_DIR."
            )
            % {"name": ".".join(migrations.unknown[-1])}
        )
    return migrations


def refuse_unready() -> None:
    """For the halves that run alone and leave migrating to a person."""
    wholeness.refuse_lost()
    if known_state().pending:
        raise SystemExit(_("The database is not up to date: run `manage.py migrate` first."))


def make_no_other() -> None:
    """From now on a database that is gone is waited for, as one that is away."""
    DatabaseWrapper.may_make = False


def copy_before(name: Name) -> None:
    """Copy a SQLite database to `before-<migration>.sqlite3`, whole and consistent."""
    if connection.vendor != "sqlite":
        return
    target = settings.DATA_DIR / f"before-{name[0]}-{name[1]}.sqlite3"
    draft = target.with_suffix(".part")
    draft.touch(mode=0o600)
    source = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(draft)) as new:
        old.backup(new)
    draft.replace(target)
    _forget_old_copies(settings.DATA_DIR)


def _forget_old_copies(folder: Path) -> None:
    copies = sorted(folder.glob("before-*.sqlite3"), key=lambda path: path.stat().st_mtime)
    for path in copies[:-COPIES_KEPT]:
        path.unlink()
