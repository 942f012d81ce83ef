"""`manage.py restore FILE`: a backup in the place of what is there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery.upkeep import Bar
from studio.backups import BackupError, places, restoring
from studio.backups.reading import Contents, Nowhere, read
from studio.backups.restoring import Restored
from studio.backups.target import source
from studio.processes import presence
from studio.processes.signals import on_stop


class Command(BaseCommand):
    help = "Put a backup in the place of what is there, which is kept aside."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--check", action="store_true", help=_("Read all of it, and change nothing.")
        )

    def handle(self, *, file: Path, check: bool, **options: Any) -> None:
        on_stop(lambda: sys.exit(_("Stopped: nothing is changed.")))
        bar = Bar(sys.stderr)
        try:
            with source(file, bar) as (opened, size):
                self.check_all(opened) if check else self.restore(opened, size)
        except BackupError as error:
            raise CommandError(str(error)) from None
        except Error as error:
            reason = str(error).partition("\n")[0]
            raise CommandError(_("The database does not answer: %s") % reason) from None
        finally:
            bar.end()

    def check_all(self, file: BinaryIO) -> None:
        self.tell(read(file, Nowhere()), _("The backup is whole"))

    def restore(self, file: BinaryIO, size: int) -> None:
        places.use_one_connection()
        with presence.alone():
            if places.is_only_to_be_exchanged():
                self.tell_aside(restoring.finish())
                return
            restored = restoring.restore(file, size)
        self.tell(restored.contents, _("Restored"))
        self.tell_aside(restored.aside)
        self.tell_more(restored)

    def tell(self, found: Contents, title: str) -> None:
        said = ngettext(
            "%(title)s: %(count)d original and %(rows)d rows of %(when)s (Proofsheet %(version)s).",
            "%(title)s: %(count)d originals and %(rows)d rows of %(when)s "
            "(Proofsheet %(version)s).",
            found.originals,
        )
        told = {"title": title, "count": found.originals, "rows": found.rows.total()}
        when = {"when": found.head.made_at, "version": found.head.version}
        self.stdout.write(said % (told | when))
        if found.missing:
            said = _("Originals that were gone when it was made: %s")
            self.stdout.write(said % ", ".join(found.missing[:5]))

    def tell_aside(self, aside: Path) -> None:
        self.stdout.write(_("What was there before is in %s") % aside)

    def tell_more(self, restored: Restored) -> None:
        if restored.undecided:
            said = ngettext(
                "%d request stood in line: it is not sent by itself, as the other studio may "
                "have sent it since.",
                "%d requests stood in line: they are not sent by themselves, as the other studio "
                "may have sent them since.",
                restored.undecided,
            )
            self.stdout.write(said % restored.undecided)
        if not restored.contents.has_secret:
            self.stdout.write(
                _(
                    "The secret key is not in the backup: set the same PROOFSHEET_SECRET_KEY, "
                    "or enter typed keys again."
                )
            )
        self.stdout.write(_("Thumbnails are made by the worker, after the next start."))
