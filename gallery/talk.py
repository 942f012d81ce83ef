"""How much is said of an image, as a page of many asks it: within the statement that finds them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gallery.models import Comment, Image, Read, User


@dataclass(frozen=True, slots=True)
class Talk:
    """How many comments there are, and how many of them one has not read."""

    total: int
    new: int


def counts(person: User | None) -> dict[str, Subquery]:
    """For `annotate` of images; None where there is nothing."""
    said = Comment.objects.filter(image=OuterRef("pk"), removed_at=None).order_by()
    return {"said": _count(said), "said_new": _count(said.filter(is_new(person)))}


def of(image: Image) -> Talk | None:
    """Of an image that was found with `counts`."""
    total = getattr(image, "said", None)
    return Talk(total, getattr(image, "said_new", None) or 0) if total else None


def is_new(person: User | None) -> Q:
    """Of comments: others said it after what the person has read."""
    own = Q(author=person) if person else Q(author=None, guest=None)
    upto = Read.objects.filter(person=person, image=OuterRef("image")).values("comment")
    return Q(pk__gt=Coalesce(Subquery(upto), 0)) & ~own


def _count(said: QuerySet[Comment]) -> Subquery:
    return Subquery(said.values("image").annotate(n=Count("pk")).values("n"))
