"""What the pages of a share link read. A guest sees their own marks, and of what is said the
threads that they began, with the answers: what the team and other guests think stays there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from django.db.models import Count, Q, QuerySet

from gallery import decisions, shares, threads
from gallery.actors import Actor
from gallery.decisions import Line
from gallery.models import Comment, Event, Guest, Image, Review, Share
from gallery.queries import LONG
from gallery.threads import Said, Thread
from gallery.verdicts import Mark

SIZE = 48
LINES = 50
NO_MARK = Mark()


@dataclass(frozen=True, slots=True)
class Print:
    """An image as a guest sees it: `number` in the collection from 1, their own mark and words."""

    image: Image
    number: int
    mark: Mark
    said: Sequence[Comment] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of prints. `later`: the number of the next one, None on the last."""

    prints: Sequence[Print]
    later: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a guest is."""

    total: int
    marked: int
    kept: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an image stands among the others, by their ids."""

    number: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Log:
    """What happened by a link, newest first. `before`: where older lines begin."""

    lines: Sequence[Line]
    before: int | None


def sheet(share: Share, guest: Guest, page: int = 1) -> Sheet:
    """Four statements at most."""
    first = (page - 1) * SIZE
    items = shares.items(share).select_related("image")
    left_out = (f"image__{name}" for name in LONG)
    some = list(items.defer(*left_out)[first : first + SIZE + 1])
    images = [item.image for item in some[:SIZE]]
    numbered = enumerate(images, start=first + 1)
    drawn = _prints(numbered, images, guest)
    return Sheet(drawn, page + 1 if len(some) > SIZE else None)


def one(share: Share, guest: Guest, image: Image) -> tuple[Print, Place]:
    ids = list(shares.items(share).values_list("image", flat=True))
    at = ids.index(image.pk)
    before, after = ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None
    [drawn] = _prints([(at + 1, image)], [image], guest)
    return drawn, Place(at + 1, before, after)


def tally(share: Share, guest: Guest) -> Tally:
    """One statement for all, one for the guest's own."""
    own = _own(share, guest)
    counts = own.aggregate(marked=Count("pk"), kept=Count("pk", filter=Q(verdict="pick")))
    return Tally(shares.items(share).count(), counts["marked"], counts["kept"])


def picks(share: Share, guest: Guest) -> list[Image]:
    """What the guest picked, in the collection's order."""
    own = set(_own(share, guest).filter(verdict="pick").values_list("image", flat=True))
    items = shares.items(share).filter(image__in=own).select_related("image")
    return [item.image for item in items]


def thread(image: Image, guest: Guest) -> Thread:
    """The threads that the guest began, with all that is answered there."""
    whole = threads.of(image, Actor(guest=guest))
    said = [one for one in whole.said if one.is_own]
    return replace(whole, said=said, stamp=_stamp(said), last=0, new=0)


def log(share: Share, before: int | None = None) -> Log:
    """Everything, with who and when; two statements."""
    is_shown = Q(image=None) | Q(image__private_to=None)
    events = Event.objects.filter(is_shown, share=share).select_related("image").order_by("-pk")
    found = list((events.filter(pk__lt=before) if before else events)[: LINES + 1])
    later = found[LINES - 1].pk if len(found) > LINES else None
    return Log([decisions.line(event) for event in found[:LINES]], later)


def _own(share: Share, guest: Guest) -> QuerySet[Review]:
    here = shares.items(share).order_by().values("image")
    return Review.objects.filter(guest=guest, image__in=here)


def _prints(
    numbered: Iterable[tuple[int, Image]], images: Sequence[Image], guest: Guest
) -> list[Print]:
    rows = Review.objects.filter(guest=guest, image__in=images)
    marks = {row.image_id: Mark(row.verdict, row.stars or 0) for row in rows}
    said: defaultdict[int, list[Comment]] = defaultdict(list)
    own = Comment.objects.filter(guest=guest, image__in=images, removed_at=None)
    for comment in own.order_by("pk"):
        said[comment.image_id].append(comment)
    return [
        Print(image, number, marks.get(image.pk, NO_MARK), said.get(image.pk, ()))
        for number, image in numbered
    ]


def _stamp(said: Sequence[Said]) -> str:
    """Changes with all that is drawn, and tells of nothing else."""
    every = [one.comment for first in said for one in (first, *first.answers)]
    drawn = [(c.pk, c.text, c.resolved_at, c.removed_at) for c in every]
    return sha256(repr(drawn).encode()).hexdigest()[:16]
