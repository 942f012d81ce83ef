"""What is said of an image as it is drawn, and up to where each person has read it. Reading only,
but for `read`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from gallery import comments
from gallery.actors import Actor
from gallery.models import Comment, Image, Read, User
from gallery.pins import Pin


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as one sees it, with its answers. `is_new`: others said it since one has read."""

    comment: Comment
    is_own: bool
    is_new: bool
    answers: Sequence[Said] = ()

    @property
    def pin(self) -> Pin | None:
        return Pin.at(self.comment)

    @property
    def is_removed(self) -> bool:
        return self.comment.removed_at is not None

    @property
    def is_resolved(self) -> bool:
        return self.comment.resolved_at is not None


@dataclass(frozen=True, slots=True)
class Thread:
    """`stamp` changes with all that is drawn of it, `last` is the id to have read it up to."""

    image: Image
    said: Sequence[Said]
    stamp: str
    last: int
    new: int

    @property
    def pins(self) -> list[Said]:
        """Those on the picture, by number."""
        pinned = [said for said in self.said if said.pin and not said.is_removed]
        return sorted(pinned, key=lambda said: said.comment.number or 0)

    @property
    def resolved(self) -> int:
        return sum(said.is_resolved and not said.is_removed for said in self.said)

    def find(self, pk: str | None) -> Said | None:
        """One of them by its id as it is typed."""
        every = (one for said in self.said for one in (said, *said.answers))
        return next((said for said in every if str(said.comment.pk) == pk), None)


def of(image: Image, by: Actor, removed: int | None = None) -> Thread:
    """Without what was removed, but for what is answered and for `removed`, which may come back.

    Statements: one for an image without comments, else three.
    """
    rows = list(
        Comment.objects.filter(image=image)
        .select_related("author", "guest")
        .prefetch_related("mentions")
    )
    upto = _read(image, by.person) if rows else 0
    answers: defaultdict[int | None, list[Said]] = defaultdict(list)
    for row in rows:
        if row.answers_id and (row.removed_at is None or row.pk == removed):
            answers[row.answers_id].append(_seen(row, by, upto))
    firsts = [row for row in rows if row.answers_id is None]
    shown = [_seen(row, by, upto, answers[row.pk]) for row in firsts]
    said = [one for one in shown if not one.is_removed or one.answers or one.comment.pk == removed]
    every = [one for first in said for one in (first, *first.answers)]
    last = max((row.pk for row in rows), default=0)
    return Thread(image, said, _stamp_of(rows), last, sum(one.is_new for one in every))


def stamp(image: Image) -> str:
    """As in `Thread`; one statement."""
    found = Comment.objects.filter(image=image).aggregate(
        last=Max("pk"),
        here=Count("pk", filter=Q(removed_at=None)),
        edited=Max("edited_at"),
        resolved=Max("resolved_at"),
        resolutions=Count("resolved_at"),
    )
    return _stamp(*found.values())


def read(image: Image, person: User | None, upto: int) -> None:
    """A person knows the thread up to this comment; never less than before."""
    said = Comment.objects.filter(image=image, pk__lte=upto)
    last = said.aggregate(last=Max("pk"))["last"]
    if last is None:
        return
    row, is_made = Read.objects.get_or_create(
        image=image, person=person, defaults={"comment": last}
    )
    if not is_made and row.comment < last:
        Read.objects.filter(pk=row.pk, comment__lt=last).update(comment=last)


def _read(image: Image, person: User | None) -> int:
    known = Read.objects.filter(image=image, person=person).values_list("comment", flat=True)
    return known.first() or 0


def _seen(row: Comment, by: Actor, upto: int, answers: Sequence[Said] = ()) -> Said:
    is_own = comments.is_by(row, by)
    is_new = row.pk > upto and not is_own and row.removed_at is None
    return Said(row, is_own, is_new, answers)


def _stamp_of(rows: Sequence[Comment]) -> str:
    edited = [row.edited_at for row in rows if row.edited_at]
    resolved = [row.resolved_at for row in rows if row.resolved_at]
    here = sum(row.removed_at is None for row in rows)
    last = max((row.pk for row in rows), default=None)
    ends = (max(edited, default=None), max(resolved, default=None))
    return _stamp(last, here, *ends, len(resolved))


def _stamp(
    last: int | None, here: int, edited: datetime | None, resolved: datetime | None, done: int
) -> str:
    times = (f"{time.timestamp():.6f}" if time else "0" for time in (edited, resolved))
    return "-".join((str(last or 0), str(here), *times, str(done)))
