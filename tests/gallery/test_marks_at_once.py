"""Counters stay right while many people judge, tag, throw away and restore at the same time."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from gallery import counters, reviews, tags, trash
from gallery.actors import NOBODY, Actor
from gallery.models import Counter, Image, Stale, User
from tests.gallery.test_search import an_image

pytestmark = pytest.mark.django_db(transaction=True)

MARKS = ("all", "tag", "verdict", "stars")


def at_once(*deeds: Callable[[], object]) -> None:
    def do(deed: Callable[[], object]) -> None:
        try:
            deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        for done in [pool.submit(do, deed) for deed in deeds]:
            done.result()


def kept() -> Tally[tuple[str, str]]:
    rows = Counter.objects.filter(facet__in=MARKS).values_list("facet", "value", "count")
    return Tally({(facet, value): count for facet, value, count in rows if count})


def true() -> Tally[tuple[str, str]]:
    shown = list(Image.objects.filter(trashed_at=None).values_list("pk", flat=True))
    marks = Tally((facet, value) for _pk, facet, value in counters.marks(shown))
    return marks + Tally({("all", ""): len(shown)})


def test_no_counter_drifts() -> None:
    images = [an_image("fog") for _ in range(6)]
    late = an_image("fog")
    counters.count([late], -1)
    Stale.objects.create(image=late, is_uncounted=True)
    pks = [image.pk for image in (*images, late)]
    people = [User.objects.create_user(f"person{n}") for n in range(2)]

    def judge(person: User, first: str, second: str) -> None:
        for image in (*images, late):
            reviews.judge(image, Actor(person), verdict=first, stars=3)
            reviews.judge(image, Actor(person), verdict=second, stars=5)

    def throw() -> None:
        for _ in range(4):
            trash.move(pks[::2], None)
            trash.restore(pks, None)

    def label(name: str) -> None:
        for _ in range(4):
            tags.add(f"{name}, both", pks, None)
            tags.remove(name, pks[1:], None)

    at_once(
        lambda: judge(people[0], "pick", "reject"),
        lambda: judge(people[1], "reject", "pick"),
        throw,
        lambda: label("sea"),
        lambda: label("sky"),
        counters.catch_up,
    )
    assert kept() == true()
    assert kept()["tag", "both"] == len(pks)


def test_one_person_has_one_verdict_however_often_it_is_sent_at_once() -> None:
    image = an_image("fog")
    at_once(*(lambda: reviews.judge(image, NOBODY, verdict="pick") for _ in range(8)))
    assert image.reviews.count() == 1
    assert kept() == true()
