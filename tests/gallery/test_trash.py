from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gallery import counters, deeds, results, reviews, tags, trash
from gallery.actors import NOBODY
from gallery.models import Image, Stale, User
from gallery.searches import Search
from tests.gallery.test_reviews import counted
from tests.gallery.test_search import an_image, found
from tests.gallery.test_tags import bulk, done

pytestmark = pytest.mark.django_db


def test_what_is_trashed_is_not_found_and_comes_back_with_all_that_it_had() -> None:
    image, other = an_image("fog", provider="google"), an_image("fog")
    tags.add("sea", [image.pk], None)
    reviews.judge(image, NOBODY, verdict="pick", stars=3)
    ann = User.objects.create_user("ann")
    trash.move([image.pk], ann)
    assert found("") == found("q=fog") == [other.pk]
    assert counted("tag") == counted("verdict") == counted("provider") == {}
    assert results.page(Search(), None).total == 1
    image.refresh_from_db()
    assert image.trashed_by == ann
    trash.restore([image.pk], None)
    assert found("tag=sea&verdict=pick&stars=3&provider=google&q=fog sea") == [image.pk]
    assert (counted("tag"), counted("stars")) == ({"sea": 1}, {"3": 1})
    assert results.page(Search(), None).total == 2


def test_trashing_twice_and_restoring_what_is_there_change_nothing() -> None:
    image = an_image("a").pk
    assert trash.restore([image], None) is None
    trash.move([image], None)
    assert trash.move([image, 99999], None) is None
    assert counted("origin") == {}
    trash.restore([image], None)
    assert trash.restore([image], None) is None
    assert counted("origin") == {"made": 1}


def test_undo_restores_only_what_this_deed_trashed() -> None:
    one, two, three = (an_image("a").pk for _ in range(3))
    deed = done(trash.move([one, two], None))
    trash.move([three], None)
    trash.restore([two], None)
    trash.move([two], None)
    deeds.undo(deed.pk, None)
    assert found("") == [one]


def test_undo_of_restoring_puts_back_as_it_was() -> None:
    ann = User.objects.create_user("ann")
    one, two = an_image("a").pk, an_image("b").pk
    trash.move([one], ann)
    trash.move([two], None)
    before = list(Image.objects.order_by("pk").values("trashed_at", "trashed_by"))
    deed = done(trash.restore([one, two], None))
    deeds.undo(deed.pk, None)
    assert list(Image.objects.order_by("pk").values("trashed_at", "trashed_by")) == before
    assert counted("origin") == {}


def test_what_the_counters_did_not_know_is_never_counted_twice() -> None:
    image = an_image("a")
    counters.count([image], -1)
    Stale.objects.create(image=image, is_uncounted=True)
    trash.move([image.pk], None)
    trash.restore([image.pk], None)
    assert counted("origin") == {}
    trash.move([image.pk], None)
    counters.catch_up()
    assert counted("origin") == {}
    trash.restore([image.pk], None)
    assert counted("origin") == {"made": 1}


def test_many_take_as_many_statements_for_each_2000(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = bulk(24)
    monkeypatch.setattr("gallery.selection.CHUNK", 8)
    spent: list[tuple[int, int]] = []
    for number in (8, 16, 24):
        with CaptureQueriesContext(connection) as moved:
            trash.move(ids[:number], None)
        with CaptureQueriesContext(connection) as restored:
            trash.restore(ids[:number], None)
        spent.append((len(moved), len(restored)))
    for one, two, three in zip(*spent, strict=True):
        assert three - two == two - one <= 5


def test_deeds_are_forgotten_after_a_day() -> None:
    deed = done(trash.move([an_image("a").pk], None))
    deeds.forget()
    deed.refresh_from_db()
    deed.created_at = timezone.now() - deeds.KEPT
    deed.save()
    deeds.forget()
    with pytest.raises(deeds.TooLateError):
        deeds.undo(deed.pk, None)
