"""What waits for a person: mentions, open pins, what their guests said, unread threads, collections
in review.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from gallery import talk
from gallery.models import Collection, CollectionItem, Comment, Guest, Review, User

MOST = 100
"""Of each kind; more come when these are done."""


class Unread(NamedTuple):
    """The oldest comment on an image that a person has not read, and how many there are."""

    first: Comment
    new: int


class InReview(NamedTuple):
    """A collection of which a person has not judged so many images."""

    pk: int
    name: str
    left: int


@dataclass(frozen=True, slots=True)
class Waiting:
    mentions: Sequence[Comment]
    pins: Sequence[Comment]
    guests: Sequence[Unread]
    threads: Sequence[Unread]
    collections: Sequence[InReview]

    @property
    def is_nothing(self) -> bool:
        said = self.mentions or self.pins or self.guests or self.threads
        return not (said or self.collections)


def of(person: User | None) -> Waiting:
    """Each comment once, under the first that it belongs to. Five statements."""
    mentions = _first(_mentions(person)) if person else []
    seen = {comment.pk for comment in mentions}
    pins = [pin for pin in _first(_pins(person)) if pin.pk not in seen]
    seen |= {pin.pk for pin in pins}
    guests = [new for new in _first(_guests(person)) if new.pk not in seen] if person else []
    seen |= {new.pk for new in guests}
    others = [new for new in _first(_unread(person)) if new.pk not in seen]
    return Waiting(mentions, pins, _by_image(guests), _by_image(others), _in_review(person))


def count(person: User | None) -> int:
    """How many comments wait; one statement. While login is off, open pins, up to 100."""
    return of_all(person).count() if person else _pins(None).count()


def of_all(person: User) -> QuerySet[Comment, Any]:
    """Ids of what `count` counts, each once."""
    pins = _pins(person).order_by().values("pk")
    others = (kind(person).order_by().values("pk") for kind in (_mentions, _guests, _unread))
    return pins.union(*others)


def _first(found: QuerySet[Comment]) -> list[Comment]:
    return list(found.select_related("image", "author", "guest").order_by("-pk")[:MOST])


def _by_image(new: Iterable[Comment]) -> list[Unread]:
    ordered = sorted(new, key=lambda comment: (comment.image_id, comment.pk))
    grouped = (list(group) for _pk, group in groupby(ordered, key=lambda new: new.image_id))
    return [Unread(group[0], len(group)) for group in grouped]


def _here(person: User | None) -> QuerySet[Comment]:
    """What is said of images that a person finds in the gallery."""
    return Comment.objects.filter(_may_see(person), removed_at=None, image__trashed_at=None)


def _may_see(person: User | None) -> Q:
    everybody = Q(image__private_to=None)
    return everybody | Q(image__private_to=person) if person else everybody


def _mentions(person: User) -> QuerySet[Comment]:
    """By others, in threads that are open and that the person has not gone on with."""
    is_first = Q(answers=None)
    is_open = is_first & Q(resolved_at=None) | ~is_first & Q(answers__resolved_at=None)
    first = Coalesce(OuterRef("answers"), OuterRef("pk"))
    own = Comment.objects.filter(author=person, image=OuterRef("image"), removed_at=None)
    later = own.filter(answers=first, pk__gt=OuterRef("pk"))
    mentions = _here(person).filter(is_open, mentions=person).exclude(author=person)
    return mentions.exclude(Exists(later))


def _pins(person: User | None) -> QuerySet[Comment]:
    """Open ones, on images that the person made; while login is off, on all."""
    pins = _here(person).filter(number__isnull=False, resolved_at=None)
    return pins.filter(image__made_by=person) if person else pins


def _guests(person: User) -> QuerySet[Comment]:
    """New ones by guests of links that the person made."""
    guests = Guest.objects.filter(share__made_by=person)
    return _here(person).filter(talk.is_new(person), guest__in=guests)


def _unread(person: User | None) -> QuerySet[Comment]:
    """By others, in threads that the person took part in."""
    own = Q(author=person) if person else Q(author=None, guest=None)
    part = Comment.objects.filter(own, removed_at=None).order_by().values("image")
    return _here(person).filter(talk.is_new(person), image__in=part)


def _in_review(person: User | None) -> list[InReview]:
    judged = Review.objects.filter(image=OuterRef("image"), person=person, guest=None)
    items = CollectionItem.objects.filter(_may_see(person), image__trashed_at=None)
    open_items = items.filter(~Exists(judged), collection__state=Collection.State.IN_REVIEW)
    rows = open_items.order_by().values("collection", "collection__name")
    found = rows.annotate(left=Count("pk")).order_by("-collection__changed_at")[:MOST]
    return [InReview(row["collection"], row["collection__name"], row["left"]) for row in found]
