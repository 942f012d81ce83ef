"""Which images an act is for: those that are ticked, or all of a search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import QueryDict

from gallery import results
from gallery.models import Image, User
from gallery.searches import Search

MOST_TICKED = 10_000
MOST = 50_000
"""Images of one act, which is one transaction."""
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Selection:
    """Images by id, or all that a search finds; only what `person` may see."""

    person: User | None
    ticked: tuple[int, ...] = ()
    search: Search | None = None
    is_own: bool = False
    """Only those that `person` made or brought."""

    def ids(self, limit: int = MOST) -> list[int]:
        """Of what is in the gallery, newest first; one statement, or two."""
        found = self.ticked
        if self.search is not None:
            found = tuple(results.ids(self.search.but(order=""), self.person, size=limit))
            if not self.is_own:
                return list(found)
        return _seen(found, self._images().filter(trashed_at=None))[:limit]

    def trashed(self, limit: int = MOST) -> list[int]:
        """The same of what is in the trash, where "all" is all there is."""
        images = self._images().filter(trashed_at__isnull=False)
        if self.search is None:
            return _seen(self.ticked, images)[:limit]
        return list(images.order_by("-pk").values_list("pk", flat=True)[:limit])

    def _images(self) -> QuerySet[Image]:
        images = Image.objects.filter(may_see(self.person))
        return images.filter(made_by=self.person) if self.is_own else images


def of(data: QueryDict, person: User | None) -> Selection:
    """From `images`, repeated or with commas, or from `all=1` and a search: its address as
    `search`, or its own parameters.
    """
    if data.get("all") == "1":
        wanted = Search.parse(data.get("search", "")) if "search" in data else Search.of(data)
        return Selection(person, search=wanted.but(order="", stack=""))
    words = ",".join(data.getlist("images")).split(",", MOST_TICKED)[:MOST_TICKED]
    return Selection(person, tuple(sorted({int(w) for w in words if _is_id(w)}, reverse=True)))


def may_see(person: User | None) -> Q:
    """Of images: those of the team, and a person's own private ones.

    Said as what they are not: nearly all are private to nobody, and no database is to begin
    with an index that finds so many.
    """
    private = Q(private_to__isnull=False)
    return ~(private & ~Q(private_to=person)) if person else ~private


def chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _seen(ids: Sequence[int], images: QuerySet[Image]) -> list[int]:
    found = images.filter(pk__among=ids).order_by("-pk")
    return list(found.values_list("pk", flat=True))


def _is_id(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= 18
