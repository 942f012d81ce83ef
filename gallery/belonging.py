"""Whose images are, and to which session: changed for all of some jobs, counters included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from . import counters, held, search
from .models import Image, User
from .queries import LONG
from .selection import chunks

MOST_AT_ONCE = 200
"""Entries of the index that are made anew at once; more wait for the sweep."""


def set_private(jobs: Sequence[UUID], person: User | None) -> None:
    """The images of these jobs are seen by this person alone, or by everybody."""
    _change(jobs, private_to_id=person.pk if person else None)


def move(jobs: Sequence[UUID], session: str, person: User | None) -> None:
    """The images of these jobs belong to another session, and are seen by whoever sees that."""
    ids = _change(jobs, session=session, private_to_id=person.pk if person else None)
    (search.refresh if len(ids) <= MOST_AT_ONCE else search.later)(ids)


@transaction.atomic
def _change(jobs: Sequence[UUID], **columns: Any) -> list[int]:
    """Counted out as they were, and in as they are."""
    rows = [row for some in chunks(_ids(jobs)) for row in held.lock(some)]
    counted = [row.pk for row in rows if row.is_counted]
    _count(counted, -1)
    for some in chunks([row.pk for row in rows]):
        Image.objects.filter(pk__in=some).update(**columns)
    _count(counted, 1)
    return [row.pk for row in rows]


def _count(ids: Sequence[int], sign: int) -> None:
    for some in chunks(ids):
        counters.count(list(Image.objects.filter(pk__in=some).defer(*LONG)), sign)


def _ids(jobs: Sequence[UUID]) -> list[int]:
    found: list[int] = []
    for start in range(0, len(jobs), 500):
        images = Image.objects.filter(job__in=jobs[start : start + 500])
        found += images.values_list("pk", flat=True)
    return sorted(found, reverse=True)
