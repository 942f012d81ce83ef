"""The counters, counted again. All is read as of one moment; what differs is added to them, so
that nothing which happens meanwhile is lost.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from gallery import counters
from gallery.counters import Key
from gallery.models import Counter, Image, Stale

from .report import Kind, Report

CHUNK = 1000
COLUMNS = (
    "origin", "private_to_id", "provider", "provider_label", "model", "model_label", "session",
    "aspect_ratio", "resolution", "made_by_id", "width", "height", "asked_width", "asked_height",
)  # fmt: skip
Told = Callable[[int, int], None]


def check(report: Report, *, is_repair: bool, told: Told) -> None:
    with _one_moment():
        there, labels = _counted(told)
        known = {
            Key(scope, facet, value): count
            for scope, facet, value, count in Counter.objects.values_list(
                "scope", "facet", "value", "count"
            ).iterator()
        }
    differences = {key: there[key] - known.get(key, 0) for key in {*there, *known}}
    wrong = {key: difference for key, difference in differences.items() if difference}
    if is_repair:
        with transaction.atomic():
            counters.add(wrong, labels)
    for key in sorted(wrong):
        numbers = {"name": f"{key.facet} {key.value}".strip(), "known": known.get(key, 0)}
        example = _("%(name)s: %(known)d, there are %(there)d") % {**numbers, "there": there[key]}
        report.tell(Kind.MISCOUNTED, example, is_mended=is_repair)


def _counted(told: Told) -> tuple[Tally[Key], dict[Key, str]]:
    found: Tally[Key] = Tally()
    labels: dict[Key, str] = {}
    count, done = Image.objects.count(), 0
    for images in _shown():
        told(done, count)
        some, names = counters.tally(images)
        found.update(some)
        labels.update(names)
        done += len(images)
    return found, labels


def _shown() -> Iterator[list[Image]]:
    """What the counters know: all but the trash, uploads, and what waits to be counted."""
    waiting = Stale.objects.filter(is_uncounted=True).values("pk")
    images = Image.objects.filter(trashed_at=None).exclude(origin=Image.Origin.UPLOADED)
    images = images.exclude(pk__in=waiting).order_by("pk").only(*COLUMNS)
    some = list(images[:CHUNK])
    while some:
        yield some
        some = list(images.filter(pk__gt=some[-1].pk)[:CHUNK])


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read is as of one moment, and nobody waits for it."""
    database: Any = connection
    mode = getattr(database, "transaction_mode", None)
    is_outermost = not database.in_atomic_block
    # Only SQLite has it: else it would wait for all who write, and they for it.
    database.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            if database.vendor == "postgresql" and is_outermost:
                with database.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        database.transaction_mode = mode
