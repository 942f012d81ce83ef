"""Which mark a frame wears: what a person said of the image, else what others said last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gallery.models import Image, Review, User

RINGS = ("ring-a", "ring-b", "ring-c")
STROKES = ("out-a", "out-b")


@dataclass(frozen=True, slots=True)
class Mark:
    """`verdict` "pick", "reject" or ""; `stars` 0 to 5."""

    verdict: str = ""
    stars: int = 0


def of(images: Iterable[Image], person: User | None) -> dict[int, Mark]:
    """The marks of those that have one, by id; one statement."""
    pks = [image.pk for image in images]
    own = person.pk if person else None
    said = Review.objects.filter(image__in=pks).order_by("changed_at")
    fields = said.values_list("image_id", "person_id", "guest_id", "verdict", "stars")
    marks: dict[int, Mark] = {}
    judged: set[int] = set()
    for pk, by, guest, verdict, stars in fields:
        is_own = by == own and guest is None
        if is_own or pk not in judged:
            marks[pk] = Mark(verdict, stars or 0)
        if is_own:
            judged.add(pk)
    return marks


def drawing(pk: int, verdict: str) -> str:
    """The name of its drawing; one image always wears the same."""
    variants = {"pick": RINGS, "reject": STROKES}.get(verdict, ())
    return variants[pk % len(variants)] if variants else ""
