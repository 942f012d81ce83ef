from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gallery import counters, reviews, verdicts
from gallery.actors import NOBODY, Actor
from gallery.models import Collection, Counter, Event, Guest, Image, Review, Share, Stale, User
from tests.gallery.test_search import an_image

pytestmark = pytest.mark.django_db


def counted(facet: str, person: User | None = None) -> dict[str, int]:
    return {choice.value: choice.images for choice in counters.choices(facet, person)}


def test_a_verdict_and_stars_are_said_changed_and_taken_back() -> None:
    image = an_image("a")
    reviews.judge(image, NOBODY, verdict="pick")
    reviews.judge(image, NOBODY, stars=4)
    review = Review.objects.get()
    assert (review.verdict, review.stars) == ("pick", 4)
    assert (counted("verdict"), counted("stars")) == ({"pick": 1}, {"4": 1})
    reviews.judge(image, NOBODY, verdict="reject", stars=2)
    assert (counted("verdict"), counted("stars")) == ({"reject": 1}, {"2": 1})
    reviews.judge(image, NOBODY, verdict="", stars=0)
    assert not Review.objects.exists()
    assert (counted("verdict"), counted("stars")) == ({}, {})


def test_an_image_counts_once_for_a_verdict_and_for_its_best_stars() -> None:
    image = an_image("a")
    ann, bob = (User.objects.create_user(name) for name in ("ann", "bob"))
    reviews.judge(image, Actor(ann), verdict="pick", stars=2)
    reviews.judge(image, Actor(bob), verdict="pick", stars=5)
    assert (counted("verdict"), counted("stars")) == ({"pick": 1}, {"5": 1})
    reviews.judge(image, Actor(bob), verdict="", stars=0)
    assert (counted("verdict"), counted("stars")) == ({"pick": 1}, {"2": 1})


def test_what_the_counters_do_not_know_is_counted_when_they_learn_of_it() -> None:
    trashed, new, upload = an_image("a"), an_image("b"), an_image("c", origin="uploaded")
    Image.objects.filter(pk=trashed.pk).update(trashed_at=timezone.now())
    Stale.objects.create(image=new, is_uncounted=True)
    counters.count([new], -1)
    for image in (trashed, new, upload):
        reviews.judge(image, NOBODY, verdict="pick")
    assert counted("verdict") == {}
    counters.catch_up()
    assert counted("verdict") == {"pick": 1}


def test_what_only_one_sees_is_counted_for_that_one() -> None:
    ann = User.objects.create_user("ann")
    reviews.judge(an_image("a", private_to=ann), Actor(ann), verdict="pick")
    assert (counted("verdict"), counted("verdict", ann)) == ({}, {"pick": 1})


def test_a_verdict_takes_few_statements(django_assert_max_num_queries: Any) -> None:
    image = an_image("a")
    with django_assert_max_num_queries(8):
        reviews.judge(image, NOBODY, verdict="pick")


def test_each_change_is_an_event_and_what_is_said_twice_is_none() -> None:
    image = an_image("a")
    for said in ({"verdict": "pick"}, {"verdict": "pick"}, {"verdict": "", "stars": 3}):
        reviews.judge(image, NOBODY, **said)
    reviews.judge(image, NOBODY, verdict="", stars=3)
    events = Event.objects.order_by("pk").values_list("kind", "image", "data")
    assert list(events) == [
        ("verdict", image.pk, {"verdict": "pick"}),
        ("verdict", image.pk, {"verdict": "", "stars": 3}),
    ]


def test_a_mark_is_ones_own_and_the_team_is_summed(django_assert_num_queries: Any) -> None:
    image, other = an_image("a"), an_image("b")
    ann, bob, cid = (Actor(User.objects.create_user(name)) for name in ("ann", "bob", "cid"))
    link = Share.objects.create(collection=Collection.objects.create(name="Picks"), seed="t")
    guest = Actor(guest=Guest.objects.create(share=link, key="k", name="Gus"))
    reviews.judge(image, ann, verdict="pick", stars=5)
    reviews.judge(image, bob, verdict="reject", stars=4)
    reviews.judge(image, guest, verdict="pick")
    reviews.judge(other, ann, verdict="pick")
    with django_assert_num_queries(1):
        marks = verdicts.of([image, other], bob)
    assert (marks[image.pk].verdict, marks[image.pk].stars) == ("reject", 4)
    assert str(marks[image.pk].team) == "2 of 3 pick, 4.5 stars"
    assert (marks[other.pk].verdict, str(marks[other.pk].team)) == ("", "1 of 1 pick")
    assert verdicts.of([other], ann)[other.pk].team is None
    assert verdicts.of([image], guest)[image.pk].verdict == "pick"
    assert verdicts.of([image], cid)[image.pk].verdict == ""
    assert Event.objects.get(guest=guest.guest).share == link


@pytest.mark.parametrize("wrong", [{"verdict": "best"}, {"stars": 6}, {"stars": -1}])
def test_there_are_no_other_verdicts(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=str(*wrong.values())):
        reviews.judge(an_image("a"), NOBODY, **wrong)
    assert not Counter.objects.filter(facet__in=["verdict", "stars"]).exists()


def test_a_verdict_is_said_over_the_address(client: Client) -> None:
    image = an_image("a")
    address = f"/gallery/{image.pk}/verdict/"
    assert client.post(address, {"verdict": "pick"}).headers["Location"] == f"/gallery/{image.pk}/"
    assert client.post(address, {"stars": "3"}, headers={"HX-Request": "true"}).status_code == 204
    review = Review.objects.get()
    assert (review.verdict, review.stars) == ("pick", 3)
    for wrong in ({"verdict": "best"}, {"stars": "6"}, {"stars": "x"}, {"stars": ""}):
        assert client.post(address, wrong).status_code == 400
    assert client.get(address).status_code == 405
    assert client.post("/gallery/999999/verdict/", {"verdict": "pick"}).status_code == 404


def test_nobody_judges_what_only_another_sees(client: Client) -> None:
    image = an_image("a", private_to=User.objects.create_user("ann"))
    assert client.post(f"/gallery/{image.pk}/verdict/", {"verdict": "pick"}).status_code == 404
