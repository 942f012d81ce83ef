"""Which mark a frame wears: what somebody said of the image, and beside it what all say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery.actors import Actor
from gallery.models import Image, Review

RINGS = ("ring-a", "ring-b", "ring-c")
STROKES = ("out-a", "out-b")


@dataclass(frozen=True, slots=True)
class Team:
    """What several people say of an image: `judges` of a verdict, `mean` stars of `raters`."""

    picks: int = 0
    judges: int = 0
    mean: float = 0.0
    raters: int = 0

    def __str__(self) -> str:
        """`3 of 4 pick, 4.3 stars`."""
        words = []
        if self.judges:
            numbers = {"picks": self.picks, "judges": self.judges}
            words.append(_("%(picks)d of %(judges)d pick") % numbers)
        if self.raters:
            stars = f"{self.mean:.1f}".removesuffix(".0")
            words.append(ngettext("%(n)s star", "%(n)s stars", self.mean) % {"n": stars})
        return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Mark:
    """One's own: `verdict` "pick", "reject" or "", `stars` 0 to 5. `team` where others judged."""

    verdict: str = ""
    stars: int = 0
    team: Team | None = None


def of(images: Iterable[Image], by: Actor) -> dict[int, Mark]:
    """The marks of those that have one, by id; one statement."""
    return {pk: mark(reviews, by) for pk, reviews in said(images).items()}


def said(images: Iterable[Image]) -> dict[int, list[Review]]:
    """What is said of each of which anything is, by id; one statement."""
    found: defaultdict[int, list[Review]] = defaultdict(list)
    for review in Review.objects.filter(image__in=[image.pk for image in images]):
        found[review.image_id].append(review)
    return dict(found)


def mark(reviews: Iterable[Review], by: Actor) -> Mark:
    """Of one image, from all that is said of it."""
    reviews = list(reviews)
    own = next((review for review in reviews if is_by(review, by)), None)
    team = _team(reviews) if any(review is not own for review in reviews) else None
    return Mark(own.verdict, own.stars or 0, team) if own else Mark(team=team)


def is_by(review: Review, by: Actor) -> bool:
    person, guest = (one.pk if one else None for one in (by.person, by.guest))
    return (review.person_id, review.guest_id) == (person, guest)


def drawing(pk: int, verdict: str) -> str:
    """The name of its drawing; one image always wears the same."""
    variants = {"pick": RINGS, "reject": STROKES}.get(verdict, ())
    return variants[pk % len(variants)] if variants else ""


def _team(reviews: Iterable[Review]) -> Team:
    given = [review.verdict for review in reviews if review.verdict]
    stars = [review.stars for review in reviews if review.stars is not None]
    mean = sum(stars) / len(stars) if stars else 0.0
    return Team(given.count(Review.Verdict.PICK), len(given), mean, len(stars))
