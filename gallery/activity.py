"""What happened, newest first: new images and events, and how much of it a person has not seen.

Both are read by their ids, a bounded number of each; a page ends between two hours, so that what
belongs together is told together. What is private to others is in none of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, takewhile
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gallery import queries
from gallery.models import Collection, CollectionItem, Event, Image, User

Kind = Event.Kind
KINDS: Mapping[str, tuple[str, ...]] = {
    "images": (),
    "verdicts": (Kind.VERDICT,),
    "comments": (Kind.COMMENT, Kind.RESOLVED),
    "collections": (
        Kind.ADDED, Kind.REMOVED, Kind.ORDERED, Kind.STATE, Kind.NOTED, Kind.SIGNED,
    ),
    "shares": (Kind.SHARED, Kind.REVOKED, Kind.VISITED, Kind.DOWNLOADED),
}  # fmt: skip
CALLED = {
    "images": _("New images"),
    "verdicts": _("Verdicts"),
    "comments": _("Comments"),
    "collections": _("Collections"),
    "shares": _("Share links"),
}
OF_IMAGES = (Kind.VERDICT, Kind.COMMENT, Kind.RESOLVED)
"""These say nothing once their image is gone for good."""
GUESTS = "guests"
EVENTS, IMAGES = 500, 2000
"""Rows that a page reads at most."""
RECENT = 1000
"""Rows that are looked at to count what is new."""
MOST_NEW = 99
MOST_CHOICES = 200
HOUR = timedelta(hours=1)

Row = TypeVar("Row", "Made", "Happened")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter: `person` is an id or GUESTS, '' for everybody."""

    person: str = ""
    collection: int | None = None
    kind: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> Wanted:
        """What is none counts as not asked."""
        person, kind = asked.get("person", ""), asked.get("kind", "")
        is_person = person == GUESTS or _id(person) is not None
        return cls(
            person if is_person else "",
            _id(asked.get("collection", "")),
            kind if kind in KINDS else "",
        )

    @property
    def is_all(self) -> bool:
        return self == Wanted()

    @property
    def address(self) -> str:
        asked = {"person": self.person, "collection": self.collection, "kind": self.kind}
        return urlencode({name: value for name, value in asked.items() if value})


class Place(NamedTuple):
    """Where a page begins: below these ids."""

    event: int
    image: int

    @classmethod
    def parse(cls, text: str) -> Place | None:
        event, _dot, image = map(_id, text.partition("."))
        return cls(event, image) if event is not None and image is not None else None

    def __str__(self) -> str:
        return f"{self.event}.{self.image}"


class Made(NamedTuple):
    """An image that came; `person` None: nobody's, while login is off."""

    pk: int
    at: datetime
    person: int | None
    session: str
    origin: str


class Happened(NamedTuple):
    pk: int
    at: datetime
    event: Event


class Found(NamedTuple):
    """The rows of a page, and where older ones begin, None at the end."""

    made: Sequence[Made]
    happened: Sequence[Happened]
    older: Place | None


def find(person: User | None, wanted: Wanted, before: Place | None = None) -> Found:
    """Two statements."""
    made = [Made(*row) for row in _images(person, wanted, before)[: IMAGES + 1]]
    some = _events(person, wanted, before)[: EVENTS + 1]
    happened = [Happened(event.pk, event.created_at, event) for event in some]
    edge = _edge(([row.at for row in made], IMAGES), ([row.at for row in happened], EVENTS))
    if edge is None:
        return Found(made, happened, None)
    start = before or Place(1, 1)
    last = Place(_last(happened[:EVENTS], [], start.event), _last(made[:IMAGES], [], start.image))
    return until(Found(made[:IMAGES], happened[:EVENTS], last), edge)


def until(found: Found, edge: datetime, before: Place | None = None) -> Found:
    """Only what is not older than `edge`; `before` as it was found."""
    made, happened = _upto(found.made, edge), _upto(found.happened, edge)
    if len(made) == len(found.made) and len(happened) == len(found.happened):
        return found
    start = found.older or before or Place(1, 1)
    event = _last(happened, found.happened, start.event)
    return Found(made, happened, Place(event, _last(made, found.made, start.image)))


def news(person: User) -> list[QuerySet[Any, Any]]:
    """Ids of what others did since `person` was here, of each kind MOST_NEW + 1 at most.

    Only the newest rows are looked at, so that it costs the same however many there are.
    """
    since = since_of(person)
    events = _lately(_events(person, Wanted(), None), Event).exclude(person=person)
    images = _lately(_shown(person), Image).exclude(made_by=person)
    both = (rows.select_related(None).values("pk") for rows in (events, images))
    return [rows.filter(created_at__gt=since)[: MOST_NEW + 1] for rows in both]


def count(person: User | None) -> int:
    """How much is new, MOST_NEW + 1 for more; two statements."""
    return capped([rows.count() for rows in news(person)]) if person else 0


def capped(counts: Sequence[int]) -> int:
    return min(sum(counts), MOST_NEW + 1)


def since_of(person: User) -> datetime:
    """Up to when they know; at first, since they have an account."""
    return person.seen_at or person.date_joined


def see(person: User, until: datetime) -> None:
    """They know what happened up to then; never less than before."""
    unknown = Q(seen_at=None) | Q(seen_at__lt=until)
    User.objects.filter(unknown, pk=person.pk).update(seen_at=until)


def choices(person: User | None) -> dict[str, Any]:
    """What a filter offers, as (value, label); people only where there are accounts."""
    names = [(str(one.pk), one.name) for one in User.objects.order_by("username")] if person else []
    kept = Collection.objects.order_by("-changed_at").values_list("pk", "name")[:MOST_CHOICES]
    guests = [(GUESTS, _("Guests"))] if names else []
    return {"people": [*names, *guests], "collections": list(kept), "kinds": CALLED.items()}


def is_seen(person: User | None) -> Q:
    """Of images: nobody else's alone."""
    everybody = Q(private_to=None)
    return everybody | Q(private_to=person) if person else everybody


# Rows


def _shown(person: User | None) -> QuerySet[Image]:
    return queries.shown().filter(is_seen(person), trashed_at=None).order_by("-pk")


def _images(
    person: User | None, wanted: Wanted, before: Place | None
) -> QuerySet[Image, tuple[Any, ...]]:
    found = _shown(person)
    if wanted.kind not in {"", "images"} or wanted.person == GUESTS:
        found = found.none()
    if wanted.person:
        found = found.filter(made_by=int(wanted.person) if wanted.person != GUESTS else None)
    if wanted.collection is not None:
        found = found.filter(places__collection=wanted.collection)
    if before:
        found = found.filter(pk__lt=before.image)
    return found.values_list("pk", "created_at", "made_by_id", "session", "origin")


def _events(person: User | None, wanted: Wanted, before: Place | None) -> QuerySet[Event]:
    everybody = Q(image=None) & ~Q(kind__in=OF_IMAGES) | Q(
        image__isnull=False, image__private_to=None
    )
    seen = everybody | Q(image__private_to=person) if person else everybody
    found = Event.objects.filter(seen).order_by("-pk").select_related("collection", "share")
    if wanted.kind:
        found = found.filter(kind__in=KINDS[wanted.kind])
    if wanted.person == GUESTS:
        found = found.filter(guest__isnull=False)
    elif wanted.person:
        found = found.filter(person=int(wanted.person))
    if wanted.collection is not None:
        items = CollectionItem.objects.filter(collection=wanted.collection).values("image")
        found = found.filter(Q(collection=wanted.collection) | Q(collection=None, image__in=items))
    return found.filter(pk__lt=before.event) if before else found


def _lately(rows: QuerySet[Any], model: type[Event | Image]) -> QuerySet[Any]:
    newest = model.objects.order_by("-pk").values("pk")[:1]
    return rows.filter(pk__gt=Subquery(newest) - RECENT)


# Where a page ends


def _edge(*streams: tuple[Sequence[datetime], int]) -> datetime | None:
    """The beginning of the last hour that is there whole; of one hour alone, its last row."""
    read = [_descending(times[:most]) for times, most in streams if times]
    ends = [_descending(times[:most])[-1] for times, most in streams if len(times) > most]
    if not ends:
        return None
    whole = hour(max(ends)) + HOUR
    return whole if any(times[0] >= whole for times in read) else max(ends)


def hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _upto(rows: Sequence[Row], edge: datetime) -> Sequence[Row]:
    times = _descending([row.at for row in rows])
    return rows[: sum(1 for _at in takewhile(lambda at: at >= edge, times))]


def _descending(times: Sequence[datetime]) -> list[datetime]:
    """Of two at once the later id may have the earlier time: it counts as that of the one below."""
    return list(accumulate(reversed(times), max))[::-1]


def _last(kept: Sequence[Row], had: Sequence[Row], start: int) -> int:
    """Below which the next rows are; of none that are kept, above those that there were."""
    if kept:
        return kept[-1].pk
    return had[0].pk + 1 if had else start


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
