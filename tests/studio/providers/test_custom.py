"""A server of one's own: only what was chosen is sent, and both ways of answering are read."""

import io
from dataclasses import replace
from itertools import product

import pytest
from PIL import Image

from studio.providers import Brief, Input, InvalidError, NoImageError, get

from .conftest import finished, provider_of, reference

PNG = Input(name="reference-1.png", mime="image/png", data=b"\x89PNG one")


def asked(*inputs, **parameters):
    operation = "edit" if inputs else "generate"
    chosen = {"response_format": "b64_json", **parameters}
    return Brief(
        model="house-model",
        prompt="a fox",
        operation=operation,
        parameters=chosen,
        inputs=inputs,
    )


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({}, {}),
        ({"aspect_ratio": "auto", "quality": "auto", "response_format": "auto"}, {}),
        ({"aspect_ratio": "3:2", "quality": "hd"}, {"size": "1536x1024", "quality": "hd"}),
        ({"aspect_ratio": "2:3", "response_format": "b64_json"},
         {"size": "1024x1536", "response_format": "b64_json"}),
        ({"width": 1233, "height": 77}, {"size": "1233x77"}),
        ({"further_fields": ""}, {}),
        ({"further_fields": '{"seed": 7, "loras": [{"id": "x"}], "hires": true}'},
         {"seed": 7, "loras": [{"id": "x"}], "hires": True}),
        ({"resolution": "4K", "seed": 7, "user": "anna"}, {}),
    ],
)  # fmt: skip
def test_what_is_left_to_the_server_is_not_sent(parameters, fields):
    provider = get("custom")(base_url="http://127.0.0.1:9/v1/", models=["house-model"])
    request = provider.request(Brief(model="house-model", prompt="a fox", parameters=parameters))
    assert request.url == "http://127.0.0.1:9/v1/images/generations"
    assert request.json == {"model": "house-model", "prompt": "a fox", "n": 1, **fields}


def test_further_fields_go_into_a_form_as_json():
    provider = get("custom")(base_url="http://127.0.0.1:9", models=["m"])
    chosen = {"further_fields": '{"user": "anna", "seed": 7, "hires": true, "x": null, "l": [1]}'}
    asked = Brief(model="m", prompt="a fox", operation="edit", inputs=(PNG,), parameters=chosen)
    form = dict(provider.request(asked).form)
    assert {name: form[name] for name in ("user", "seed", "hires", "x", "l")} == {
        "user": "anna", "seed": "7", "hires": "true", "x": "null", "l": "[1]",
    }  # fmt: skip
    told = {field.path: field.of for field in provider.fields(asked)}
    assert told["seed"] == "further_fields"


@pytest.mark.parametrize("name", ["model", "prompt", "n"])
def test_further_fields_write_nothing_past_the_form(name):
    provider = get("custom")(base_url="http://127.0.0.1:9/v1", models=["m"])
    with pytest.raises(InvalidError, match=f"Take {name} out"):
        provider.request(asked(further_fields=f'{{"{name}": 2}}'))


def test_further_fields_that_are_no_object_are_refused_before_they_are_sent():
    provider = get("custom")(base_url="http://127.0.0.1:9", models=["m"])
    asked = Brief(model="m", prompt="a fox", parameters={"further_fields": "[1]"})
    with pytest.raises(InvalidError, match="no JSON object"):
        provider.request(asked)


def test_any_canvas_goes_out_as_it_is():
    (spec,) = get("custom")(base_url="http://127.0.0.1:9", models=["m"]).offered()
    for pixels in (spec.generate.pixels, spec.edit.pixels):
        assert pixels.nearest(1921, 1079) == (1921, 1079)
        assert pixels.nearest(8192, 16) == (8192, 16)
        assert pixels.nearest(10_000, 10_000) == (8192, 8192)


def test_it_has_no_model_until_one_is_named():
    assert get("custom")(base_url="http://127.0.0.1:9").offered() == ()
    named = get("custom")(base_url="http://127.0.0.1:9", models=["one", "two"])
    assert [spec.id for spec in named.offered()] == ["one", "two"]


@pytest.mark.parametrize("form", ["url", "b64_json"])
def test_links_and_base64_are_read(custom_gateway, spool, form):
    provider = provider_of(custom_gateway)
    brief = Brief(model="house-model", prompt="a fox", parameters={"response_format": form})
    (picture,) = provider.read(provider.submit(brief, spool)).pictures
    assert bool(picture.url) is (form == "url")
    assert bool(picture.data) is (form == "b64_json")
    assert picture.revised_prompt == "a fox, in soft morning light"


def test_references_go_as_an_array_even_if_there_is_one(custom_gateway, spool):
    provider = provider_of(custom_gateway)
    brief = Brief(model="house-model", prompt="a fox", operation="edit", inputs=(PNG,))
    provider.read(provider.submit(brief, spool))
    names = [part.name for part in custom_gateway.posts[0].parts if part.filename]
    assert names == ["image[]"]


def test_a_server_without_keys_gets_no_header(custom_gateway, spool):
    custom_gateway.key = ""
    provider = provider_of(custom_gateway, key="")
    provider.submit(Brief(model="house-model", prompt="a fox"), spool)
    assert "authorization" not in custom_gateway.posts[0].headers


def test_every_shape_is_taken_and_drawn(custom_gateway, spool):
    provider = provider_of(custom_gateway)
    for ratio, inputs in product(("1:1", "3:2", "2:3", "auto"), ((), (reference(1),))):
        made = finished(provider, asked(*inputs, aspect_ratio=ratio), spool)
        width, height = Image.open(io.BytesIO(made.pictures[0].data)).size
        wanted = provider.size("house-model", ratio, "") or (1, 1)
        assert width / height == pytest.approx(wanted[0] / wanted[1], rel=0.01)


@pytest.mark.parametrize("count", [1, 2, 14])
def test_references_and_a_mask_are_taken(custom_gateway, spool, count):
    inputs = tuple(reference(number) for number in range(count))
    out = io.BytesIO()
    Image.new("RGBA", (64, 40)).save(out, "png")
    mask = Input(name="mask.png", mime="image/png", data=out.getvalue())
    made = finished(provider_of(custom_gateway), replace(asked(*inputs), mask=mask, count=2), spool)
    assert len(made.pictures) == 2
    names = [part.name for part in custom_gateway.paid[0].parts if part.filename]
    assert names == ["image[]"] * count + ["mask"]


def test_an_empty_list_of_pictures_is_no_success(custom_gateway, spool):
    custom_gateway.will("no picture")
    with pytest.raises(NoImageError):
        finished(provider_of(custom_gateway), asked(), spool)


def test_the_free_question_tells_the_models(custom_gateway):
    assert provider_of(custom_gateway).account().models == ("house-model",)
    assert custom_gateway.paid == []
