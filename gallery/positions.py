"""The order of a collection: places with room between, so that a move writes what it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, QuerySet

from gallery.models import Collection, CollectionItem

GAP = 1 << 16
RENUMBER = """
UPDATE gallery_collectionitem SET position = n * %s
FROM (
    SELECT id AS item, row_number() OVER (ORDER BY position, id) AS n
    FROM gallery_collectionitem WHERE collection_id = %s
) AS numbered WHERE numbered.item = gallery_collectionitem.id
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Before or after an image; without one at the very front or the very end."""

    is_before: bool
    image: int | None = None


FIRST, LAST = Place(is_before=True), Place(is_before=False)


def after_all(collection: Collection, count: int) -> list[int]:
    """Positions for `count` more at the end."""
    last = collection.items.aggregate(last=Max("position"))["last"] or 0
    return [last + GAP * step for step in range(1, count + 1)]


def beside(collection: Collection, ids: Sequence[int], *, is_before: bool) -> Place | None:
    """One step: before what stands before these images, or after what follows; None at the end."""
    moved = collection.items.filter(image__in=ids)
    others = collection.items.exclude(image__in=ids)
    if is_before:
        first = moved.order_by("position").values("position")[:1]
        found = others.filter(position__lt=first).order_by("-position")
    else:
        last = moved.order_by("-position").values("position")[:1]
        found = others.filter(position__gt=last).order_by("position")
    image = found.values_list("image_id", flat=True).first()
    return None if image is None else Place(is_before, image)


def between(collection: Collection, ids: Sequence[int], place: Place) -> list[int] | None:
    """Free positions for these images at a place; None where its image is not there."""
    for _ in range(2):
        others = collection.items.exclude(image__in=ids)
        found = _edges(others, place)
        if found is None:
            return None
        positions = _spread(*found, len(ids))
        if positions:
            return positions
        renumber(collection)
    return None


def renumber(collection: Collection) -> None:
    """Make room between all; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(RENUMBER, [GAP, collection.pk])


def _edges(others: QuerySet[CollectionItem], place: Place) -> tuple[int | None, int | None] | None:
    """The positions right before and after the place."""
    if place.image is None:
        end = others.order_by("position" if place.is_before else "-position")
        found = end.values_list("position", flat=True).first()
        return (None, found) if place.is_before else (found, None)
    at = others.filter(image=place.image).values_list("position", flat=True).first()
    if at is None:
        return None
    if place.is_before:
        near = others.filter(position__lt=at).order_by("-position")
        return near.values_list("position", flat=True).first(), at
    near = others.filter(position__gt=at).order_by("position")
    return at, near.values_list("position", flat=True).first()


def _spread(before: int | None, after: int | None, count: int) -> list[int]:
    """Between two positions; [] where there is no room."""
    if after is None:
        return [(before or 0) + GAP * step for step in range(1, count + 1)]
    if before is None:
        return [after - GAP * step for step in range(count, 0, -1)]
    step = (after - before) // (count + 1)
    return [before + step * n for n in range(1, count + 1)] if step else []
