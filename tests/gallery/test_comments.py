"""Comments and pins as deeds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from gallery import comments, results
from gallery.actors import NOBODY, Actor
from gallery.comments import CommentError
from gallery.models import Comment, Event, Image, User
from gallery.pins import Pin, PinError
from gallery.searches import Search
from tests.gallery.test_search import an_image

pytestmark = pytest.mark.django_db


def an_actor(name: str) -> Actor:
    return Actor(person=User.objects.create_user(name))


def found(words: str) -> list[int]:
    return results.ids(Search(q=words), None)


@pytest.mark.parametrize(
    ("typed", "pin"),
    [
        ("0.25,0.5", Pin(0.25, 0.5)),
        ("0.123456,0.5", Pin(0.1235, 0.5)),
        ("-1,7", Pin(0, 1)),
        ("0.9,0.9,0.5,0.5", Pin(0.9, 0.9, 0.1, 0.1)),
        ("0.5,0.5,0.001,0.4", Pin(0.5, 0.5)),
        (" ", None),
    ],
)
def test_a_pin_lies_within_the_image(typed: str, pin: Pin | None) -> None:
    assert Pin.parse(typed) == pin


@pytest.mark.parametrize("wrong", ["1", "a,b", "0.1,nan", "inf,0", "1,2,3", "1,2,3,4,5"])
def test_other_words_are_no_pin(wrong: str) -> None:
    with pytest.raises(PinError):
        Pin.parse(wrong)


def test_pins_are_numbered_and_a_number_is_not_given_again() -> None:
    image, other = an_image("a"), an_image("b")
    said = [comments.say(image, NOBODY, "here", pin=Pin(0.1, 0.2)) for _ in range(3)]
    comments.say(image, NOBODY, "no pin")
    comments.remove(said[2])
    comments.say(image, NOBODY, "there", pin=Pin(0.5, 0.5, 0.25, 0.25))
    comments.say(other, NOBODY, "first", pin=Pin(0, 0))
    numbers = Comment.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, None, 4, 1]
    open_pins = comments.open_pins(image)
    assert [(pin.number, pin.text) for pin in open_pins] == [(1, "here"), (2, "here"), (4, "there")]
    assert open_pins[2].place == Pin(0.5, 0.5, 0.25, 0.25)


@pytest.mark.django_db(transaction=True)
def test_two_pins_at_once_get_two_numbers() -> None:
    image = an_image("a")

    def pin(number: int) -> None:
        try:
            comments.say(image, NOBODY, f"pin {number}", pin=Pin(0.1, 0.1))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(pin, range(12)))
    assert sorted(pin.number for pin in comments.open_pins(image)) == list(range(1, 13))


def test_signs_that_control_are_left_out_and_lines_stay() -> None:
    said = comments.say(an_image("a"), NOBODY, " \x00one\r\ntwo\x1b[31m\x85 👩‍🎨 ")
    assert said.text == "one\ntwo[31m 👩‍🎨"


@pytest.mark.parametrize("wrong", ["", " \n\t", "\x00", "a" * 4001])
def test_a_comment_has_1_to_4000_signs(wrong: str) -> None:
    image = an_image("a")
    with pytest.raises(CommentError):
        comments.say(image, NOBODY, wrong)
    assert not Event.objects.exists()
    comments.say(image, NOBODY, "a" * 4000)


def test_an_answer_stands_in_the_thread_and_has_no_pin() -> None:
    image, ann, bob = an_image("a"), an_actor("ann"), an_actor("bob")
    first = comments.say(image, ann, "too dark", pin=Pin(0.1, 0.1))
    answer = comments.say(image, bob, "lighter now", answers=first, pin=Pin(0.2, 0.2))
    last = comments.say(image, ann, "thanks", answers=answer)
    assert (answer.answers, last.answers) == (first, first)
    assert answer.number is None
    with pytest.raises(CommentError):
        comments.say(an_image("b"), ann, "elsewhere", answers=first)


def test_who_is_mentioned_is_found_by_either_name() -> None:
    image = an_image("a")
    ann = User.objects.create_user("ann")
    lee = User.objects.create_user("lee", first_name="Ann Lee")
    User.objects.create_user("gone", is_active=False)
    text = "@ANN and @Ann Lee, not x@ann.example, @anne, @gone or @nobody"
    said = comments.say(image, NOBODY, text)
    assert set(said.mentions.all()) == {ann, lee}
    comments.edit(said, NOBODY, "@lee alone")
    assert list(said.mentions.all()) == [lee]


def test_nobody_is_mentioned_who_may_not_see_the_image() -> None:
    ann, bob = an_actor("ann"), an_actor("bob")
    said = comments.say(an_image("a", private_to=ann.person), ann, "@ann @bob")
    assert list(said.mentions.all()) == [ann.person]
    assert bob.person


def test_only_ones_own_is_edited() -> None:
    ann, bob = an_actor("ann"), an_actor("bob")
    said = comments.say(an_image("a"), ann, "too dark")
    with pytest.raises(CommentError):
        comments.edit(said, bob, "too bright")
    comments.edit(said, ann, "too dark")
    assert said.edited_at is None
    comments.edit(said, ann, "too grey")
    said.refresh_from_db()
    assert (said.text, said.edited_at is not None) == ("too grey", True)
    comments.remove(said)
    said.refresh_from_db()
    with pytest.raises(CommentError):
        comments.edit(said, ann, "again")


def test_the_index_knows_what_is_said_changed_removed_and_restored() -> None:
    image = an_image("a")
    said = comments.say(image, NOBODY, "a zeppelin")
    assert found("zeppelin") == [image.pk]
    comments.edit(said, NOBODY, "a balloon")
    assert (found("zeppelin"), found("balloon")) == ([], [image.pk])
    comments.remove(said)
    assert found("balloon") == []
    comments.restore(said)
    assert found("balloon") == [image.pk]


def test_what_is_resolved_is_told_once_and_can_be_reopened() -> None:
    image, ann = an_image("a"), an_actor("ann")
    said = comments.say(image, ann, "too dark", pin=Pin(0.1, 0.1))
    for _ in range(2):
        comments.resolve(said, ann)
    assert comments.open_pins(image) == []
    comments.reopen(said, ann)
    assert len(comments.open_pins(image)) == 1
    events = Event.objects.order_by("pk").values_list("kind", "name", "data__is_open")
    assert list(events) == [
        ("comment", "ann", None),
        ("resolved", "ann", False),
        ("resolved", "ann", True),
    ]
    answer = comments.say(image, ann, "why", answers=said)
    with pytest.raises(CommentError):
        comments.resolve(answer, ann)


def test_a_comment_on_an_image_that_is_gone_is_refused() -> None:
    image = an_image("a")
    kept = Image.objects.get(pk=image.pk)
    image.delete()
    with pytest.raises(CommentError):
        comments.say(kept, NOBODY, "still here?")
