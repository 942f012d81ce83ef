"""OpenAI: what goes out and what comes back."""

import io
from dataclasses import replace
from itertools import product

import httpx
import pytest
from PIL import Image

from studio.providers import Brief, Input, InvalidError, NoImageError, get, http, saved_answer

from .conftest import finished, provider_of, reference

HERE = "https://api.openai.com/v1"
PNG = Input(name="reference-1.png", mime="image/png", data=b"\x89PNG one")
JPEG = Input(name="reference-2.jpeg", mime="image/jpeg", data=b"\xff\xd8 two")
MASK = Input(name="mask.png", mime="image/png", data=b"\x89PNG mask")
GPT = ("gpt-image-2", "gpt-image-2-2026-04-21", "gpt-image-1.5", "gpt-image-1", "gpt-image-1-mini")


@pytest.fixture
def provider():
    return get("openai")(key="good-key")


def brief(model="gpt-image-2", **changes):
    return Brief(model=model, prompt="a fox", **changes)


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({}, {}),
        ({"aspect_ratio": "auto", "quality": "auto", "background": "auto"}, {}),
        ({"aspect_ratio": "auto", "resolution": "4K"}, {}),
        ({"aspect_ratio": "1:1"}, {"size": "1024x1024"}),
        ({"aspect_ratio": "3:2", "resolution": "1K"}, {"size": "1536x1024"}),
        ({"aspect_ratio": "2:3", "resolution": "1K"}, {"size": "1024x1536"}),
        ({"aspect_ratio": "1:1", "resolution": "2K"}, {"size": "2048x2048"}),
        ({"aspect_ratio": "16:9", "resolution": "4K"}, {"size": "3840x2160"}),
        ({"aspect_ratio": "9:16", "resolution": "4K"}, {"size": "2160x3840"}),
        ({"aspect_ratio": "3:1", "resolution": "1K"}, {"size": "1776x592"}),
        ({"width": 1920, "height": 1088}, {"size": "1920x1088"}),
        ({"quality": "high", "moderation": "low"}, {"quality": "high", "moderation": "low"}),
        (
            {"background": "transparent", "output_format": "webp", "output_compression": 70},
            {"background": "transparent", "output_format": "webp", "output_compression": 70},
        ),
        ({"response_format": "url", "seed": 7, "input_fidelity": "high", "user": "anna"}, {}),
    ],
)
def test_a_generation_holds_what_was_chosen_and_nothing_else(provider, parameters, fields):
    request = provider.request(brief(parameters=parameters, count=3))
    assert request.url == f"{HERE}/images/generations"
    assert request.json == {"model": "gpt-image-2", "prompt": "a fox", "n": 3, **fields}


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({"output_format": "png", "output_compression": 70}, {"output_format": "png"}),
        ({"output_compression": 70}, {}),
        ({"output_format": "jpeg", "background": "transparent"}, {"output_format": "jpeg"}),
    ],
)
def test_what_a_format_cannot_do_is_left_out(provider, parameters, fields):
    sent = provider.request(brief(parameters=parameters)).json
    assert sent == {"model": "gpt-image-2", "prompt": "a fox", "n": 1, **fields}
    told = {field.of for field in provider.fields(brief(parameters=parameters))}
    assert told == {"model", "prompt", "num_images", *fields}


@pytest.mark.parametrize("model", [*GPT, "gpt-next"])
def test_no_gpt_image_model_gets_a_response_format(model):
    provider = get("openai")(key="k", models=[model])
    chosen = brief(model, parameters={"response_format": "b64_json"})
    assert "response_format" not in provider.request(chosen).json


@pytest.mark.parametrize("model", [*GPT, "gpt-next", "dall-e-3", "dall-e-2"])
def test_the_model_is_always_named_since_the_default_is_gone(model):
    request = get("openai")(key="k", models=[model]).request(brief(model))
    assert request.json["model"] == model


@pytest.mark.parametrize(
    ("model", "ratio", "size"),
    [("dall-e-3", "16:9", "1792x1024"), ("dall-e-2", "1:1", "1024x1024")],
)
def test_a_dall_e_model_gets_one_and_its_own_sizes(model, ratio, size):
    provider = get("openai")(key="k", models=[model])
    chosen = {"aspect_ratio": ratio, "response_format": "b64_json"}
    fields = provider.request(brief(model, parameters=chosen)).json
    assert (fields["size"], fields["response_format"]) == (size, "b64_json")
    assert "x".join(map(str, provider.size(model, ratio, ""))) == size


# Canvases


def test_every_shape_and_tier_is_a_legal_canvas_and_is_told_before_the_click(provider):
    (spec,) = provider.offered()
    shapes, tiers = (spec.generate.parameter(n).choices for n in ("aspect_ratio", "resolution"))
    for ratio, tier in product(shapes[1:], tiers):
        width, height = provider.size(spec.id, ratio, tier)
        assert spec.generate.pixels.takes(width, height), (ratio, tier)
        across, down = map(int, ratio.split(":"))
        assert width * down == pytest.approx(height * across, rel=0.01)
    assert provider.size(spec.id, "auto", "2K") is None


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ((1920, 1080), (1920, 1080 + 8)),
        ((3840, 2160), (3840, 2160)),
        ((100, 100), (816, 816)),
        ((8000, 8000), (2160, 2160)),
        ((4000, 400), (3840, 1280)),
    ],
)
def test_an_exact_canvas_is_brought_within_the_rules(provider, asked, nearest):
    pixels = provider.offered()[0].edit.pixels
    assert pixels.nearest(*asked) == nearest
    assert pixels.takes(*nearest)


def test_the_snapshot_takes_what_gpt_image_2_takes_and_the_older_three_shapes():
    snapshot, older = get("openai")(models=["gpt-image-2-2026-04-21", "gpt-image-1.5"]).offered()
    assert snapshot.generate.pixels
    assert older.generate.pixels is None
    assert older.generate.parameter("aspect_ratio").choices == ("auto", "1:1", "3:2", "2:3")
    assert older.generate.parameter("resolution") is None


# References


def test_one_reference_is_sent_as_image_and_several_as_an_array(provider):
    one = provider.request(brief(operation="edit", inputs=(PNG,)))
    assert one.url == f"{HERE}/images/edits"
    assert [(file.field, file.mime) for file in one.files] == [("image", "image/png")]
    two = provider.request(brief(operation="edit", inputs=(PNG, JPEG)))
    assert [(file.field, file.name) for file in two.files] == [
        ("image[]", "reference-1.png"),
        ("image[]", "reference-2.jpeg"),
    ]
    assert dict(two.form) == {"model": "gpt-image-2", "prompt": "a fox", "n": "1"}


def test_a_form_says_the_size_once_though_two_choices_come_to_it(provider):
    chosen = {"aspect_ratio": "16:9", "resolution": "2K", "quality": "low"}
    asked = brief(operation="edit", inputs=(PNG,), parameters=chosen)
    form = provider.request(asked).form
    assert form == (
        ("model", "gpt-image-2"), ("prompt", "a fox"), ("n", "1"), ("size", "2736x1536"),
        ("quality", "low"),
    )  # fmt: skip
    words = {field.of for field in provider.fields(asked) if field.path == "size"}
    assert words == {"aspect_ratio", "resolution"}


def test_a_mask_goes_along_with_references_only(provider):
    request = provider.request(brief(operation="edit", inputs=(PNG, JPEG), mask=MASK))
    assert [(file.field, file.mime) for file in request.files] == [
        ("image[]", "image/png"),
        ("image[]", "image/jpeg"),
        ("mask", "image/png"),
    ]
    assert provider.request(brief(mask=MASK)).files == ()
    (spec,) = provider.offered()
    assert (spec.generate.takes_mask, spec.edit.takes_mask) == (False, True)


def test_what_only_one_operation_takes_is_declared_so():
    newest, older = get("openai")(models=["gpt-image-2", "gpt-image-1.5"]).offered()
    assert newest.edit.parameter("input_fidelity") is None
    assert older.edit.parameter("input_fidelity")
    assert older.generate.parameter("input_fidelity") is None
    assert newest.generate.parameter("moderation")
    assert newest.edit.parameter("moderation") is None


def test_the_recipe_tells_files_by_name_only(provider):
    sent = provider.request(brief(operation="edit", inputs=(PNG,))).sent()
    assert sent["files"] == ["image: reference-1.png"]


def test_gpt_image_2_is_the_default_and_takes_fourteen_references(provider):
    (spec,) = provider.offered()
    assert spec.id == "gpt-image-2"
    assert spec.max_inputs == 14
    assert (spec.generate.max_prompt, spec.edit.max_prompt) == (32_000, 32_000)


# What comes back, and what it cost


def answered(provider, spool, wire, body, model="gpt-image-2"):
    with wire(lambda _request: httpx.Response(200, json=body)):
        return provider.read(provider.submit(brief(model), spool))


def used(**more):
    given = {"text_tokens": 60, "image_tokens": 323}
    drawn = {"image_tokens": 1056, "text_tokens": 0}
    return {"input_tokens_details": given, "output_tokens_details": drawn, **more}


@pytest.mark.parametrize(
    ("usage", "dollars"),
    [
        (used(), "0.034564"),
        (used(output_tokens_details=None, output_tokens=1056), "0.034564"),
        (used(output_tokens_details={"image_tokens": 1056, "text_tokens": 7}), None),
        (used(input_tokens_details=None), None),
        ({"input_tokens": 60, "output_tokens": 1056}, None),
        ({}, None),
        (None, None),
        ("?", None),
    ],
)
def test_usage_comes_to_a_cost_where_its_kinds_are_told(provider, spool, wire, usage, dollars):
    made = answered(provider, spool, wire, {"data": [{"b64_json": "aGVsbG8="}], "usage": usage})
    assert (str(made.cost.amount) if made.cost else None) == dollars
    again = provider.read(saved_answer(spool))
    assert again == made


@pytest.mark.parametrize("model", ["gpt-image-1.5", "gpt-next"])
def test_a_model_that_is_not_on_the_price_list_has_no_cost(spool, wire, model):
    provider = get("openai")(key="k", models=[model])
    body = {"data": [{"b64_json": "aGVsbG8="}], "usage": used()}
    made = answered(provider, spool, wire, body, model)
    assert (made.cost, made.usage) == (None, used())
    assert provider.price(brief(model)) is None


def test_a_failure_tells_what_it_used_up(provider, spool, wire):
    with pytest.raises(NoImageError) as caught:
        answered(provider, spool, wire, {"data": [], "usage": used()})
    assert caught.value.usage == used()
    assert str(caught.value.cost.amount) == "0.034564"


# Over sockets


def served(gateway, *models):
    return provider_of(gateway, **({"models": models} if models else {}))


def test_pictures_usage_and_cost_come_back_from_a_strict_gateway(openai_gateway, spool):
    chosen = {
        "aspect_ratio": "3:2",
        "quality": "low",
        "background": "opaque",
        "output_format": "webp",
        "output_compression": 80,
        "moderation": "low",
    }
    made = finished(served(openai_gateway), brief(parameters=chosen, count=2), spool)
    assert [picture.data[:4] for picture in made.pictures] == [b"RIFF"] * 2
    assert made.usage["output_tokens"] == 2112
    assert str(made.cost.amount) == "0.063660"
    assert made.request_id.startswith("req_")


@pytest.mark.parametrize("model", GPT)
def test_every_shape_and_tier_is_taken(openai_gateway, spool, model):
    provider = served(openai_gateway, model)
    (spec,) = provider.offered()
    shapes = spec.generate.parameter("aspect_ratio").choices
    tiers = spec.generate.parameter("resolution")
    for ratio, tier in product(shapes, tiers.choices if tiers else ("",)):
        chosen = {"aspect_ratio": ratio, "resolution": tier}
        for inputs in ((), (reference(1),)):
            operation = "edit" if inputs else "generate"
            asked = brief(model, parameters=chosen, operation=operation, inputs=inputs)
            ((picture),) = finished(provider, asked, spool).pictures
            width, height = Image.open(io.BytesIO(picture.data)).size
            wanted = provider.size(model, ratio, tier) or (1, 1)
            assert width / height == pytest.approx(wanted[0] / wanted[1], rel=0.02)


@pytest.mark.parametrize("count", [1, 2, 14])
def test_a_strict_gateway_takes_the_references(openai_gateway, spool, count):
    inputs = tuple(reference(n, ("png", "jpeg", "webp")[n % 3]) for n in range(count))
    asked = brief(operation="edit", inputs=inputs, count=2)
    assert len(finished(served(openai_gateway), asked, spool).pictures) == 2
    files = [part for part in openai_gateway.posts[0].parts if part.filename]
    assert [part.data for part in files] == [given.data for given in inputs]
    assert [part.mime for part in files] == [given.mime for given in inputs]
    assert {part.name for part in files} == {"image" if count == 1 else "image[]"}


def test_a_strict_gateway_takes_a_mask_of_the_same_size(openai_gateway, spool):
    given = reference(1)
    out = io.BytesIO()
    Image.new("RGBA", Image.open(io.BytesIO(given.data)).size).save(out, "png")
    asked = brief(operation="edit", inputs=(given,), mask=replace(MASK, data=out.getvalue()))
    assert finished(served(openai_gateway), asked, spool).pictures
    names = [part.name for part in openai_gateway.paid[0].parts if part.filename]
    assert names == ["image", "mask"]


def test_a_reference_of_a_wrong_type_is_refused_with_the_reason(openai_gateway, spool):
    wrong = replace(reference(1), mime="application/octet-stream")
    with pytest.raises(InvalidError, match="unsupported mimetype"):
        finished(served(openai_gateway), brief(operation="edit", inputs=(wrong,)), spool)


def test_an_empty_list_of_pictures_is_no_success(openai_gateway, spool):
    openai_gateway.will("no picture")
    with pytest.raises(NoImageError):
        finished(served(openai_gateway), brief(), spool)


def test_the_free_question_tells_the_models(openai_gateway):
    assert served(openai_gateway).account().models == GPT
    assert openai_gateway.paid == []


def test_the_gateway_is_strict_indeed(openai_gateway, spool):
    provider = served(openai_gateway)
    plain = provider.request(brief())
    wrong = replace(plain, json={**plain.json, "response_format": "url"})
    with pytest.raises(InvalidError, match="Unknown parameter: 'response_format'"):
        http.pay(wrong, provider=provider, spool=spool)
