"""Verdicts and stars: what a person says of an image."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable

from django.db import transaction

from gallery import counters, held
from gallery.counters import Key
from gallery.held import Held
from gallery.models import MAX_STARS, Image, Review, User


def judge(
    image: Image, person: User | None, *, verdict: str | None = None, stars: int | None = None
) -> Review | None:
    """Say it; None leaves a part as it is, "" and 0 take it back. None where nothing is said.

    ValueError where there is no such verdict or number of stars.
    """
    if verdict is not None and verdict not in Review.Verdict.values:
        raise ValueError(verdict)
    if stars is not None and not 0 <= stars <= MAX_STARS:
        raise ValueError(stars)
    with transaction.atomic():
        rows = held.lock([image.pk])
        if not rows:
            return None
        before = list(Review.objects.filter(image=image))
        own = next((review for review in before if _is_by(review, person)), None)
        said_before = _said(before)
        review = _say(own or Review(image=image, person=person), verdict, stars)
        others = [other for other in before if other is not own]
        _count(rows[0], said_before, _said([*others, review]))
    return review if _is_said(review) else None


def _is_by(review: Review, person: User | None) -> bool:
    return review.guest_id is None and review.person_id == (person.pk if person else None)


def _say(review: Review, verdict: str | None, stars: int | None) -> Review:
    if verdict is not None:
        review.verdict = verdict
    if stars is not None:
        review.stars = stars or None
    if _is_said(review):
        review.save()
    elif review.pk:
        review.delete()
    return review


def _is_said(review: Review) -> bool:
    return bool(review.verdict) or review.stars is not None


def _said(reviews: Iterable[Review]) -> set[tuple[str, str]]:
    """(facet, value) of an image: each verdict once, and the best stars."""
    reviews = list(reviews)
    found = {("verdict", review.verdict) for review in reviews if review.verdict}
    stars = [review.stars for review in reviews if review.stars is not None]
    return found | ({("stars", str(max(stars)))} if stars else set())


def _count(image: Held, before: set[tuple[str, str]], after: set[tuple[str, str]]) -> None:
    if not image.is_counted:
        return
    differences = Tally(Key(image.scope, *mark) for mark in after)
    differences.subtract(Key(image.scope, *mark) for mark in before)
    counters.add(differences)
