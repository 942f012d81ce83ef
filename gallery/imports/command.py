"""`manage.py gallery import PATH`: a folder or a ZIP, with a line that tells how far it is."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery.models import Import
from gallery.upkeep import Bar

from . import work
from .sources import archive

State = Import.State


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help=_("a folder or a ZIP"))
    parser.add_argument("--tag", default="", help=_("a tag for all of them"))
    parser.add_argument(
        "--no-folders-as-tags",
        action="store_true",
        help=_("do not make tags of the names of the folders that they lie in"),
    )


def handle(options: Mapping[str, Any]) -> None:
    """Import, or go on with the same import that was interrupted. CommandError says why not."""
    job = _job(options["path"], options["tag"], not options["no_folders_as_tags"])
    bar, name = Bar(sys.stderr), _("files")
    try:
        work.go_on(job.pk, told=lambda job: bar(name, job.done, job.found or 1))
    except KeyboardInterrupt:
        raise CommandError(_("Stopped. Run it again to go on where it was.")) from None
    finally:
        bar.end()
    job.refresh_from_db()
    _sum_up(job, sys.stdout)
    if job.state == State.OPEN:
        raise CommandError(_("Another process is at work on this import."))
    if job.state == State.FAILED:
        raise CommandError(_(job.why) + " " + _("Run it again to go on where it was."))


def _job(path: Path, tag: str, folders_are_tags: bool) -> Import:
    found = path.expanduser().resolve()
    if not found.is_dir() and not (found.is_file() and archive.is_one(found)):
        raise CommandError(_("%s is neither a folder nor a ZIP.") % path)
    same = {"path": str(found), "tag": tag[:64], "folders_are_tags": folders_are_tags}
    begun = Import.objects.filter(**same, state__in=(State.OPEN, State.FAILED)).last()
    if begun is None:
        return Import.objects.create(**same, name=found.name[-255:], state=State.OPEN)
    Import.objects.filter(pk=begun.pk).update(state=State.OPEN, tries=0, why="", ended_at=None)
    return begun


def _sum_up(job: Import, out: TextIO) -> None:
    out.write(_("%d imported") % job.taken)
    out.write(_(", %d already here") % (job.duplicates - job.trashed))
    if job.trashed:
        out.write(_(", %d in the trash") % job.trashed)
    out.write(_(", %d left out") % job.refused)
    if job.hidden:
        hidden = ngettext(", %d hidden file", ", %d hidden files", job.hidden)
        out.write(hidden % job.hidden)
    out.write("\n")
    for told in job.told:
        if "why" in told:
            out.write(f"  {told['name']}: {_(told['why'])}\n")
    unnamed = job.refused - sum("why" in told for told in job.told)
    if unnamed:
        out.write(_("  and %d more") % unnamed + "\n")
