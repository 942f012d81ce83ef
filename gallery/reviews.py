"""Verdicts and stars: what a person says of an image."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from gallery import counters, events, held, verdicts
from gallery.actors import Actor
from gallery.counters import Key
from gallery.held import Held
from gallery.models import MAX_STARS, Event, Image, Review


def judge(
    image: Image, by: Actor, *, verdict: str | None = None, stars: int | None = None
) -> Review | None:
    """Say it; None leaves a part as it is, "" and 0 take it back. None where nothing is said.

    What is said twice changes nothing and is told once, so that it may be sent again.
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
        own = next((review for review in before if verdicts.is_by(review, by)), None)
        said_before = _said(before)
        review = own or Review(image=image, **by.columns)
        changed = _say(review, verdict, stars)
        if changed:
            others = [other for other in before if other is not own]
            _count(rows[0], said_before, _said([*others, review]))
            events.happened(Event.Kind.VERDICT, by, image=image, **changed)
    return review if _is_said(review) else None


def _say(review: Review, verdict: str | None, stars: int | None) -> dict[str, Any]:
    """What of it is new."""
    changed: dict[str, Any] = {}
    if verdict is not None and verdict != review.verdict:
        changed["verdict"] = review.verdict = verdict
    if stars is not None and stars != (review.stars or 0):
        changed["stars"] = stars
        review.stars = stars or None
    if changed and _is_said(review):
        review.save()
    elif changed and review.pk:
        review.delete()
    return changed


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
