"""What the composer's form takes, fits, drops and refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn
from uuid import UUID, uuid4

import pytest

from studio import forms
from studio.drafts import Draft
from studio.forms import PromptForm
from studio.providers import Brief, InvalidError
from studio.providers.sketch import Sketch
from studio.sheet import Sheet

from .composing import errors, form, notes, sent
from .conftest import MakeImage

pytestmark = pytest.mark.django_db
QUICK = "sketch:quick"


@pytest.fixture
def dieyuyun(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DIEYUYUN_API_KEY", "secret-key-of-a-test")
    return "dieyuyun:gemini-3.1-flash-image"


def fates(found: PromptForm) -> dict[str, tuple[str, str | None, str]]:
    """What was asked, what the wire has, and the fate of all that is told, by name."""
    return {f.name: (f.asked, f.sent, f.fate) for f in found.fates if f.is_told}


def drawn(draft: Draft | None = None) -> Sheet:
    return Sheet(forms.drawn(draft or Draft()), None)


# What is required


def test_a_model_and_a_prompt_are_enough() -> None:
    found = form()
    assert found.is_valid(), found.errors
    assert found.chosen["aspect_ratio"] == "1:1"
    assert found.chosen["resolution"] == "1K"
    assert found.count == 1
    assert fates(found) == {}


def test_a_seed_that_is_left_out_is_not_sent() -> None:
    assert "seed" not in form(seed="").chosen


@pytest.mark.parametrize("prompt", ["", "   ", "\n"])
def test_a_prompt_is_required(prompt: str) -> None:
    assert errors("prompt", prompt=prompt) == "Write what you want to see."


def test_a_model_is_required() -> None:
    data = sent()
    del data["model"]
    assert forms.submitted(data, {})[0].errors["model"] == ["Choose a model."]


def test_an_unknown_model_is_named() -> None:
    assert "“nobody:nothing”" in errors("model", model="nobody:nothing")


def test_a_model_whose_provider_has_no_key_cannot_be_sent() -> None:
    assert "connect its provider" in errors("model", model="dieyuyun:gemini-3.1-flash-image")


# The prompt


@pytest.mark.parametrize("letter", ["\0", "\x07", "\x7f", "\x9f"])
def test_control_characters_are_refused_with_their_place(letter: str) -> None:
    assert f"U+{ord(letter):04X}) at position 3" in errors("prompt", prompt=f"ab{letter}")


def test_a_lone_surrogate_is_refused() -> None:
    assert "U+D800" in errors("prompt", prompt="a \ud800")


@pytest.mark.parametrize(
    "prompt", ["two\nlines\tand a tab", "冬の灯台", "👩‍👩‍👧", "e\u0301", "{{ 7*7 }} <b>"]
)
def test_every_other_text_is_kept_as_typed(prompt: str) -> None:
    found = form(prompt=prompt)
    assert found.is_valid()
    assert found.cleaned_data["prompt"] == prompt


def test_a_prompt_has_at_most_32000_characters() -> None:
    assert form(prompt="a" * 32_000).is_valid()
    assert "32001 characters" in errors("prompt", prompt="a" * 32_001)


def test_a_prompt_is_as_short_as_its_model_wants_it() -> None:
    quick = Sketch.models[0]
    spec = replace(quick, generate=replace(quick.generate, max_prompt=10))

    def posted(prompt: str) -> PromptForm:
        return PromptForm(Sketch(), spec, Draft(model=QUICK, prompt=prompt), is_sent=True)

    said = posted("a" * 11).errors["prompt"]
    assert said == ["The prompt has 11 characters; Quick sketch takes at most 10."]
    assert posted("a" * 10).is_valid()
    assert len(posted("a" * 32_001).errors["prompt"]) == 1


def test_what_a_provider_refuses_together_is_told_before_the_click() -> None:
    class Picky(Sketch):
        def fields(self, brief: Brief) -> NoReturn:
            raise InvalidError("A transparent background needs PNG or WebP.")

    draft = Draft(model=QUICK, prompt="A boat")
    found = PromptForm(Picky(), Picky.models[0], draft)
    assert notes(found) == ["A transparent background needs PNG or WebP."]
    posted = PromptForm(Picky(), Picky.models[0], draft, is_sent=True)
    assert posted.non_field_errors() == ["A transparent background needs PNG or WebP."]


# Numbers and choices


@pytest.mark.parametrize("seed", ["-1", str(2**31), "one", "1.5", "9" * 5000])
def test_a_seed_out_of_its_limits_is_refused_with_the_limits(seed: str) -> None:
    assert errors("seed", seed=seed) == "Seed takes whole numbers from 0 to 2147483647."


@pytest.mark.parametrize("count", ["0", "5", "-1", "many"])
def test_the_count_has_limits(count: str) -> None:
    assert errors("num_images", num_images=count) == "Images takes whole numbers from 1 to 4."


def test_a_format_that_is_not_offered_is_refused_with_those_that_are() -> None:
    assert errors("output_format", output_format="bmp") == "Format takes png, jpeg, webp, avif."


# What is fitted and what is dropped


def test_the_nearest_shape_is_sent_and_told() -> None:
    found = form(aspect_ratio="7:6")
    assert found.is_valid()
    assert found.chosen["aspect_ratio"] == "5:4"
    assert fates(found) == {"aspect_ratio": ("7:6", "5:4", "converted")}
    assert notes(found) == ["5:4 instead of 7:6"]


def test_a_tier_in_another_spelling_is_fitted() -> None:
    assert form(resolution="0.5K").chosen["resolution"] == "512"


@pytest.mark.parametrize("shape", ["wide", "0:0", "1:0", "16/9", ":", "9" * 400 + ":1"])
def test_what_is_no_shape_at_all_is_refused(shape: str) -> None:
    found = form(aspect_ratio=shape)
    if found.is_valid():
        assert found.chosen["aspect_ratio"] in found.parameters["aspect_ratio"].choices  # type: ignore[attr-defined]
    else:
        assert "Shape takes 1:8" in found.errors["aspect_ratio"][0]


def test_fields_that_the_model_does_not_know_are_dropped_and_told(dieyuyun: str) -> None:
    found = form(model=dieyuyun, resolution="4K", seed="7", nonsense="<b>", mask="")
    assert found.is_valid(), found.errors
    assert fates(found) == {
        "resolution": ("4K", None, "dropped"),
        "seed": ("7", None, "dropped"),
        "nonsense": ("<b>", None, "dropped"),
    }
    assert notes(found) == [
        "Resolution 4K left out, this model does not take it",
        "Seed 7 left out, this model does not take it",
        "“nonsense” <b> left out, this model does not take it",
    ]


def test_a_shape_is_fitted_to_the_three_of_a_gateway(dieyuyun: str) -> None:
    assert form(model=dieyuyun, aspect_ratio="16:9").chosen["aspect_ratio"] == "3:2"


def test_what_only_an_edit_takes_is_dropped_without_references(
    monkeypatch: pytest.MonkeyPatch, make_image: MakeImage
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret-key-of-a-test")
    monkeypatch.setenv("OPENAI_MODELS", "gpt-image-1.5")
    fields = {"model": "openai:gpt-image-1.5", "input_fidelity": "high"}
    alone = form(**fields)
    assert alone.is_valid()
    assert fates(alone) == {"input_fidelity": ("high", None, "dropped")}
    assert notes(alone) == [
        "“input_fidelity” high left out, this model takes it only with references"
    ]
    edit = form(**fields, reference_images=make_image().pk)
    assert edit.is_valid()
    assert edit.chosen["input_fidelity"] == "high"


# References


def test_references_keep_their_order(make_image: MakeImage) -> None:
    one, two, three = (make_image() for _ in range(3))
    found = form(reference_images=[three.pk, one.pk, two.pk])
    assert found.is_valid()
    assert found.reference_images == [three, one, two]


@pytest.mark.parametrize("id", ["999", "x", "-1", "9" * 30, "1; drop table"])
def test_an_unknown_reference_is_an_error(id: str) -> None:
    assert "is not in the gallery" in errors("references", reference_images=id)


def test_fourteen_references_are_taken_and_fifteen_are_not(make_image: MakeImage) -> None:
    ids = [make_image().pk for _ in range(15)]
    assert form(reference_images=ids[:14]).is_valid()
    assert "at most 14 reference images, and there are 15" in errors(
        "references", reference_images=ids
    )


def test_a_model_without_references_is_named(dieyuyun: str, make_image: MakeImage) -> None:
    said = errors("references", model=dieyuyun, reference_images=make_image().pk)
    assert said.startswith("Gemini 3.1 Flash Image takes no reference images.")


# Submission


def test_a_submission_is_kept_and_anything_else_replaced() -> None:
    known = str(uuid4())
    assert form(submission=known)["submission"].value() == known
    for wrong in ("", "x" * 500):
        assert UUID(form(submission=wrong)["submission"].value())


def test_each_chosen_model_gets_its_own_form_once() -> None:
    names = ["sketch:quick", "sketch:later", "sketch:quick"]
    found = forms.submitted(sent(model=names), {})
    assert [one.name for one in found] == ["sketch:quick", "sketch:later"]
    assert all(one.is_valid() for one in found)


# What the page shows of it


def test_shape_resolution_and_count_come_first_and_the_rest_is_folded() -> None:
    found = drawn()
    assert [field.name for field in found.shown] == ["aspect_ratio", "resolution", "num_images"]
    assert [field.name for field in found.folded] == ["output_format", "seed"]
    kinds = [field.field.kind for field in (*found.shown, *found.folded)]  # type: ignore[attr-defined]
    assert kinds == ["shapes", "segments", "count", "choice", "integer"]


def test_the_exact_pixels_of_every_choice_are_known_before_the_click() -> None:
    found = drawn(Draft(values={"aspect_ratio": "16:9"}))
    assert found.pixels == "1376 × 768"
    assert found.sizes["16:9|2K"] == "2752 × 1536"
    assert len(found.sizes) == 14 * 4


def test_the_options_of_a_shape_carry_their_pixels() -> None:
    options = [option.data for option in forms.drawn(Draft())["aspect_ratio"]]
    titles = {option["value"]: option["attrs"].get("title") for option in options}
    assert titles["1:1"] == "1024 × 1024"
    assert titles["16:9"] == "1376 × 768"
    assert titles["auto"] is None


def test_the_sketch_is_free() -> None:
    assert drawn().price_text == "free"


def test_a_price_that_no_table_knows_is_said_to_be_unknown(dieyuyun: str) -> None:
    assert drawn(Draft(model=dieyuyun)).price_text == "price unknown"


def test_models_are_grouped_by_provider(dieyuyun: str) -> None:
    groups = dict(forms.drawn(Draft()).fields["model"].choices)  # type: ignore[attr-defined]
    assert list(groups) == ["Sketch", "dieyuyun"]
    assert ("sketch:quick", "Quick sketch") in groups["Sketch"]


def test_a_draft_for_a_model_that_is_not_connected_takes_the_default_and_says_so() -> None:
    found = drawn(Draft(model="openai:gpt-image-2", prompt="A boat"))
    assert found.form.name == "sketch:quick"
    assert "sketch:quick instead of openai:gpt-image-2" in found.notes[0]


def test_the_troubled_sketch_is_offered_in_debug_mode_only(settings: Any) -> None:
    assert errors("model", model="sketch:trouble")
    settings.DEBUG = True
    assert form(model="sketch:trouble").is_valid()
