"""What happened since somebody was here."""

from __future__ import annotations

import gc
import weakref
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from gallery import activity, bar, collections, comments, events, gathering, reviews
from gallery.activity import Place, Wanted
from gallery.actors import NOBODY, Actor
from gallery.gathering import Line
from gallery.models import Event, Guest, Image, Share, User
from gallery.pins import Pin
from studio import sessions
from tests import teams
from tests.gallery.test_comments import an_actor
from tests.gallery.test_search import an_image

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)


@pytest.fixture
def ann() -> Actor:
    return an_actor("ann")


@pytest.fixture
def bob() -> Actor:
    return an_actor("bob")


def person(who: Actor) -> User:
    assert who.person
    return who.person


def lines(who: Actor, **wanted: Any) -> list[Line]:
    return list(gathering.page(who.person, Wanted(**wanted), None).lines)


def told(who: Actor, **wanted: Any) -> list[str]:
    found = lines(who, **wanted)
    return [
        f"{line.who} {line.told} {line.collection or line.session_name}".strip()
        if line.collection or line.session
        else f"{line.who} {line.told}"
        for line in found
    ]


def at(row: Image | Event, time: datetime) -> None:
    type(row).objects.filter(pk=row.pk).update(created_at=time)


def verdict(image: Image | None, by: Actor, time: datetime) -> None:
    at(events.happened("verdict", by, image=image, verdict="pick"), time)


# How it is told


def test_images_of_one_person_session_and_hour_are_one_line(ann: Actor, bob: Actor) -> None:
    session = sessions.begin(ann.person)
    sessions.rename(session, "Harbour festival")
    for minute in (0, 5, 29, 40):
        at(an_image(made_by=ann.person, session=str(session.pk)), NOON + timedelta(minutes=minute))
    at(an_image(made_by=bob.person), NOON)
    at(an_image(made_by=bob.person, origin="imported"), NOON)
    assert sorted(told(bob)) == [
        "ann made 1 image Harbour festival",
        "ann made 3 images Harbour festival",
        "bob brought 1 image",
        "bob made 1 image",
    ]
    assert told(bob)[0] == "ann made 1 image Harbour festival"


def test_a_strip_holds_six_and_says_how_many_more(ann: Actor) -> None:
    for _ in range(9):
        at(an_image(made_by=ann.person), NOON)
    (line,) = lines(ann)
    assert (len(line.images), line.more) == (6, 3)


def test_verdicts_of_an_hour_are_summed_by_what_was_said_last(ann: Actor, bob: Actor) -> None:
    one, two, three = (an_image(made_by=ann.person) for _ in range(3))
    reviews.judge(one, bob, verdict="pick")
    reviews.judge(one, bob, verdict="reject")
    reviews.judge(two, bob, stars=4)
    reviews.judge(three, bob, verdict="pick")
    Event.objects.update(created_at=NOON)
    (line,) = lines(ann, kind="verdicts")
    assert line.told == "judged 3 images: 1 picked, 1 rejected, 1 with stars"
    assert set(line.images) == {one, two, three}


def test_comments_are_told_with_their_words_while_they_are_there(ann: Actor, bob: Actor) -> None:
    image = an_image(made_by=ann.person)
    kept = comments.say(image, bob, "darker", pin=Pin(0.5, 0.5))
    gone = comments.say(image, bob, "secret")
    comments.remove(gone)
    Event.objects.update(created_at=NOON)
    (line,) = lines(ann, kind="comments")
    assert (line.told, line.said) == ("commented 2 times", [kept])


def test_collections_and_guests_are_told(ann: Actor) -> None:
    images = [an_image(made_by=ann.person) for _ in range(2)]
    kept = collections.make("Harbour", ann, images=[image.pk for image in images])
    collections.decide(kept, "in_review", ann)
    share = Share.objects.create(collection=kept, seed="t")
    guest = Actor(guest=Guest.objects.create(share=share, key="k", name="Lena"))
    events.happened("visited", guest)
    reviews.judge(images[0], guest, verdict="pick")
    Event.objects.update(created_at=NOON)
    assert sorted(told(ann, collection=kept.pk)) == sorted(
        [
            "ann made the collection Harbour", "ann added 2 images Harbour",
            "ann set it to “in review” Harbour", "Lena came Harbour", "Lena picked Harbour",
            "ann made 2 images",
        ]
    )  # fmt: skip
    assert sorted(told(ann, person="guests")) == ["Lena came Harbour", "Lena picked Harbour"]
    assert told(ann, person="guests", kind="verdicts") == ["Lena picked Harbour"]
    assert told(ann, person=str(person(ann).pk), kind="verdicts") == []
    assert all(line.is_guest for line in lines(ann, person="guests"))


def test_what_is_private_to_others_or_gone_is_not_told(ann: Actor, bob: Actor) -> None:
    image = an_image(made_by=ann.person, private_to=ann.person)
    reviews.judge(image, ann, verdict="pick")
    comments.say(image, ann, "secret")
    collections.make("Harbour", ann, images=[image.pk])
    assert {line.told for line in lines(ann)} >= {"made 1 image", "picked", "commented"}
    seen = lines(bob)
    assert {line.told for line in seen} == {"made the collection", "added 1 image"}
    assert not any(line.images or line.said for line in seen)
    assert activity.count(bob.person) == 2
    image.delete()
    assert {line.told for line in lines(ann)} == {"made the collection", "added 1 image"}


# Since when, and how many


def test_new_is_what_others_did_since(ann: Actor, bob: Actor) -> None:
    image = an_image(made_by=ann.person)
    at(image, NOON)
    verdict(image, bob, NOON + timedelta(minutes=1))
    User.objects.update(date_joined=NOON - timedelta(days=1))
    hers = User.objects.get(username="ann")
    assert activity.count(hers) == 1
    page = gathering.page(hers, Wanted(), activity.since_of(hers))
    assert [(line.who, line.is_new) for line in page.lines] == [("bob", True), ("ann", False)]
    assert page.edge is None
    activity.see(hers, NOON + timedelta(seconds=30))
    activity.see(hers, NOON)
    hers.refresh_from_db()
    page = gathering.page(hers, Wanted(), activity.since_of(hers))
    assert page.edge == 1
    activity.see(hers, NOON + timedelta(hours=1))
    hers.refresh_from_db()
    assert activity.count(hers) == 0


def test_the_page_marks_itself_as_seen(settings: Any) -> None:
    teams.require_login(settings)
    ann, bob = teams.person("viewer", "ann"), teams.person("maker", "bob")
    image = an_image(made_by=bob)
    client = teams.signed_in(ann)
    html = client.get("/activity/").content.decode()
    assert 'aria-label="Activity, 1 new"' in html
    assert 'hx-trigger="intersect once"' in html
    upto = timezone.now()
    answer = client.post(
        "/activity/seen/", {"upto": upto.isoformat()}, headers={"HX-Request": "true"}
    )
    assert 'aria-label="Activity"' in answer.content.decode()
    reviews.judge(image, Actor(person=bob), verdict="pick")
    html = client.get("/activity/").content.decode()
    assert 'aria-label="Activity, 1 new"' in html
    assert html.index("picked") < html.index("You were here") < html.index("made 1 image")
    assert client.post("/activity/seen/", {"upto": "2999-01-01T00:00:00Z"}).status_code == 303
    ann.refresh_from_db()
    assert ann.seen_at is not None
    assert ann.seen_at <= timezone.now()
    assert "Nothing new since you were here" in client.get("/activity/").content.decode()


def test_while_login_is_off_a_cookie_knows(client: Client) -> None:
    an_image()
    html = client.get("/activity/").content.decode()
    assert "Made 1 image" in html
    assert "You were here" not in html
    client.post("/activity/seen/", {"upto": "nonsense"})
    assert "Nothing new since you were here" in client.get("/activity/").content.decode()
    client.cookies["proofsheet_seen"] = "nonsense"
    assert client.get("/activity/?before=x&person=y&collection=z&kind=q").status_code == 200


# Pages


def test_pages_end_between_hours_and_lose_nothing(
    ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "EVENTS", 7)
    monkeypatch.setattr(activity, "IMAGES", 5)
    made = [an_image(made_by=ann.person) for _ in range(20)]
    for number, image in enumerate(made):
        at(image, NOON + timedelta(minutes=13 * number))
        for _ in range(3):
            # Now and then the later id has the earlier time.
            verdict(image, ann, NOON + timedelta(minutes=13 * number - number % 2))
    images, rows, before, pages = [], [], None, 0
    while True:
        found = activity.find(ann.person, Wanted(), before)
        images += [row.pk for row in found.made]
        rows += [row.pk for row in found.happened]
        pages += 1
        if found.older is None:
            break
        before = Place.parse(str(found.older))
    assert images == [image.pk for image in reversed(made)]
    assert rows == list(Event.objects.order_by("-pk").values_list("pk", flat=True))
    assert 6 < pages < 30


def test_a_long_page_ends_after_so_many_lines(ann: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "LINES", 4)
    for number in range(10):
        verdict(an_image(made_by=None), ann, NOON + timedelta(hours=number))
    at_first = gathering.page(ann.person, Wanted(kind="verdicts"), None)
    assert len(at_first.lines) == 4
    seen, before = len(at_first.lines), at_first.older
    while before:
        page = gathering.page(ann.person, Wanted(kind="verdicts"), None, before)
        seen, before = seen + len(page.lines), page.older
    assert seen == 10


def test_few_statements_also_with_many_events(
    ann: Actor, bob: Actor, django_assert_max_num_queries: Any
) -> None:
    images = [an_image(made_by=ann.person) for _ in range(50)]
    kept = collections.make("Harbour", ann, images=[images[0].pk])
    Event.objects.bulk_create(
        (
            Event(kind="verdict", person=bob.person, name="bob", image=images[n % 50],
                  data={"verdict": "pick"})
            for n in range(20_000)
        ),
        batch_size=5000,
    )  # fmt: skip
    comments.say(images[0], bob, "darker")
    with django_assert_max_num_queries(7):
        assert gathering.page(ann.person, Wanted(), None).lines
    with django_assert_max_num_queries(7):
        assert lines(ann, collection=kept.pk, person=str(person(bob).pk))
    with django_assert_max_num_queries(2):
        assert activity.count(ann.person) == 100
    with django_assert_max_num_queries(0):
        assert activity.count(NOBODY.person) == 0


def test_the_counts_of_the_bar_keep_no_request(ann: Actor) -> None:
    request: Any = RequestFactory().get("/")
    request.user = SimpleLazyObject(lambda of=request: (of, person(ann))[1])
    assert bar.counts(request) == (0, 0)
    kept = weakref.ref(request)
    del request
    gc.collect()
    assert kept() is None
