"""Whether the gallery looks whole, in a moment: for `manage.py doctor`."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from random import Random

from django.db import connection

from gallery import counters, media, search, store
from gallery.media import UnreachableError
from gallery.models import Counter, Image, Stale

from . import shelf

SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Signs:
    """`waiting` images are still to be indexed; of `looked` originals `gone` were not there."""

    images: int
    is_indexed: bool
    is_counted: bool
    waiting: int
    looked: int
    gone: int


def signs() -> Signs:
    shown = Image.objects.exclude(origin=Image.Origin.UPLOADED)
    waiting = Stale.objects.count()
    uncounted = Stale.objects.filter(is_uncounted=True, image__trashed_at=None).count()
    known = sum(Counter.objects.filter(facet=counters.ALL).values_list("count", flat=True))
    images = _some()
    gone = _gone(images)
    return Signs(
        images=shown.filter(trashed_at=None).count(),
        is_indexed=waiting > 0 or search.is_whole(),
        is_counted=known + uncounted == shown.filter(trashed_at=None).count(),
        waiting=waiting,
        looked=0 if gone is None else len(images),
        gone=gone or 0,
    )


def _gone(images: Sequence[Image]) -> int | None:
    """None where a bucket does not tell."""
    with ThreadPoolExecutor(media.AT_ONCE) as pool:
        try:
            return list(pool.map(shelf.look, map(store.place, images))).count(None)
        except UnreachableError:
            return None


def has_full_text() -> bool:
    """SQLite can be built without it; PostgreSQL always has it. Touches no database."""
    if connection.vendor != "sqlite":
        return True
    with closing(sqlite3.connect(":memory:")) as memory:
        found = memory.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone()
    return found is not None


def _some() -> list[Image]:
    """The newest and others anywhere, without a look at all rows."""
    columns = Image.objects.only("digest", "file_format").order_by("-pk")
    newest = list(columns[: SAMPLE // 2])
    if not newest:
        return []
    chance = Random(newest[0].pk)  # noqa: S311 (a sample, no secret)
    pks = {chance.randint(1, newest[0].pk) for _ in range(SAMPLE // 2)}
    return list({image.pk: image for image in (*newest, *columns.filter(pk__in=pks))}.values())
