"""What becomes of each field on its way, for every gateway."""

from __future__ import annotations

from typing import Any

import pytest

from studio import forms, keys, offers, truth
from studio.drafts import Draft
from studio.providers.parameters import Choice, Flag, Integer, Number, Object, Parameter
from studio.truth import Fate

from .composing import all_ready, form, models, notes  # noqa: F401 (a fixture)
from .conftest import MakeImage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_ready")]

GOOGLE = "google:gemini-3.1-flash-image"
ONEMIN = "onemin:gemini-3.1-flash-image-preview"
THREEDAI = "threedai:gemini-3.1-flash-image"
TOAPIS = "toapis:gemini-3.1-flash-image-preview"
LUMENFALL = "lumenfall:gemini-3.1-flash-image-preview"
DIEYUYUN = "dieyuyun:gemini-3.1-flash-image"
OPENAI = "openai:gpt-image-2"


def fate(name: str, **fields: Any) -> Fate:
    found = form(**fields)
    assert found.is_valid(), found.errors
    named = [one for one in found.fates if one.name == name]
    assert len(named) == 1
    return named[0]


# On the wire


@pytest.mark.parametrize(
    ("fields", "name", "sent", "wire", "what"),
    [
        ({"model": "sketch:quick", "seed": "7"}, "seed", "7", "seed", "passed"),
        ({"model": THREEDAI, "aspect_ratio": "4:5"}, "aspect_ratio", "4:5", "aspect_ratio",
         "passed"),
        ({"model": GOOGLE, "aspect_ratio": "16:9"}, "aspect_ratio", "16:9", "aspectRatio",
         "renamed"),
        ({"model": ONEMIN, "resolution": "2K"}, "resolution", "2K", "imageSize", "renamed"),
        ({"model": TOAPIS, "aspect_ratio": "3:4"}, "aspect_ratio", "3:4", "size", "renamed"),
        ({"model": TOAPIS, "resolution": "2K"}, "resolution", "2K", "resolution", "passed"),
        ({"model": TOAPIS, "resolution": "512"}, "resolution", "0.5K", "resolution", "converted"),
        ({"model": THREEDAI, "resolution": "512"}, "resolution", "512px", "resolution",
         "converted"),
        ({"model": DIEYUYUN}, "aspect_ratio", "1024x1024", "size", "converted"),
        ({"model": GOOGLE, "google_search": "on"}, "google_search", "{}", "webSearch",
         "converted"),
        ({"model": LUMENFALL, "aspect_ratio": "7:6"}, "aspect_ratio", "7:6", "aspect_ratio",
         "passed"),
    ],
)  # fmt: skip
def test_a_field_that_goes_out_has_its_name_there_and_no_word_is_lost_on_it(
    fields: dict[str, str], name: str, sent: str, wire: str, what: str
) -> None:
    found = fate(name, **fields)
    assert (found.sent, found.wire, found.fate, found.is_told) == (sent, wire, what, False)


def test_model_and_prompt_have_their_places_too() -> None:
    found = {one.name: one for one in form(model=GOOGLE, prompt="A boat").fates}
    assert (found["prompt"].sent, found["prompt"].wire) == ("A boat", "text")
    assert "model" not in found  # Google has it in the address
    assert fate("model", model=LUMENFALL).fate == "passed"


def test_references_are_counted_wherever_they_lie(make_image: MakeImage) -> None:
    ids = [make_image().pk for _ in range(2)]
    places = {
        name: fate("reference_images", model=name, reference_images=ids).wire
        for name in (GOOGLE, ONEMIN, THREEDAI, TOAPIS, LUMENFALL, OPENAI)
    }
    assert places == {
        GOOGLE: "inlineData",
        ONEMIN: "imageUrl, referenceImage1",
        THREEDAI: "images",
        TOAPIS: "reference_images",
        LUMENFALL: "image",
        OPENAI: "image[]",
    }


def test_further_fields_pass_as_they_were_written() -> None:
    written = '{"user": "anna", "safety": {"level": 3}}'
    found = fate("further_fields", model=LUMENFALL, further_fields=written)
    assert (found.sent, found.wire, found.fate) == (written, "user, safety", "passed")


# The nearest


def test_a_shape_that_is_not_taken_is_told() -> None:
    found = fate("aspect_ratio", model=DIEYUYUN, aspect_ratio="7:6")
    assert (found.asked, found.fitted, found.sent) == ("7:6", "1:1", "1024x1024")
    assert (found.fate, found.is_told) == ("converted", True)
    assert notes(form(model=DIEYUYUN, aspect_ratio="7:6")) == ["1:1 instead of 7:6"]


@pytest.mark.parametrize(
    "fields", [{"resolution": "0.5K"}, {"aspect_ratio": "32:18"}, {"aspect_ratio": " 16 : 9 "}]
)
def test_another_spelling_of_the_same_is_not_told(fields: dict[str, str]) -> None:
    assert notes(form(model=GOOGLE, **fields)) == []


def test_pixels_are_told_by_shape_tier_and_size() -> None:
    found = form(model=GOOGLE, width="1920", height="1080")
    assert found.chosen["aspect_ratio"] == "16:9"
    assert notes(found) == ["16:9 at 2K (2752 × 1536) instead of 1920 × 1080"]
    sent = next(one for one in found.fates if one.name == "size")
    assert (sent.sent, sent.wire) == ("16:9, 2K", "aspectRatio, imageSize")


def test_pixels_that_come_out_just_so_are_not_told() -> None:
    assert notes(form(model=GOOGLE, width="1376", height="768")) == []
    found = form(model=LUMENFALL, width="1920", height="1080")
    assert (found.chosen["width"], found.chosen["height"]) == (1920, 1080)
    assert "aspect_ratio" not in found.chosen
    assert notes(found) == []


def test_pixels_that_no_shape_is_sent_for_are_left_out(make_image: MakeImage) -> None:
    fields = {"model": ONEMIN, "width": "1920", "height": "1080", "resolution": "2K"}
    found = form(**fields, reference_images=make_image().pk)
    assert found.chosen == {"resolution": "2K"}
    assert notes(found) == [
        "Canvas 1920 × 1080 left out, this model does not take it with references"
    ]


def test_a_drawn_shape_that_pixels_overrule_is_kept_but_not_told() -> None:
    fields = {"model": GOOGLE, "aspect_ratio": "3:2", "width": "1024", "height": "1024"}
    found = fate("aspect_ratio", **fields)
    assert (found.fate, found.why, found.is_told) == ("dropped", "pixels", False)


# By ourselves


def test_several_calls_are_told() -> None:
    found = fate("num_images", model=GOOGLE, num_images="3")
    assert (found.asked, found.sent, found.fate) == ("3", "1 + 1 + 1", "emulated")
    assert notes(form(model=GOOGLE, num_images="3")) == [
        "3 calls, this model makes one image a call"
    ]
    assert notes(form(model=THREEDAI, num_images="6")) == [
        "2 calls, this model makes at most 4 images a call"
    ]
    assert fate("num_images", model=THREEDAI, num_images="3").fate == "passed"


def test_a_format_that_the_gateway_does_not_make_is_made_here() -> None:
    found = form(model=GOOGLE, output_format="webp")
    assert found.is_valid()
    assert found.copy == {"format": "webp"}
    assert "output_format" not in found.chosen
    assert notes(found) == ["WebP made by the studio"]


def test_a_format_beside_those_of_the_gateway_is_made_from_its_first() -> None:
    found = form(model=THREEDAI, output_format="avif")
    assert found.copy == {"format": "avif"}
    assert found.chosen["output_format"] == "png"
    assert fate("output_format", model=THREEDAI, output_format="avif").sent == "png"
    assert form(model=THREEDAI, output_format="webp").copy == {}
    assert form(model=LUMENFALL, output_format="gif").copy == {}


def test_as_it_comes_is_nothing_to_tell() -> None:
    found = form(model=GOOGLE, output_format="auto")
    assert found.copy == {}
    assert "output_format" not in {one.name for one in found.fates}


def test_exact_pixels_are_cut_here() -> None:
    fields = {"width": "1920", "height": "1080", "exact": "on", "output_format": "webp"}
    found = form(model=GOOGLE, **fields)
    assert found.copy == {"width": 1920, "height": 1080, "format": "webp"}
    assert notes(found) == [
        "16:9 at 2K (2752 × 1536) instead of 1920 × 1080",
        "WebP made by the studio",
        "cropped to 1920 × 1080 by the studio",
    ]
    assert form(model=GOOGLE, exact="on").copy == {}


# Left out


def test_a_shape_is_left_out_where_references_give_it(make_image: MakeImage) -> None:
    found = form(model=ONEMIN, aspect_ratio="16:9", reference_images=make_image().pk)
    assert "aspect_ratio" not in found.chosen
    assert notes(found) == ["Shape 16:9 left out, this model does not take it with references"]


def test_what_does_not_go_with_the_rest_says_so() -> None:
    told = notes(form(model=LUMENFALL, aspect_ratio="auto", resolution="2K"))
    assert told == ["Resolution 2K left out, it does not go with the other choices"]
    told = notes(form(model=LUMENFALL, output_compression="80"))
    assert told == ["Compression 80 left out, it does not go with the other choices"]


def test_what_is_wrong_is_told_by_its_error_alone() -> None:
    found = form(model=LUMENFALL, further_fields="{user: anna}", seed="many")
    assert found.errors.keys() == {"further_fields", "seed"}
    assert notes(found) == []


def test_what_is_left_at_auto_or_off_is_nothing_to_tell() -> None:
    fields = {"thinking_level": "auto", "google_search": "off", "seed": ""}
    assert notes(form(model=GOOGLE, **fields)) == []


def test_a_field_of_another_model_is_called_by_its_label() -> None:
    assert notes(form(model=ONEMIN, seed="42", thinking_level="high")) == [
        "Seed 42 left out, this model does not take it",
        "Thinking high left out, this model does not take it",
    ]


def test_defaults_of_the_model_before_are_not_taken_for_choices() -> None:
    typed = {"response_format": "url", "output_format": "png", "seed": "42", "resolution": "2K"}
    draft = Draft(model=GOOGLE, values=typed, drawn_for=LUMENFALL)
    found = forms.drawn(draft)
    assert found.copy == {}
    assert found.chosen["resolution"] == "2K"
    assert notes(found) == []
    elsewhere = forms.drawn(Draft(model=ONEMIN, values=typed, drawn_for=LUMENFALL))
    assert notes(elsewhere) == ["Seed 42 left out, this model does not take it"]


def test_what_was_asked_comes_back_from_its_fate() -> None:
    found = form(model=GOOGLE, width="1920", height="1080", num_images="2", quality="hd")
    asked = truth.asked([one.as_json() for one in found.fates])
    assert asked == {"width": "1920", "height": "1080", "num_images": "2", "quality": "hd"}
    assert truth.asked([{"name": "aspect_ratio", "asked": "7:6", "sent": "5:4"}]) == {
        "aspect_ratio": "7:6"
    }


# Of every model of every provider


def others(parameter: Parameter) -> str:
    """A value that is not the default."""
    match parameter:
        case Choice():
            return next((c for c in parameter.choices if c != parameter.initial), "")
        case Integer():
            return str(parameter.maximum)
        case Number():
            return str(parameter.maximum)
        case Flag():
            return "off" if parameter.default else "on"
        case Object():
            return '{"user": "anna"}'
    return "a text"


@pytest.mark.parametrize("is_edit", [False, True])
def test_nothing_that_is_chosen_is_dropped_in_silence(make_image: MakeImage, is_edit: bool) -> None:
    image = make_image()
    for name in models():
        _provider, spec = keys.find(name)
        offered = offers.parameters(spec, spec.generate)
        for parameter in offered.values():
            fields = {parameter.name: others(parameter), "model": name}
            if is_edit and spec.edit:
                fields["reference_images"] = str(image.pk)
            found = form(**fields)
            if found.refusal:
                assert not found.is_valid()
                continue
            told = {one.name: one for one in found.fates}
            silent = {"auto", "off", ""}
            assert parameter.name in told or fields[parameter.name] in silent, (name, parameter)
            if parameter.name in told and told[parameter.name].fate == "dropped":
                assert told[parameter.name].is_told
