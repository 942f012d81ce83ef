"""What differs between two prompts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.differences import Part, compare


def changed(parts: list[Part]) -> list[str]:
    return [part.text for part in parts if part.is_changed]


def text(parts: list[Part]) -> str:
    return "".join(part.text for part in parts)


@pytest.mark.parametrize(
    ("before", "after", "taken", "put"),
    [
        ("a red boat", "a red boat", [], []),
        ("a red boat", "a blue boat", ["red"], ["blue"]),
        ("a boat", "a small red boat", [], ["small red"]),
        ("a boat, at night", "a boat", [", at night"], []),
        ("A Boat", "a boat", [], []),
        ("the boat's mast", "the ship's mast", ["boat's"], ["ship's"]),
        ("", "a boat", [], ["a boat"]),
        ("红色的灯塔", "蓝色的灯塔", ["红"], ["蓝"]),
        ("夜の港 4K", "朝の港 4K", ["夜"], ["朝"]),
    ],
)
def test_words_and_signs_that_changed_are_marked(
    before: str, after: str, taken: list[str], put: list[str]
) -> None:
    olds, news = compare(before, after)
    assert changed(olds) == taken
    assert changed(news) == put


@given(st.text(), st.text())
def test_the_parts_joined_are_the_prompts(before: str, after: str) -> None:
    olds, news = compare(before, after)
    assert (text(olds), text(news)) == (before, after)


def test_very_long_prompts_are_shown_without_marks() -> None:
    before, after = "boat " * 4000, "ship " * 4000
    assert compare(before, after) == ([Part(before, False)], [Part(after, False)])
