"""The trash: images go there with all that they have, come back, or go for good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from gallery import counters, held, removal
from gallery.models import Deed, Image, User
from gallery.queries import LONG
from gallery.selection import chunks, may_see

SIZE = 60


@transaction.atomic
def move(ids: Sequence[int], person: User | None) -> Deed | None:
    """Images into the trash; None where all were there."""
    rows = [row for row in held.lock(ids) if not row.is_trashed]
    if not rows:
        return None
    at = timezone.now()
    _put(rows, at, person.pk if person else None)
    data = {"images": [row.pk for row in rows], "at": at.isoformat()}
    return Deed.objects.create(kind="trash", data=data, made_by=person)


@transaction.atomic
def restore(ids: Sequence[int], person: User | None) -> Deed | None:
    """Images out of the trash; None where none was there."""
    rows = [row for row in held.lock(ids) if row.is_trashed]
    if not rows:
        return None
    batches = _batches(rows)
    _take(rows)
    return Deed.objects.create(kind="restore", data={"batches": batches}, made_by=person)


def _put(rows: Sequence[held.Held], at: datetime, by: int | None) -> None:
    counted = [row.pk for row in rows if row.is_counted]
    for some in chunks(counted):
        counters.count(_images(some), -1)
    images = Image.objects.filter(pk__among=[row.pk for row in rows])
    images.update(trashed_at=at, trashed_by=by)


def _take(rows: Sequence[held.Held]) -> None:
    images = Image.objects.filter(pk__among=[row.pk for row in rows])
    images.update(trashed_at=None, trashed_by=None)
    for some in chunks([row.pk for row in rows if row.is_known]):
        counters.count(_images(some), 1)


def _images(ids: Sequence[int]) -> list[Image]:
    return list(Image.objects.filter(pk__among=ids).defer(*LONG))


def _batches(rows: Sequence[held.Held]) -> list[dict[str, Any]]:
    """When and by whom images were put into the trash."""
    found: defaultdict[tuple[str, int | None], list[int]] = defaultdict(list)
    images = Image.objects.filter(pk__among=[row.pk for row in rows]).order_by("-pk")
    for pk, at, by in images.values_list("pk", "trashed_at", "trashed_by_id"):
        found[at.isoformat() if at else "", by].append(pk)
    return [{"at": at, "by": by, "images": ids} for (at, by), ids in found.items()]


# What is there


@dataclass(frozen=True, slots=True)
class Page:
    """Images as they came into the trash, the newest first; `older` the `before` of the next."""

    images: Sequence[Image]
    older: str


def page(person: User | None, before: str = "", size: int = SIZE) -> Page:
    """`before` as in `Page.older`; what is none counts as the first page. Two statements."""
    images = _there(person).select_related("trashed_by").defer(*LONG)
    images = images.order_by("-trashed_at", "-pk").annotate(is_in_use=removal.in_use())
    if place := _place(before):
        at, pk = place
        images = images.filter(Q(trashed_at__lt=at) | Q(trashed_at=at, pk__lt=pk))
        images = images.filter(trashed_at__lte=at)
    found = list(images[: size + 1])
    return Page(found[:size], _after(found[size - 1]) if len(found) > size else "")


def count(person: User | None) -> int:
    return _there(person).count()


def removable(person: User | None) -> list[int]:
    """Ids of what nothing holds fast, the oldest first."""
    free = _there(person).filter(~removal.in_use()).order_by("trashed_at", "pk")
    return list(free.values_list("pk", flat=True))


def _there(person: User | None) -> QuerySet[Image]:
    return Image.objects.filter(may_see(person), trashed_at__isnull=False)


def _after(image: Image) -> str:
    return f"{image.trashed_at.isoformat() if image.trashed_at else ''}~{image.pk}"


def _place(text: str) -> tuple[datetime, int] | None:
    at, _sign, pk = text.partition("~")
    is_id = pk.isascii() and pk.isdecimal() and len(pk) <= 18
    try:
        moment = parse_datetime(at)
    except ValueError:
        return None
    return (moment, int(pk)) if moment and moment.tzinfo and is_id else None


# Undoing


def _undo_move(data: dict[str, Any], person: User | None) -> None:
    """Those that nobody restored and trashed again since."""
    at = parse_datetime(data["at"])
    rows = {row.pk: row for row in held.lock(data["images"]) if row.is_trashed}
    own = Image.objects.filter(pk__among=list(rows), trashed_at=at)
    _take([rows[pk] for pk in own.values_list("pk", flat=True)])


def _undo_restore(data: dict[str, Any], person: User | None) -> None:
    rows = held.lock([pk for batch in data["batches"] for pk in batch["images"]])
    there = {row.pk: row for row in rows if not row.is_trashed}
    for batch in data["batches"]:
        at = parse_datetime(batch["at"]) or timezone.now()
        _put([there[pk] for pk in batch["images"] if pk in there], at, batch["by"])


UNDO: dict[str, Callable[[dict[str, Any], User | None], None]] = {
    "trash": _undo_move,
    "restore": _undo_restore,
}
