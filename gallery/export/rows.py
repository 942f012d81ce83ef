"""Images for a download, a batch of rows at a time: only what this person sees, no trash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Prefetch, QuerySet, Sum

from gallery.models import Image, Parentage, Review, User
from gallery.queries import LONG
from gallery.selection import chunks, may_see

from .painting import Frame

BATCH = 500


def images(ids: Sequence[int], person: User | None = None) -> Iterator[Image]:
    """The images of `ids` in that order, with parents and tags; what is gone is left out.

    Three statements for each 500.
    """
    parents = Parentage.objects.select_related("parent").only(
        "child_id", "position", "parent__digest"
    )
    found = _seen(person).prefetch_related(Prefetch("from_parents", queryset=parents), "tags")
    for batch in _batches(ids):
        rows = found.in_bulk(batch)
        yield from (rows.pop(pk) for pk in batch if pk in rows)


def frames(ids: Sequence[int], person: User | None = None, *, has_marks: bool) -> list[Frame]:
    """The same as frames of a sheet, with this person's picks, rejects and stars."""
    found: list[Frame] = []
    for batch in _batches(ids):
        rows = _seen(person).defer(*LONG).in_bulk(batch)
        reviews = _reviews(batch, person) if has_marks else {}
        found += [_frame(rows[pk], reviews.get(pk)) for pk in batch if pk in rows]
    return found


def total(ids: Sequence[int]) -> int:
    """The bytes of their originals."""
    found = (
        Image.objects.filter(pk__in=batch).aggregate(sum=Sum("bytes")) for batch in chunks(ids)
    )
    return sum(one["sum"] or 0 for one in found)


def _seen(person: User | None) -> QuerySet[Image]:
    return Image.objects.filter(may_see(person), trashed_at=None)


def _reviews(batch: Sequence[int], person: User | None) -> dict[int, Review]:
    own = Review.objects.filter(image__in=batch, person=person)
    return {review.image_id: review for review in own}


def _frame(image: Image, review: Review | None) -> Frame:
    if review is None:
        return Frame(image)
    return Frame(image, verdict=review.verdict, stars=review.stars or 0)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
