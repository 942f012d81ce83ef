"""A page of the gallery as it is drawn: images with their marks, stacks and matched words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from gallery import excerpts, results, verdicts
from gallery.actors import Actor
from gallery.excerpts import Bit
from gallery.models import Image, User
from gallery.results import Page
from gallery.searches import Search
from gallery.verdicts import Mark

ROWS = {"large": 352, "medium": 240, "small": 144}
"""Pixels of a row by density."""
DENSITY = "proofsheet_density"
"""The cookie that keeps it."""


@dataclass(frozen=True, slots=True)
class Grid:
    """`density` one of ROWS."""

    wanted: Search
    page: Page
    marks: Mapping[int, Mark]
    density: str
    is_later: bool = False
    """An address with a place was asked for."""
    excerpts: Mapping[int, Sequence[Bit]] = field(default_factory=dict)
    """What a search for words found, by image."""

    cookie: ClassVar[str] = DENSITY

    @property
    def images(self) -> list[Image]:
        return self.page.images

    @property
    def is_first(self) -> bool:
        return self.page.newer is None

    @property
    def total(self) -> int | None:
        """How many the search finds, where that is known."""
        is_whole = self.is_first and self.page.older is None
        return len(self.images) if is_whole else self.page.total

    @property
    def is_blank(self) -> bool:
        """There is no image at all, whatever one asks for."""
        return not (self.images or self.wanted.is_filtered)

    @property
    def older(self) -> str:
        """The address of the next page, '' on the last."""
        return self._at("before", self.page.older)

    @property
    def newer(self) -> str:
        return self._at("after", self.page.newer)

    def _at(self, name: str, pk: int | None) -> str:
        if pk is None:
            return ""
        return "&".join(filter(None, (self.wanted.address, f"{name}={pk}")))


def of(wanted: Search, person: User | None, place: Mapping[str, int], density: str = "") -> Grid:
    """The page `before` or `after` an image, or with it as the first (`at`).

    Statements: those of `results.page`, one for marks, and those of `excerpts.found`.
    """
    before = place.get("before")
    if "at" in place:
        before = place["at"] + (-1 if wanted.order == "oldest" else 1)
    page = results.page(wanted, person, before=before, after=place.get("after"))
    return Grid(
        wanted,
        page,
        verdicts.of(page.images, Actor(person)) if page.images else {},
        density if density in ROWS else "medium",
        bool(place),
        excerpts.found(page.images, wanted.terms),
    )
