"""The search's entries and the rows that should have one, a window of ids after the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from django.db import connection, transaction
from django.db.models import Max

from gallery import search
from gallery.models import Image, Stale
from gallery.search.index import dialect

from .report import Kind, Report

WINDOW = 20_000
BATCH = 500


def check(report: Report, *, is_repair: bool, told: Callable[[int, int], None]) -> None:
    last = max(_last_row(), _last_entry())
    for start in range(0, last + 1, WINDOW):
        told(start, last)
        rows = _rows(start)
        entries = _entries(start)
        _missing(rows - entries, report, is_repair=is_repair)
        _foreign(entries - rows, report, is_repair=is_repair)


def _missing(pks: Collection[int], report: Report, *, is_repair: bool) -> None:
    """What waits for the sweep is not missing, nor what was removed just now."""
    for some in _batches(pks):
        waiting = set(Stale.objects.filter(pk__in=some).values_list("pk", flat=True))
        lacking = [pk for pk in some if pk not in waiting]
        with transaction.atomic():
            images = list(Image.objects.filter(pk__in=lacking).order_by("pk"))
            if is_repair:
                search.put(images)
        for image in images:
            report.tell(Kind.UNINDEXED, str(image), is_mended=is_repair)


def _foreign(pks: Collection[int], report: Report, *, is_repair: bool) -> None:
    """Nor is one too many that got its row just now."""
    for some in _batches(pks):
        shown = Image.objects.exclude(origin=Image.Origin.UPLOADED).filter(pk__in=some)
        there = set(shown.values_list("pk", flat=True))
        without = [pk for pk in some if pk not in there]
        if is_repair:
            search.drop(without)
        for pk in without:
            report.tell(Kind.OVERINDEXED, f"{pk:04d}", is_mended=is_repair)


def _batches(pks: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(pks)
    return (ordered[at : at + BATCH] for at in range(0, len(ordered), BATCH))


def _rows(start: int) -> set[int]:
    images = Image.objects.exclude(origin=Image.Origin.UPLOADED)
    window = images.filter(pk__gte=start, pk__lt=start + WINDOW)
    return set(window.values_list("pk", flat=True))


def _entries(start: int) -> set[int]:
    key = dialect().KEY.format("gallery_search")
    with connection.cursor() as cursor:
        sql = f"{dialect().IDS} WHERE {key} >= %s AND {key} < %s"
        cursor.execute(sql, [start, start + WINDOW])
        return {pk for (pk,) in cursor.fetchall()}


def _last_row() -> int:
    return Image.objects.aggregate(last=Max("pk"))["last"] or 0


def _last_entry() -> int:
    key = dialect().KEY.format("gallery_search")
    with connection.cursor() as cursor:
        cursor.execute(f"{dialect().IDS} ORDER BY {key} DESC LIMIT 1")
        found = cursor.fetchone()
    return int(found[0]) if found else 0
