"""A survey: images of which one after another is taken out, until the last one is picked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from urllib.parse import urlencode

from django.http import QueryDict

from gallery import comparing, reviews
from gallery.actors import Actor
from gallery.comparing import SURVEYED, Pane
from gallery.models import Image, Review, User


@dataclass(frozen=True)
class Survey:
    """`panes` of all that were asked for; `out` the ids of those taken out, the last one last."""

    panes: Sequence[Pane]
    out: tuple[int, ...]

    @cached_property
    def left(self) -> list[Pane]:
        return [pane for pane in self.panes if pane.image.pk not in self.out]

    @cached_property
    def gone(self) -> list[Pane]:
        known = {pane.image.pk: pane for pane in self.panes}
        return [known[pk] for pk in self.out]

    @property
    def is_won(self) -> bool:
        """One is left, and picked."""
        return len(self.left) == 1 and self.left[0].mark.verdict == Review.Verdict.PICK

    @property
    def columns(self) -> int:
        return comparing.columns([pane.image for pane in self.left])

    @property
    def rows(self) -> int:
        return ceil(len(self.left) / self.columns)

    @property
    def address(self) -> str:
        """Ready to have one more put out: `images=…&out=…&out=`."""
        return urlencode([("images", p.image.pk) for p in self.panes] + self._outs(self.out))

    @property
    def back(self) -> str:
        """The address before the last one was taken out."""
        return urlencode([("images", p.image.pk) for p in self.panes] + self._outs(self.out[:-1]))

    @property
    def compared(self) -> str:
        """What is asked of compare, '' where more are left than fit."""
        is_few = 1 < len(self.left) <= comparing.COMPARED
        return urlencode([("images", p.image.pk) for p in self.left]) if is_few else ""

    def _outs(self, pks: Iterable[int]) -> list[tuple[str, int]]:
        return [("out", pk) for pk in pks]


def of(data: QueryDict, person: User | None) -> Survey:
    """Two statements."""
    images = comparing.images(comparing.asked(data.getlist("images"), SURVEYED), person)
    known = {image.pk for image in images}
    out = [pk for pk in comparing.asked(data.getlist("out"), SURVEYED) if pk in known]
    return Survey(comparing.panes(images, person), tuple(out[: max(0, len(images) - 1)]))


def settle(winner: Image, losers: Sequence[Image], person: User | None) -> None:
    """Pick the one, reject the others."""
    reviews.judge(winner, Actor(person), verdict=Review.Verdict.PICK)
    for loser in losers:
        if loser != winner:
            reviews.judge(loser, Actor(person), verdict=Review.Verdict.REJECT)
