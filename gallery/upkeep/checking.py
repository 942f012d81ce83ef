"""The whole check, one part after the other, in batches: its memory does not grow with rows."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from gallery.models import Image

from . import entries, numbers
from .files import Files
from .report import Report

Told = Callable[[str, int, int], None]
"""Is told the name of a part, how much of it is done, and of how much."""


def check(*, is_repair: bool, is_quick: bool, told: Told) -> Report:
    """`is_quick` reads no file, so that of those damaged only another length is seen."""
    report = Report()
    report.images = Image.objects.count()
    checked = Files(report, is_repair=is_repair, is_quick=is_quick)
    folders = checked.folders()
    for number, folder in enumerate(folders):
        told(_("files"), number, len(folders))
        checked.folder(folder)
    checked.finish()
    entries.check(report, is_repair=is_repair, told=lambda *at: told(_("search"), *at))
    numbers.check(report, is_repair=is_repair, told=lambda *at: told(_("numbers"), *at))
    return report
