"""What the composer offers is what it takes: for every model of every provider."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django import forms as django_forms

from studio import forms, keys, offers, presets
from studio.drafts import Draft
from studio.forms import PromptForm
from studio.providers.parameters import Integer, Number, Object, Text
from studio.sheet import Sheet

from .composing import all_ready, form, models  # noqa: F401 (a fixture)
from .conftest import MakeImage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_ready")]


def drawn(name: str) -> PromptForm:
    return forms.drawn(Draft(model=name, prompt="A boat"))


def shown(found: PromptForm) -> Iterator[tuple[str, str]]:
    """Each field with each value that its widget or its limits offer."""
    sheet = Sheet(found, None)
    for field in (*sheet.shown, *sheet.folded):
        parameter = found.parameters.get(field.name)
        if isinstance(field.field, django_forms.ChoiceField):
            yield from ((field.name, str(value)) for value, _label in field.field.choices)
        elif isinstance(field.field, django_forms.NullBooleanField):
            yield from ((field.name, word) for word in ("on", "off"))
        elif isinstance(parameter, Integer | Number):
            yield from ((field.name, str(n)) for n in (parameter.minimum, parameter.maximum))
        elif field.name == "num_images":
            yield from ((field.name, str(n + 1)) for n in range(found.operation.max_count))
        elif isinstance(parameter, Object | Text):
            yield field.name, '{"user": "anna"}'
        else:
            assert field.name == "mask"
    yield from (("preset", preset.value) for preset in sheet.known_presets)
    yield from (("aspect_ratio", ratio) for ratio in ("7:6", "1:20", "20:1"))


@pytest.mark.parametrize("is_edit", [False, True])
def test_each_value_that_is_offered_is_taken(make_image: MakeImage, is_edit: bool) -> None:
    image = make_image()
    for name in models():
        found = drawn(name)
        for field, value in shown(found):
            fields = {"model": name, field: value}
            if is_edit and found.spec.edit:
                fields["reference_images"] = str(image.pk)
            posted = form(**fields)
            assert posted.is_valid(), (fields, posted.errors)


def test_what_is_drawn_is_taken_as_it_stands() -> None:
    for name in models():
        found = drawn(name)
        fields = [field.name for field in Sheet(found, None).shown]
        values = {n: str(found[n].value()) for n in fields if found[n].value() is not None}
        posted = form(model=name, **values)
        assert posted.is_valid(), (name, posted.errors)
        assert posted.chosen == found.chosen
        assert posted.copy == {}


def test_every_model_offers_the_formats_that_can_be_made_here() -> None:
    for name in models():
        found = drawn(name)
        values = {str(value) for value, _label in found.fields["output_format"].choices}  # type: ignore[attr-defined]
        assert {"png", "jpeg", "webp", "avif"} <= values
        for value in values:
            posted = form(model=name, output_format=value)
            is_native = offers.takes_format(posted.operation, value)
            assert is_native != (posted.copy == {"format": value}) or value == "auto"


def test_gif_is_offered_only_where_the_gateway_makes_it() -> None:
    for name in models():
        offered = drawn(name).parameters["output_format"].choices  # type: ignore[attr-defined]
        _provider, spec = keys.find(name)
        assert ("gif" in offered) == offers.takes_format(spec.generate, "gif")


def test_every_preset_goes_to_every_model() -> None:
    for name in models():
        for preset in presets.known():
            posted = form(model=name, preset=preset.value, exact="on")
            assert posted.is_valid(), (name, preset, posted.errors)
            assert posted.copy == {"width": preset.width, "height": preset.height}


def test_the_help_of_a_model_stands_beside_it_in_its_first_sentence() -> None:
    for name in models():
        sheet = Sheet(drawn(name), None)
        first, rest = sheet.help
        assert f"{first} {rest}".strip() == sheet.form.spec.help


def test_a_field_has_a_label_also_where_another_model_has_it() -> None:
    assert offers.label("seed") == "Seed"
    assert offers.label("thinking_level") == "Thinking"
    assert offers.label("nonsense") == "“nonsense”"
