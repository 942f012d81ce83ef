"""Culling: the images of a search one after another, at first those that one has not judged yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from gallery import comparing, results
from gallery.comparing import Pane
from gallery.models import User
from gallery.searches import Search

SIZE = 120
"""Frames of a page and of what is asked for after it."""
BEHIND = 20
"""Frames shown before the one to begin with."""
COUNTED = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """`panes` are a part of the pile that begins with image number `offset` (from 0).

    `total`: of the pile, `is_more`: at least. `is_rest`: without what one has judged.
    """

    wanted: Search
    is_rest: bool
    panes: Sequence[Pane]
    begin: int = 0
    """Of `panes`, the one to begin with."""
    offset: int = 0
    total: int = 0
    is_more: bool = False
    earlier: int | None = None
    """The image before the first of `panes`."""

    @property
    def at(self) -> Pane | None:
        return self.panes[self.begin] if self.panes else None

    @property
    def number(self) -> int:
        return self.offset + self.begin + 1

    @property
    def before(self) -> Pane | None:
        return self.panes[self.begin - 1] if self.begin else None

    @property
    def after(self) -> Pane | None:
        return self.panes[self.begin + 1] if self.begin + 1 < len(self.panes) else None

    @property
    def address(self) -> str:
        return self._address(is_rest=self.is_rest)

    @property
    def other(self) -> str:
        """With what one has judged, or without it again."""
        return self._address(is_rest=not self.is_rest)

    @property
    def can_rest(self) -> bool:
        """A search for verdicts says itself which."""
        return not self.wanted.verdict

    @property
    def picks(self) -> str:
        return self.wanted.but(verdict="pick", by="me").address

    def _address(self, *, is_rest: bool) -> str:
        judged = "" if is_rest or not self.can_rest else urlencode({"judged": 1})
        return "&".join(filter(None, (self.wanted.address, judged)))


def of(wanted: Search, person: User | None, *, is_rest: bool, at: int | None = None) -> Pile:
    """From its first image, or around `at`; where that is judged by now, from the one after it."""
    asked, is_rest = _asked(wanted, is_rest)
    ids = results.ids(asked, person, size=COUNTED + 1)
    begin = _place(ids, at, is_up=asked.order == "oldest")
    if begin is None and at is not None:
        ids = results.ids(asked, person, start=_just_before(at, asked), size=COUNTED + 1)
    begin = begin or 0
    offset = max(0, begin - BEHIND)
    return Pile(
        wanted=wanted,
        is_rest=is_rest,
        panes=_panes(ids[offset : offset + SIZE], person),
        begin=begin - offset,
        offset=offset,
        total=min(len(ids), COUNTED),
        is_more=len(ids) > COUNTED,
        earlier=ids[offset - 1] if offset else None,
    )


def more(wanted: Search, person: User | None, *, is_rest: bool, after: int) -> Pile:
    """What comes after an image."""
    asked, is_rest = _asked(wanted, is_rest)
    ids = results.ids(asked, person, start=after, size=SIZE)
    return Pile(wanted=wanted, is_rest=is_rest, panes=_panes(ids, person), begin=-1)


def _asked(wanted: Search, is_rest: bool) -> tuple[Search, bool]:
    plain = wanted.but(stack="")
    is_rest = is_rest and not wanted.verdict
    return (plain.but(verdict="unjudged") if is_rest else plain), is_rest


def _place(ids: Sequence[int], at: int | None, *, is_up: bool) -> int | None:
    """Of `at`, or of the first after it in the order; None where all are before it."""
    if at is None:
        return 0
    return next((n for n, pk in enumerate(ids) if (pk >= at if is_up else pk <= at)), None)


def _just_before(at: int, wanted: Search) -> int:
    return at - 1 if wanted.order == "oldest" else at + 1


def _panes(ids: Sequence[int], person: User | None) -> list[Pane]:
    return comparing.panes(results.images(ids), person)
