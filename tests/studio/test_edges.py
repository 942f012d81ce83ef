"""What an edge of the tree says: changed words, settings from old to new, references."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.models import Image
from studio import edges, phrases
from studio.edges import Asked, Edge
from studio.models import Job, Reference
from studio.phrases import Bit

LONG = "A lighthouse on a headland above folded hills of fog, printed in two inks on rough paper"


def marked(bits: list[Bit] | tuple[Bit, ...]) -> str:
    """`[-early morning] [+late dusk]`"""
    marks = {"ins": "[+{}]", "del": "[-{}]", "": "{}"}
    return "".join(marks[bit.kind].format(bit.text) for bit in bits)


def asked(*references: tuple[int, str, str], **fields: Any) -> Asked:
    """References are id of the image, role and note."""
    known: dict[str, Any] = {
        "provider": "google", "provider_label": "Google", "model": "gemini",
        "model_label": "Gemini", "prompt": LONG, "count": 1,
        "parameters": {"aspect_ratio": "16:9", "resolution": "1K"},
    }  # fmt: skip
    given = [
        Reference(image=Image(pk=pk), position=place, role=role, note=note)
        for place, (pk, role, note) in enumerate(references, start=1)
    ]
    return Asked(Job(**(known | fields)), given)


def settings(**fields: Any) -> list[str]:
    return list(edge(asked(**fields)).settings)


def edge(*after: Asked, before: Asked | None = None) -> Edge:
    return edges.of(before or asked(), after)


# Words


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (LONG, f"{LONG}, early morning", "[+early morning]"),
        (LONG, LONG.replace("on a headland ", ""), "[-on a headland]"),
        (LONG, LONG.replace("folded hills of fog", "layered paper sea"),
         "[-folded hills of fog] [+layered paper sea]"),
        (LONG, LONG.replace("rough", "thick, rough"), "[+thick] rough"),
        (LONG, LONG.replace("rough ", ""), "[-rough] paper"),
        (LONG, LONG.upper(), ""),
        (LONG, LONG, ""),
        ("富士山の朝、霧の中の灯台", "富士山の夕方、霧の中の灯台", "[-朝] [+夕方]"),
        ("A red, big boat on a calm lake", "A blue, small boat on a calm lake",
         "[-red, big] [+blue, small]"),
    ],
)  # fmt: skip
def test_only_what_changed_is_told(before: str, after: str, told: str) -> None:
    assert marked(phrases.short(before, after)) == told


def test_a_prompt_written_anew_is_told_by_its_beginning() -> None:
    new = "Seven brass telescopes beside stacks of old maps, seen from far above in warm light"
    (bit,) = phrases.short(LONG, new)
    assert bit.kind == "ins"
    assert new.startswith(bit.text.rstrip("…"))
    assert bit.text.endswith("…")


def test_many_changes_are_cut_to_three() -> None:
    after = LONG
    for old, new in (
        ("headland", "beach"),
        ("folded", "flat"),
        ("two", "three"),
        ("rough", "fine"),
    ):
        after = after.replace(old, new)
    told = marked(phrases.short(LONG, after))
    assert told == "[-headland] [+beach] · [-folded] [+flat] · [-two] [+three] …"


def test_a_long_phrase_is_cut() -> None:
    more = " ".join(f"word{n}" for n in range(30))
    told = marked(phrases.short(LONG, f"{LONG}, {more}"))
    assert told.startswith("[+word0 word1")
    assert told.endswith("…]")
    assert len(told.split()) <= phrases.MOST_PUT_IN


WORDS = st.lists(
    st.sampled_from(["fog", "hills,", "sun.", "two", "inks", "boat", "灯台", "a"]), max_size=12
)


@given(WORDS, WORDS)
def test_the_whole_prompt_is_there_whatever_changed(old: list[str], new: list[str]) -> None:
    before, after = " ".join(old), " ".join(new)
    bits = phrases.full(before, after)
    assert plain("".join(bit.text for bit in bits if bit.kind != "del")) == plain(after)
    taken = "".join(bit.text for bit in bits if bit.kind == "del")
    assert set(plain(taken)) <= set(plain(before))


def plain(text: str) -> str:
    return "".join(text.split())


def test_the_whole_prompt_has_each_change_in_its_place() -> None:
    after = LONG.replace("two", "three").replace(" rough", "") + ", at dusk"
    assert marked(phrases.full(LONG, after)) == (
        "A lighthouse on a headland above folded hills of fog, printed in [-two] [+three] inks "
        "on [-rough] paper[+, at dusk]"
    )


# Settings


def test_settings_are_told_from_old_to_new() -> None:
    assert settings(parameters={"aspect_ratio": "4:5", "resolution": "4K"}) == [
        "16:9 → 4:5",
        "1K → 4K",
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {"seed": 88}, "seed 88"),
        ({"seed": 4417}, {"seed": 88}, "seed 4417 → 88"),
        ({"seed": 4417}, {}, "no seed"),
        ({"google_search": False}, {"google_search": True}, "web search off → on"),
        ({"output_format": "png"}, {"output_format": "webp"}, "PNG → WebP"),
        ({"thinking_level": "auto"}, {"thinking_level": "high"}, "thinking high"),
    ],
)
def test_a_further_setting_has_its_name(
    before: dict[str, Any], after: dict[str, Any], told: str
) -> None:
    found = edge(asked(parameters=after), before=asked(parameters=before))
    assert list(found.settings) == [told]


def test_pixels_take_the_place_of_a_shape() -> None:
    assert settings(parameters={"width": 1920, "height": 1080}) == [
        "16:9 → 1920 × 1080",
        "1K → auto",
    ]
    kept = {"aspect_ratio": "16:9", "resolution": "1K"}
    assert settings(parameters=kept, copy={"width": 1900, "height": 1000}) == ["16:9 → 1900 × 1000"]


def test_another_model_is_told_and_not_what_only_it_has() -> None:
    found = settings(
        provider="sketch", provider_label="Sketch", model="quick", model_label="Quick sketch",
        parameters={"aspect_ratio": "16:9", "resolution": "1K", "style": "vivid", "seed": 7},
    )  # fmt: skip
    assert found == ["Gemini → Quick sketch", "seed 7"]


def test_the_same_model_elsewhere_is_told_by_its_provider() -> None:
    assert settings(provider="lumenfall", provider_label="Lumenfall") == ["Google → Lumenfall"]


def test_how_many_is_told_only_where_nothing_else_changed() -> None:
    assert settings(count=4) == ["1 image → 4 images"]
    assert settings(count=4, prompt=f"{LONG}, at dusk") == []


def test_the_same_again_has_nothing_to_tell() -> None:
    assert edge(asked()).is_empty


def test_many_settings_are_cut() -> None:
    more = {f"field{n}": n for n in range(9)}
    found = settings(parameters={"aspect_ratio": "4:5", "resolution": "4K", **more})
    assert len(found) == edges.MOST_SETTINGS + 1
    assert found[-1] == "+ 7 more"


def test_of_several_models_that_is_told_which_all_changed() -> None:
    parameters = {"aspect_ratio": "4:5", "resolution": "1K"}
    first = asked(parameters=parameters)
    second = asked(
        parameters=parameters | {"seed": 3}, model="quick", model_label="Quick", provider="sketch"
    )
    assert list(edge(first, second).settings) == ["Gemini → 2 models", "16:9 → 4:5"]


# References


def test_references_are_added_and_removed() -> None:
    found = edge(asked((2, "", ""), (3, "style", "")), before=asked((1, "", ""), (2, "", "")))
    assert [image.pk for image in found.added] == [3]
    assert [image.pk for image in found.removed] == [1]
    assert not found.settings


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ([(2, "", ""), (1, "", "")], "references in another order"),
        ([(1, "", ""), (2, "style", "")], "image 2: free → style"),
        ([(1, "", "the light"), (2, "", "")], "image 1: another note"),
    ],
)
def test_what_became_of_references_that_stayed(
    after: list[tuple[int, str, str]], told: str
) -> None:
    found = edge(asked(*after), before=asked((1, "", ""), (2, "", "")))
    assert list(found.settings) == [told]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [(None, 5, "a mask"), (5, None, "no mask"), (5, 6, "another mask")],
)
def test_a_mask_is_told(before: int | None, after: int | None, told: str) -> None:
    found = edge(asked(mask_id=after), before=asked(mask_id=before))
    assert list(found.settings) == [told]
