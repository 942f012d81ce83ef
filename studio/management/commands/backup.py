"""`manage.py backup FILE`: the whole studio in one file, while it runs."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery.upkeep import Bar
from studio.backups import BackupError
from studio.backups.making import Backup, Summary
from studio.backups.target import target
from studio.processes import database, presence
from studio.processes.signals import on_stop

SHOWN = 5


class Command(BaseCommand):
    help = "Put the whole studio into one file, also while it runs: rows, originals, keys."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **options: Any) -> None:
        on_stop(lambda: sys.exit(_("Stopped: there is no backup.")))
        presence.enter()
        database.refuse_unready()
        bar = Bar(sys.stderr)
        try:
            with target(file) as opened:
                summary = Backup(opened, bar).write()
        except BackupError as error:
            raise CommandError(str(error)) from None
        finally:
            bar.end()
        with suppress(OSError):
            (settings.DATA_DIR / "backup.stamp").touch()
        self.tell(file, summary)

    def tell(self, file: Path, summary: Summary) -> None:
        size = file.stat().st_size / 1e6
        said = ngettext(
            "%(file)s: %(count)d original and %(rows)d rows, %(size).1f MB.",
            "%(file)s: %(count)d originals and %(rows)d rows, %(size).1f MB.",
            summary.originals,
        )
        told = {"file": file, "count": summary.originals, "rows": summary.rows, "size": size}
        self.stdout.write(said % told)
        self.stdout.write(_of_keys(summary))
        self.name(_("Originals that are gone, and so not in it:"), summary.missing)
        self.name(_("Originals that are damaged, and in it as they are:"), summary.damaged)

    def name(self, title: str, names: list[str]) -> None:
        if names:
            self.stdout.write(f"{title} {len(names)}")
            for name in names[:SHOWN]:
                self.stdout.write(f"    {name}")
            self.stdout.write("    " + _("`manage.py gallery check` tells of all."))


def _of_keys(summary: Summary) -> str:
    if summary.has_secret:
        return _("Keep it like a password: it has the keys of providers, and what opens them.")
    return _(
        "Without PROOFSHEET_SECRET_KEY, which is not in it, typed keys are to be entered again."
    )
