"""Phrases of a revised prompt, taken up into the prompt that is written next."""

from __future__ import annotations

import pytest
from hypothesis import given

from gallery.differences import Tokens
from gallery.models import Image
from gallery.revisions import Revision

from .test_differences import texts

TYPED = "A lighthouse on a headland, printed look, quiet sky"
REVISED = "A banded lighthouse on a headland, flat layered tones, quiet sky, fine grain"
LINES = "\n\nImage 1: style reference, only the lighting."


def revision(typed: str = TYPED, revised: str = REVISED, sent: str = "") -> Revision:
    return Revision.of(Image(prompt=typed, prompt_sent=sent, revised_prompt=revised))


@pytest.mark.parametrize(
    ("number", "made"),
    [
        (1, "A banded lighthouse on a headland, printed look, quiet sky"),
        (2, "A lighthouse on a headland, flat layered tones, quiet sky"),
        (3, "A lighthouse on a headland, printed look, quiet sky, fine grain"),
    ],
)
def test_one_phrase_is_taken_up(number: int, made: str) -> None:
    assert revision().adopted(number, TYPED) == made
    assert revision().adopted(number, made) == made


@pytest.mark.parametrize("numbers", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
def test_one_after_another_gives_the_revised_prompt(numbers: tuple[int, ...]) -> None:
    text: str | None = TYPED
    for number in numbers:
        assert text is not None
        text = revision().adopted(number, text)
    assert text == REVISED


@pytest.mark.parametrize(
    ("number", "text", "made"),
    [
        (2, "One tower, printed look, no sky", "One tower, flat layered tones, no sky"),
        (1, "A tall lighthouse on a headland", "A banded tall lighthouse on a headland"),
        (1, "One lighthouse on a headland", "One banded lighthouse on a headland"),
        (3, f"{TYPED} at dawn", f"{TYPED}, fine grain at dawn"),
        (3, f"{TYPED} ", f"{TYPED}, fine grain"),
        (2, "a  HEADLAND,\nPrinted look", "a  HEADLAND,\nflat layered tones"),
    ],
)
def test_a_prompt_that_was_written_on_keeps_its_own_words(
    number: int, text: str, made: str
) -> None:
    assert revision().adopted(number, text) == made


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "A cat on a mat, quiet"),
        (1, ""),
        (2, "A lighthouse on a headland, drawn by hand, quiet sky"),
        (2, "A lighthouse on a headland, quiet sky"),
        (0, TYPED),
        (4, TYPED),
    ],
)
def test_other_words_are_left_alone(number: int, text: str) -> None:
    assert revision().adopted(number, text) is None


@pytest.mark.parametrize(
    ("typed", "revised", "made"),
    [
        ("a boat, at night", "a boat", "a boat"),
        ("at night, a boat", "a boat", "a boat"),
        ("a big red boat", "a boat", "a boat"),
        ("", "a boat", "a boat"),
        ("夜の港", "朝の港", "朝の港"),
        ("สีแดง", "สีน้ำเงิน", "สีน้ำเงิน"),
        ("قط أحمر", "قط أزرق كبير", "قط أزرق كبير"),
    ],
)
def test_what_the_model_took_out_is_taken_out(typed: str, revised: str, made: str) -> None:
    assert revision(typed, revised).adopted(1, typed) == made


def test_what_is_taken_out_leaves_one_space() -> None:
    assert revision("a big red boat", "a boat").adopted(1, "a big red ship") == "a ship"
    assert revision("a big red boat", "a boat").adopted(1, "the big red boat") == "the boat"


def test_the_lines_of_references_stay_out_of_the_prompt() -> None:
    found = revision("A boat", f"A small boat, in soft light{LINES}", f"A boat{LINES}")
    assert found.adopted(1, "A boat") == "A small boat"
    assert found.adopted(2, "A boat") == "A boat, in soft light"
    assert found.adopted(2, "A boat with sails") == "A boat, in soft light with sails"
    assert found.whole == "A small boat, in soft light"


def test_lines_of_references_that_the_model_left_out_are_no_phrase() -> None:
    assert not revision("A boat", "A boat", f"A boat{LINES}").is_adoptable
    found = revision("A boat", "A boat, in soft light", f"A boat{LINES}")
    assert found.adopted(1, "A boat") == "A boat, in soft light"
    assert found.whole == "A boat, in soft light"


def test_words_that_the_model_changed_in_the_lines_are_no_phrase() -> None:
    lines = LINES.replace("style reference", "a painting")
    assert not revision("A boat", f"A boat{lines}", f"A boat{LINES}").is_adoptable


def test_a_text_of_both_prompts_is_known() -> None:
    assert revision().is_of("A banded lighthouse, printed look")
    assert revision().is_of("")
    assert not revision().is_of("A banded lighthouse at dawn")


@given(texts, texts)
def test_every_phrase_finds_its_place_in_the_prompt_itself(typed: str, revised: str) -> None:
    found = revision(typed, revised)
    for change in found.comparison.changes:
        if revised and found.takes(change):
            made = typed[: change.start] + change.text + typed[change.end :]
            assert Tokens(found.adopted(change.number, typed) or "").keys == Tokens(made).keys


@given(texts, texts)
def test_all_phrases_one_after_another_give_the_words_of_the_revised_prompt(
    typed: str, revised: str
) -> None:
    found, text = revision(typed, revised), typed
    for change in found.comparison.changes:
        text = found.adopted(change.number, text) or ""
    assert Tokens(text).keys == Tokens(revised or typed).keys


@given(texts, texts, texts)
def test_no_text_breaks_it(typed: str, revised: str, text: str) -> None:
    found = revision(typed, revised, sent=f"{typed.rstrip()}{LINES}")
    for change in found.comparison.changes:
        made = found.adopted(change.number, text)
        assert made is None or change.put in made
