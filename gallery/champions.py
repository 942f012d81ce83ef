"""One image after another challenges the champion: out of a list, or of what a search finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from gallery import comparing, results
from gallery.models import Image, User
from gallery.searches import Search

LISTED = 200


@dataclass(frozen=True, slots=True)
class Bout:
    """Where it stands. `of` all ids in their turn; `against` None where the last one is through.

    `was` the champions that lost their place, the last one last; `source` is the part of the
    address that names the ids.
    """

    of: Sequence[int]
    champion: int
    against: int | None
    was: tuple[int, ...]
    source: tuple[tuple[str, str], ...]

    @property
    def turn(self) -> int:
        """The number of the challenger, from 1; that of the last one at the end."""
        return self._at if self.against else len(self.of) - 1

    @property
    def turns(self) -> int:
        return len(self.of) - 1

    @property
    def next(self) -> int | None:
        """The challenger after this one."""
        later = self.of[self._at + 1 :]
        return later[0] if later else None

    @property
    def keep(self) -> str:
        """The address where the champion has stayed."""
        return self._address(self.champion, self.next, self.was)

    @property
    def crown(self) -> str:
        """The address where the challenger is the champion."""
        if self.against is None:
            return self.keep
        return self._address(self.against, self.next, (*self.was, self.champion))

    @property
    def back(self) -> str:
        """The address before the last choice, '' at the beginning."""
        former = self.of[self._at - 1]
        if former != self.champion:
            return self._address(self.champion, former, self.was)
        return self._address(self.was[-1], former, self.was[:-1]) if self.was else ""

    @property
    def here(self) -> str:
        return self._address(self.champion, self.against, self.was)

    @property
    def again(self) -> str:
        """The address of the beginning."""
        return self._address(self.of[0], self.of[1], ())

    @property
    def _at(self) -> int:
        return self.of.index(self.against) if self.against else len(self.of)

    def _address(self, champion: int, against: int | None, was: Sequence[int]) -> str:
        place = [("champion", champion), ("against", against or 0)]
        trail = [("was", ",".join(map(str, was)))] if was else []
        return urlencode([*self.source, *place, *trail])


def of(data: QueryDict, person: User | None) -> Bout | None:
    """As an address tells it; None where there are no two images. Two statements at most."""
    source, pks = _listed(data, person)
    if len(pks) < 2:
        return None
    champion = _one(data.get("champion"), pks, pks[0])
    against = None if data.get("against") == "0" else _one(data.get("against"), pks, pks[1])
    if against == champion:
        champion, against = pks[0], pks[1]
    was = comparing.asked([data.get("was", "")], LISTED)
    return Bout(pks, champion, against, tuple(pk for pk in was if pk in pks), source)


def _listed(
    data: QueryDict, person: User | None
) -> tuple[tuple[tuple[str, str], ...], Sequence[int]]:
    if "search" in data:
        wanted = Search.parse(data.get("search", "")).but(stack="")
        return (("search", wanted.address),), results.ids(wanted, person, size=LISTED)
    asked = comparing.asked(data.getlist("images"), LISTED)
    pks = [image.pk for image in comparing.images(asked, person)]
    return (("images", ",".join(map(str, pks))),), pks


def shown(bout: Bout, person: User | None) -> list[Image]:
    """The champion and who is against it; one statement."""
    pks = [bout.champion, *([bout.against] if bout.against else [])]
    return comparing.images(pks, person)


def _one(word: str | None, among: Sequence[int], otherwise: int) -> int:
    found = comparing.asked([word or ""], 1)
    return found[0] if found and found[0] in among else otherwise
