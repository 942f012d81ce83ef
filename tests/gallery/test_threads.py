"""What is drawn of comments, what is new, and what waits."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gallery import comments, results, reviews, talk, threads, waiting
from gallery.actors import NOBODY, Actor
from gallery.models import Collection, CollectionItem, Comment, Image, Read, User
from gallery.pins import Pin
from gallery.searches import Search
from gallery.talk import Talk
from tests import teams
from tests.gallery.test_comments import an_actor
from tests.gallery.test_search import an_image

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def ann() -> Actor:
    return an_actor("ann")


@pytest.fixture
def bob() -> Actor:
    return an_actor("bob")


def person(who: Actor) -> User:
    assert who.person
    return who.person


def talked(who: Actor) -> dict[int, Talk | None]:
    """As a page of the gallery finds it."""
    found = results.page(Search(), who.person).images
    return {image.pk: talk.of(image) for image in found}


# What is drawn


def test_what_is_removed_keeps_its_place_while_it_is_answered(ann: Actor) -> None:
    image = an_image("a")
    alone, answered = (comments.say(image, ann, text) for text in ("alone", "answered"))
    comments.say(image, ann, "answer", answers=answered)
    for comment in (alone, answered):
        comments.remove(comment)
    (kept,) = threads.of(image, ann).said
    assert kept.comment == answered
    assert kept.is_removed
    assert len(threads.of(image, ann, removed=alone.pk).said) == 2


def test_the_stamp_tells_of_every_change(ann: Actor) -> None:
    image = an_image("a")
    stamps = [threads.stamp(image)]

    def changed() -> None:
        stamps.append(threads.stamp(image))
        assert threads.of(image, ann).stamp == stamps[-1]

    said = comments.say(image, ann, "dark", pin=Pin(0.5, 0.5))
    changed()
    comments.edit(said, ann, "darker")
    changed()
    comments.resolve(said, ann)
    changed()
    comments.reopen(said, ann)
    changed()
    comments.remove(said)
    changed()
    assert len(set(stamps)) == len(stamps) - 1
    assert stamps[2] == stamps[4]


def test_a_thread_takes_three_statements(ann: Actor, django_assert_num_queries: Any) -> None:
    image = an_image("a")
    first = comments.say(image, ann, "@ann", pin=Pin(0.5, 0.5))
    for _ in range(10):
        comments.say(image, ann, "@ann", answers=first)
    with django_assert_num_queries(3):
        assert len(threads.of(image, ann).said[0].answers) == 10
    with django_assert_num_queries(1):
        threads.stamp(image)


# What is new


def test_new_is_what_others_said_since(ann: Actor, bob: Actor) -> None:
    image, other = an_image("a"), an_image("b")
    first = comments.say(image, ann, "one")
    comments.say(image, bob, "two", answers=first)
    gone = comments.say(image, bob, "three")
    comments.remove(gone)
    assert talked(ann) == {image.pk: Talk(2, 1), other.pk: None}
    assert talked(NOBODY) == {image.pk: Talk(2, 2), other.pk: None}
    assert threads.of(image, ann).new == 1
    html = Client().get("/gallery/").content.decode()
    assert '<b class="talk new" role="img" aria-label="2 comments, 2 new">2</b>' in html
    threads.read(image, person(ann), 10**9)
    threads.read(image, person(ann), first.pk)
    assert Read.objects.get().comment == gone.pk
    assert threads.of(image, ann).new == 0
    assert talked(ann)[image.pk] == Talk(2, 0)
    comments.say(image, bob, "four")
    assert threads.of(image, ann).new == 1


# What waits


def test_a_mention_waits_until_it_is_answered_or_resolved(ann: Actor, bob: Actor) -> None:
    image = an_image("a")
    one, two, three = (comments.say(image, bob, f"@ann {n}") for n in range(3))
    nested = comments.say(image, bob, "and @ann", answers=two)
    comments.say(image, bob, "@ann in private", answers=three)
    assert waiting.count(person(ann)) == 5
    assert waiting.of(person(bob)).is_nothing
    comments.say(image, ann, "yes", answers=one)
    comments.resolve(two, bob)
    comments.remove(three)
    threads.read(image, person(ann), 10**9)
    found = waiting.of(person(ann))
    assert [comment.text for comment in found.mentions] == ["@ann in private"]
    assert nested not in found.mentions
    assert waiting.count(person(ann)) == 1


def test_open_pins_wait_on_ones_own_images_and_each_comment_once(ann: Actor, bob: Actor) -> None:
    own, others = an_image("a", made_by=person(ann)), an_image("b", made_by=person(bob))
    pin = comments.say(own, bob, "@ann here", pin=Pin(0.5, 0.5))
    second = comments.say(own, bob, "there", pin=Pin(0.5, 0.5))
    comments.say(others, bob, "elsewhere", pin=Pin(0.5, 0.5))
    found = waiting.of(person(ann))
    assert (list(found.mentions), list(found.pins), found.threads) == ([pin], [second], [])
    assert waiting.count(person(ann)) == 2
    assert waiting.count(None) == 3
    assert len(waiting.of(None).pins) == 3
    Image.objects.update(trashed_at=timezone.now())
    assert waiting.count(None) == 0


def test_threads_that_went_on_wait_until_they_are_read(ann: Actor, bob: Actor) -> None:
    image, other = an_image("a"), an_image("b")
    comments.say(image, ann, "one")
    two = comments.say(image, bob, "two")
    comments.say(image, bob, "three")
    comments.say(other, bob, "not mine")
    (thread,) = waiting.of(person(ann)).threads
    assert (thread.first, thread.new) == (two, 2)
    assert waiting.count(person(ann)) == 2
    threads.read(image, person(ann), 10**9)
    assert waiting.of(person(ann)).is_nothing


def test_collections_in_review_wait_with_what_is_not_judged(ann: Actor, bob: Actor) -> None:
    images = [an_image(name) for name in "abc"]
    images.append(an_image("d", private_to=person(bob)))
    for state in (Collection.State.IN_REVIEW, Collection.State.OPEN):
        collection = Collection.objects.create(name=f"Harbour {state}", state=state)
        for place, image in enumerate(images):
            CollectionItem.objects.create(collection=collection, image=image, position=place)
    reviews.judge(images[0], ann, verdict="pick")
    (mine,) = waiting.of(person(ann)).collections
    assert (mine.name, mine.left) == ("Harbour in_review", 2)
    assert [one.left for one in waiting.of(person(bob)).collections] == [4]
    assert [one.left for one in waiting.of(None).collections] == [3]
    link = f"/gallery/cull/?collection={mine.pk}&amp;verdict=unjudged"
    assert link in Client().get("/waiting/").content.decode()
    assert Client().get(link.replace("&amp;", "&")).status_code == 200


def test_the_count_takes_one_statement(ann: Actor, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert waiting.count(person(ann)) == 0
    with django_assert_num_queries(1):
        assert waiting.count(None) == 0


# Over the addresses


def test_a_comment_is_said_answered_edited_removed_and_restored_without_a_script(
    client: Client,
) -> None:
    image = an_image("a")
    page, at = f"/gallery/{image.pk}/", f"/gallery/{image.pk}/comments/"
    answer = client.post(at, {"text": "<b>dark</b>\nand 'grey'", "pin": "0.25,0.5"})
    said = Comment.objects.get()
    assert answer.headers["Location"] == f"{page}#comment-{said.pk}"
    html = client.get(page).content.decode()
    assert "&lt;b&gt;dark&lt;/b&gt;\nand &#x27;grey&#x27;" in html
    assert 'x="25.00%" y="50.00%"' in html
    assert (
        f'name="answers" value="{said.pk}"'
        in client.get(f"{page}?answers={said.pk}").content.decode()
    )
    client.post(at, {"text": "lighter", "answers": str(said.pk)})
    client.post(at, {"text": "darker", "edits": str(said.pk)})
    said.refresh_from_db()
    assert said.text == "darker"
    assert said.answered.get().text == "lighter"
    client.post(f"{at}{said.pk}/resolve/")
    assert comments.open_pins(image) == []
    client.post(f"{at}{said.pk}/reopen/")
    removed = client.post(f"{at}{said.pk}/remove/").headers["Location"]
    assert removed == f"{page}?removed={said.pk}#comment-{said.pk}"
    assert f"{at}{said.pk}/restore/" in client.get(removed).content.decode()
    client.post(f"{at}{said.pk}/restore/")
    assert len(comments.open_pins(image)) == 1


def test_an_open_page_is_told_what_is_new_and_nothing_else(client: Client) -> None:
    image = an_image("a")
    comments.say(image, NOBODY, "one")
    at = f"/gallery/{image.pk}/comments/"
    first = client.get(at, headers=HTMX)
    assert b"one" in first.content
    stamp = threads.stamp(image)
    assert client.get(f"{at}?seen={stamp}", headers=HTMX).status_code == 204
    comments.say(image, NOBODY, "two")
    assert b"two" in client.get(f"{at}?seen={stamp}", headers=HTMX).content
    assert client.get(at).headers["Location"].endswith("#comments")


def test_what_cannot_be_said_is_told(client: Client) -> None:
    image = an_image("a")
    at = f"/gallery/{image.pk}/comments/"
    answer = client.post(at, {"text": " "}, headers=HTMX)
    assert (answer.status_code, b"Write something" in answer.content) == (422, True)
    for field in ("answers", "edits"):
        for wrong in ("4711", "x", str(2**70)):
            assert client.post(at, {"text": "a", field: wrong}).status_code == 404
    client.post(at, {"text": "a", "pin": "nan,1"})
    assert Comment.objects.get().number is None
    assert client.post(f"{at}read/", {"last": "x"}, headers=HTMX).status_code == 204


def test_roles_and_private_images_bound_what_is_said(settings: Any) -> None:
    teams.require_login(settings)
    viewer, reviewer, other, admin = (
        teams.person(role, name)
        for role, name in [
            ("viewer", "vic"), ("reviewer", "rob"), ("reviewer", "ray"), ("admin", "ada"),
        ]
    )  # fmt: skip
    image, private = an_image("a"), an_image("b", private_to=other)
    at = f"/gallery/{image.pk}/comments/"
    assert teams.signed_in(viewer).post(at, {"text": "a"}).status_code == 403
    assert b'id="say"' not in teams.signed_in(viewer).get(f"/gallery/{image.pk}/").content
    assert teams.signed_in(reviewer).post(at, {"text": "@vic"}).status_code == 302
    said = Comment.objects.get()
    assert (said.author, said.name) == (reviewer, "rob")
    assert teams.signed_in(other).post(f"{at}{said.pk}/remove/").status_code == 403
    teams.signed_in(other).post(at, {"text": "mine", "edits": str(said.pk)})
    teams.signed_in(admin).post(at, {"text": "mine", "edits": str(said.pk)})
    said.refresh_from_db()
    assert said.text == "@vic"
    assert teams.signed_in(other).post(f"{at}{said.pk}/resolve/").status_code == 302
    assert teams.signed_in(admin).post(f"{at}{said.pk}/remove/").status_code == 302
    hidden = f"/gallery/{private.pk}/comments/"
    assert teams.signed_in(reviewer).get(hidden, headers=HTMX).status_code == 404
    assert teams.signed_in(admin).post(hidden, {"text": "a"}).status_code == 404
    assert b"What waits for you" in teams.signed_in(viewer).get("/waiting/").content
