"""`manage.py gallery`: check what is kept, make thumbnails anew, import pictures."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery import upkeep
from gallery.imports import command as importing
from gallery.media import UnreachableError
from gallery.upkeep import Bar, Kind, Report


class Command(BaseCommand):
    help = "Check the gallery and mend it, make thumbnails anew, import pictures."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        check = acts.add_parser("check", help="Say what does not belong together; exit 1 then.")
        check.add_argument("--repair", action="store_true", help="Mend it; nothing is removed.")
        check.add_argument("--quick", action="store_true", help="Without reading all originals.")
        thumbnails = acts.add_parser("thumbnails", help="Make the thumbnails that are missing.")
        thumbnails.add_argument("--all", action="store_true", help="Make all of them anew.")
        taking = acts.add_parser("import", help="Import a folder or a ZIP of pictures.")
        importing.add_arguments(taking)

    def handle(self, *, act: str, **options: Any) -> None:
        try:
            self.act(act, options)
        except UnreachableError as error:
            raise CommandError(_("The storage of the pictures is away: %s.") % error) from None

    def act(self, act: str, options: dict[str, Any]) -> None:
        if act == "check":
            self.check_all(is_repair=options["repair"], is_quick=options["quick"])
        elif act == "thumbnails":
            self.make_thumbnails(is_all=options["all"])
        else:
            importing.handle(options)

    def check_all(self, *, is_repair: bool, is_quick: bool) -> None:
        bar = Bar(sys.stderr)
        report = upkeep.check(is_repair=is_repair, is_quick=is_quick, told=bar)
        bar.end()
        for kind in Kind:
            if kind in report.found:
                self.say(kind, report)
        if not report.found:
            well = ngettext("All is well: %d image.", "All is well: %d images.", report.images)
            self.stdout.write(well % report.images)
        elif not is_repair:
            self.stdout.write(_("`manage.py gallery check --repair` mends what can be mended."))
        if not report.is_well:
            sys.exit(1)

    def say(self, kind: Kind, report: Report) -> None:
        found = report.found[kind]
        mended = _(", %d of them mended") % found.mended if found.mended else ""
        self.stdout.write(f"{kind.label}: {found.count}{mended}")
        for example in found.examples:
            self.stdout.write(f"    {example}")
        if found.count > len(found.examples):
            self.stdout.write("    " + _("and %d more") % (found.count - len(found.examples)))

    def make_thumbnails(self, *, is_all: bool) -> None:
        bar = Bar(sys.stderr)
        name = _("thumbnails")
        found = upkeep.rebuild(is_all=is_all, told=lambda *at: bar(name, *at))
        bar.end()
        said = ngettext("Made for %d image.", "Made for %d images.", found.mended)
        self.stdout.write(said % found.mended)
        if failed := found.count - found.mended:
            said = _("Not made for %d: their originals are gone or damaged, for example %s.")
            self.stdout.write(said % (failed, ", ".join(found.unmended)))
            sys.exit(1)
