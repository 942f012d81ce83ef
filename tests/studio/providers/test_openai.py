"""OpenAI: what goes out and what comes back."""

from dataclasses import replace

import pytest

from studio.providers import Brief, Input, InvalidError, get, http

from .conftest import provider_of

PNG = Input(name="reference-1.png", mime="image/png", data=b"\x89PNG one")
JPEG = Input(name="reference-2.jpeg", mime="image/jpeg", data=b"\xff\xd8 two")


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
        ({"aspect_ratio": "1:1"}, {"size": "1024x1024"}),
        ({"aspect_ratio": "3:2"}, {"size": "1536x1024"}),
        ({"aspect_ratio": "2:3"}, {"size": "1024x1536"}),
        ({"quality": "high", "moderation": "low"}, {"quality": "high", "moderation": "low"}),
        (
            {"background": "transparent", "output_format": "webp", "output_compression": 70},
            {"background": "transparent", "output_format": "webp", "output_compression": 70},
        ),
        ({"output_format": "png", "output_compression": 70}, {"output_format": "png"}),
        ({"response_format": "url", "resolution": "4K", "input_fidelity": "high"}, {}),
    ],
)
def test_a_generation_holds_what_was_chosen_and_nothing_else(provider, parameters, fields):
    request = provider.request(brief(parameters=parameters, count=3))
    assert request.url == "https://api.openai.com/v1/images/generations"
    assert request.json == {"model": "gpt-image-2", "prompt": "a fox", "n": 3, **fields}


@pytest.mark.parametrize("model", ["gpt-image-2", "gpt-image-1.5", "gpt-image-1-mini", "gpt-next"])
def test_no_gpt_image_model_gets_a_response_format(model):
    provider = get("openai")(key="k", models=[model])
    chosen = brief(model, parameters={"response_format": "b64_json"})
    assert "response_format" not in provider.request(chosen).json


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


def test_transparent_jpeg_is_refused_before_it_is_sent(provider):
    chosen = {"background": "transparent", "output_format": "jpeg"}
    with pytest.raises(InvalidError, match="PNG or WebP"):
        provider.request(brief(parameters=chosen))


def test_one_reference_is_sent_as_image_and_several_as_an_array(provider):
    one = provider.request(brief(operation="edit", inputs=(PNG,)))
    assert one.url == "https://api.openai.com/v1/images/edits"
    assert [(file.field, file.mime) for file in one.files] == [("image", "image/png")]
    two = provider.request(brief(operation="edit", inputs=(PNG, JPEG)))
    assert [(file.field, file.name) for file in two.files] == [
        ("image[]", "reference-1.png"),
        ("image[]", "reference-2.jpeg"),
    ]
    assert dict(two.form) == {"model": "gpt-image-2", "prompt": "a fox", "n": "1"}


def test_fidelity_is_of_the_models_that_take_it():
    provider = get("openai")(key="k", models=["gpt-image-2", "gpt-image-1.5"])
    newest, older = provider.offered()
    assert newest.edit.parameter("input_fidelity") is None
    assert older.edit.parameter("input_fidelity")
    assert older.generate.parameter("input_fidelity") is None


def test_the_recipe_tells_files_by_name_only(provider):
    sent = provider.request(brief(operation="edit", inputs=(PNG,))).sent()
    assert sent["files"] == ["image: reference-1.png"]


def test_gpt_image_2_is_the_default_and_takes_fourteen_references(provider):
    (spec,) = provider.offered()
    assert spec.id == "gpt-image-2"
    assert spec.max_inputs == 14


def test_pictures_and_usage_come_back_from_a_strict_gateway(openai_gateway, spool):
    provider = provider_of(openai_gateway)
    chosen = {
        "aspect_ratio": "3:2",
        "quality": "low",
        "background": "opaque",
        "output_format": "webp",
        "output_compression": 80,
        "moderation": "low",
    }
    made = provider.read(provider.submit(brief(parameters=chosen, count=2), spool))
    assert [picture.data[:4] for picture in made.pictures] == [b"RIFF"] * 2
    assert made.usage["output_tokens"] == 2 * 1056


@pytest.mark.parametrize("inputs", [(PNG,), (PNG, JPEG), (PNG,) * 14])
def test_a_strict_gateway_takes_the_references(openai_gateway, spool, inputs):
    provider = provider_of(openai_gateway)
    made = provider.read(provider.submit(brief(operation="edit", inputs=inputs), spool))
    assert len(made.pictures) == 1
    files = [part for part in openai_gateway.posts[0].parts if part.filename]
    assert [part.data for part in files] == [given.data for given in inputs]
    assert [part.mime for part in files] == [given.mime for given in inputs]


def test_the_gateway_is_strict_indeed(openai_gateway, spool):
    provider = provider_of(openai_gateway)
    plain = provider.request(brief())
    wrong = replace(plain, json={**plain.json, "response_format": "url"})
    with pytest.raises(InvalidError, match="Unknown parameter: 'response_format'"):
        http.pay(wrong, provider=provider, spool=spool)
