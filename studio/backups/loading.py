"""Rows into an empty database: at the migrations they had, then brought up to date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import ExitStack

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from gallery import search
from gallery.formats import FORMATS
from gallery.models import Image
from studio.tasks.copied import part_from_original

from . import HEAD, BackupError
from .container import damaged
from .reading import Head
from .tables import OURS, Table, row_of, tables

BATCH = 500
DIGEST = re.compile("[0-9a-f]{64}")
Name = tuple[str, str]


class Loader:
    """`begin` makes the tables, `add` fills them, `finish` looks whether all belongs together.

    The rows come in one transaction, which ends with the stack.
    """

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._tables: dict[str, Table] = {}

    def begin(self, head: Head) -> None:
        executor, targets = _executor(head)
        executor.migrate(targets)
        apps = executor.loader.project_state(targets).apps
        try:
            known = {table.name: table for table in tables(apps)}
            ordered = {name: known[name].ordered(of) for name, of in head.columns.items()}
        except (KeyError, TypeError):
            raise damaged(HEAD) from None
        self._tables = ordered
        self._stack.enter_context(transaction.atomic())

    def add(self, name: str, lines: list[bytes]) -> None:
        """Foreign keys are looked at with the last row. ValueError … where these are no rows."""
        table = self._tables[name]
        try:
            with connection.cursor() as cursor:
                for at in range(0, len(lines), BATCH):
                    some = [row_of(line, table) for line in lines[at : at + BATCH]]
                    cursor.executemany(table.insert, some)
        except DatabaseError as error:
            reason = str(error).partition("\n")[0]
            raise BackupError(
                _("The database does not take the rows of %(table)s: %(reason)s")
                % {"table": name, "reason": reason}
            ) from None

    def finish(self, last_ids: Mapping[str, int | None]) -> None:
        for name, last in last_ids.items():
            if last is not None and name in self._tables:
                self._tables[name].set_last_id(last)
        try:
            connection.check_constraints()
        except DatabaseError:
            raise BackupError(
                _("The backup is damaged: its rows do not belong together.")
            ) from None


def bring_up_to_date() -> int:
    """To the migrations of this code, with all that is made again.

    Answers how many tasks of the copy wait for a person's word now.
    """
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        count = part_from_original()
        Image.objects.update(thumbs_version=0)
        _index()
    return count


def _index() -> None:
    images = Image.objects.order_by("pk")
    page = list(images[:BATCH])
    while page:
        _refuse_foreign(page)
        search.put(page)
        page = list(images.filter(pk__gt=page[-1].pk)[:BATCH])


def _refuse_foreign(images: list[Image]) -> None:
    """Names of files are made of these two."""
    for image in images:
        if not DIGEST.fullmatch(image.digest) or image.file_format not in FORMATS:
            raise damaged(f"image {image.pk}")


def _executor(head: Head) -> tuple[MigrationExecutor, list[Name]]:
    """What brings an empty database to where the backup was. BackupError where nothing does."""
    executor = MigrationExecutor(connection)
    targets = [(app, head.migrations.get(app, "")) for app in OURS]
    if not _are_known(executor.loader, targets):
        # Migrations that were joined into one are still there one by one.
        executor.loader = MigrationLoader(connection, replace_migrations=False)
    if not _are_known(executor.loader, targets):
        raise BackupError(
            _(
                "The backup was made by a newer Proofsheet (%s), or by one that is too old: "
                "install the version that made it."
            )
            % str(head.version)[:20]
        )
    return executor, targets


def _are_known(loader: MigrationLoader, targets: list[Name]) -> bool:
    return all(target in loader.graph.nodes for target in targets)
