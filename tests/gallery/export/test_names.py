"""Names that every file system takes, each once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.export import FIELDS, Names, UnknownNameFieldError
from gallery.export.names import safe, slug
from gallery.models import Image
from tests import factories
from tests.factories import png

SPOILT = set('<>:"/\\|?*') | {chr(code) for code in range(32)}
RESERVED = {"con", "prn", "aux", "nul", "com1", "com9", "lpt1", "conin$"}


def image(**columns: object) -> Image:
    known = {"pk": 417, "file_format": "png", "width": 160, "height": 90, "model": "gemini-3"}
    return Image(**{**known, **columns})


def name(template: str, **columns: object) -> str:
    return Names(template).name(image(**columns), 1)


@pytest.mark.django_db
def test_every_field_has_its_value() -> None:
    kept = factories.image(
        png(160, 90), model="g-3", model_label="Gemini 3 Flash", resolution="1K", seed=-5,
        prompt="A lighthouse, in the fog!",
    )  # fmt: skip
    made = f"{kept.created_at:%Y-%m-%d}"
    template = "_".join(f"{{{field}}}" for field in FIELDS if field not in ("date", "time", "name"))
    given = Names(template).name(kept, 7)
    assert given == (
        f"{kept}_{kept.pk}_0007_sketch_gemini-3-flash_16-9_1K_160x90_minus5_"
        "a-lighthouse-in-the-fog.png"
    )
    assert Names("{date} {time}").name(kept, 1).startswith(made)


def test_what_is_not_known_leaves_no_gap() -> None:
    assert name("{number}-{tier}-{seed}-{ratio}") == "0417-16-9.png"
    assert name("{tier}{seed}") == "0417.png"
    assert name("no field") == "no field.png"


@pytest.mark.parametrize(
    "template", ["{nubmer}", "{}", "{0}", "{number!r}", "{number:04d}", "{number.pk}", "{", "a}"]
)
def test_a_wrong_field_is_refused_before_anything_is_made(template: str) -> None:
    with pytest.raises(UnknownNameFieldError):
        Names(template)


def test_braces_can_be_written_twice() -> None:
    assert name("{{{number}}}") == "{0417}.png"


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("霧の中の灯台、夜", "霧の中の灯台-夜"),
        ("नमस्ते दुनिया", "नमस्ते-दुनिया"),
        ("کتاب‌ها", "کتاب‌ها"),
        ("Ünïted ÉTÉ", "ünïted-été"),
        ("../../etc/passwd", "etc-passwd"),
        ("🙂🙂", ""),
        ("x" * 300, "x" * 40),
    ],
)
def test_a_prompt_in_any_script_becomes_part_of_a_name(prompt: str, told: str) -> None:
    assert slug(prompt, most=40) == told
    assert name("{prompt}", prompt=prompt) == f"{told or '0417'}.png"


def test_names_are_told_apart_where_capitals_are_not() -> None:
    names = Names("{prompt}")
    given = [names.name(image(prompt=text), 1) for text in ("Boat", "boat", "boat 2", "BOAT")]
    assert given == ["boat.png", "boat-2.png", "boat-2-2.png", "boat-3.png"]
    names = Names("{name}")
    given = [names.name(image(file_name=text), 1) for text in ("é.png", "e\u0301.png", "É.jpg")]
    assert len({text.casefold() for text in given}) == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("con", "_con"), ("NUL.txt", "_NUL.txt"), ("com1", "_com1"), ("console", "console"),
        ("..", ""), (".hidden", "hidden"), ("dot.", "dot"), ("a/b\\c:d", "a-b-c-d"),
        ("a\x00b\tc\u202ed", "ab cd"), ("  a  b  ", "a b"),
    ],
)  # fmt: skip
def test_names_that_a_system_cannot_hold_are_changed(text: str, told: str) -> None:
    assert safe(text) == told


@given(st.text(max_size=300))
def test_whatever_is_written_the_name_is_safe(text: str) -> None:
    found = safe(text)
    assert not SPOILT & set(found)
    assert len(found.encode("utf-8")) <= 181
    assert found == found.strip(" .")
    assert found.partition(".")[0].strip().lower() not in RESERVED
