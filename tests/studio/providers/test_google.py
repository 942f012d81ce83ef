"""Google: what goes out."""

import base64

import pytest

from studio.providers import Brief, Cost, Input, get
from studio.providers.parameters import RATIOS, TIERS

MODEL = "gemini-3.1-flash-image"
HERE = "https://generativelanguage.googleapis.com/v1beta"
PNG = Input(name="reference-1.png", mime="image/png", data=b"\x89PNG one")
JPEG = Input(name="reference-2.jpeg", mime="image/jpeg", data=b"\xff\xd8 two")


@pytest.fixture
def provider():
    return get("google")(key="good-key")


def brief(parameters=None, **changes):
    return Brief(model=MODEL, prompt="a fox", parameters=parameters or {}, **changes)


ASKED = [{"role": "user", "parts": [{"text": "a fox"}]}]
WEB, BOTH = {"webSearch": {}}, {"webSearch": {}, "imageSearch": {}}


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({}, {}),
        (
            {"aspect_ratio": "auto", "thinking_level": "auto", "safety_settings": "auto",
             "google_search": False, "google_image_search": False},
            {},
        ),
        (
            {"aspect_ratio": "21:9", "resolution": "512"},
            {"generationConfig": {"imageConfig": {"aspectRatio": "21:9", "imageSize": "512"}}},
        ),
        (
            {"answer_with": "picture and words"},
            {"generationConfig": {"responseModalities": ["TEXT", "IMAGE"]}},
        ),
        (
            {"answer_with": "picture only", "seed": 7, "thinking_level": "high"},
            {"generationConfig": {"responseModalities": ["IMAGE"], "seed": 7,
                                  "thinkingConfig": {"thinkingLevel": "high"}}},
        ),
        ({"google_search": True}, {"tools": [{"google_search": {"searchTypes": WEB}}]}),
        (
            {"google_search": True, "google_image_search": True},
            {"tools": [{"google_search": {"searchTypes": BOTH}}]},
        ),
        ({"google_image_search": True}, {"tools": [{"google_search": {"searchTypes": BOTH}}]}),
        (
            {"safety_settings": "loose"},
            {"safetySettings": [
                {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"},
                {"category": "HARM_CATEGORY_HATE_SPEECH", "threshold": "BLOCK_ONLY_HIGH"},
                {"category": "HARM_CATEGORY_SEXUALLY_EXPLICIT", "threshold": "BLOCK_ONLY_HIGH"},
                {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "threshold": "BLOCK_ONLY_HIGH"},
            ]},
        ),
        ({"temperature": 1.0, "top_p": 0.9, "output_format": "png", "user": "anna"}, {}),
    ],
)  # fmt: skip
def test_the_request_holds_what_was_chosen_and_nothing_else(provider, parameters, fields):
    request = provider.request(brief(parameters))
    assert (request.method, request.url) == ("POST", f"{HERE}/models/{MODEL}:generateContent")
    assert request.json == {"contents": ASKED, **fields}


def test_the_key_goes_in_googles_own_header(provider):
    assert provider.auth() == {"x-goog-api-key": "good-key"}
    assert get("google")().auth() == {}


def test_references_follow_the_prompt_with_their_true_types_in_bare_base64(provider):
    request = provider.request(brief(operation="edit", inputs=(PNG, JPEG)))
    ((turn),) = request.json["contents"]
    assert turn["parts"] == [
        {"text": "a fox"},
        {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(PNG.data).decode()}},
        {"inlineData": {"mimeType": "image/jpeg", "data": base64.b64encode(JPEG.data).decode()}},
    ]


def test_more_than_ten_parts_stay_in_their_order(provider):
    inputs = tuple(Input(name=f"{n}.png", mime="image/png", data=b"") for n in range(14))
    request = provider.request(brief(operation="edit", inputs=inputs))
    parts = request.json["contents"][0]["parts"]
    assert [part["inlineData"]["data"] for part in parts[1:]] == [f"{n}.png" for n in range(14)]


def test_a_picture_of_an_earlier_turn_goes_as_a_user_part_without_a_signature(provider):
    """Signatures are demanded of the model's parts alone."""
    request = provider.request(brief(operation="edit", inputs=(PNG,)))
    assert [turn["role"] for turn in request.json["contents"]] == ["user"]
    assert "thoughtSignature" not in str(request.json)


def test_the_shape_is_sent_with_references_unless_it_is_left_to_them(provider):
    """Without a ratio the picture takes the shape of an input."""
    (spec,) = provider.offered()
    assert spec.edit.parameter("aspect_ratio").initial == "1:1"
    explicit = provider.request(brief({"aspect_ratio": "1:1"}, operation="edit", inputs=(PNG,)))
    assert explicit.json["generationConfig"]["imageConfig"] == {"aspectRatio": "1:1"}
    left = provider.request(brief({"aspect_ratio": "auto"}, operation="edit", inputs=(PNG,)))
    assert "generationConfig" not in left.json


def test_the_smallest_tier_is_spelled_as_google_alone_spells_it(provider):
    request = provider.request(brief({"resolution": "512"}))
    assert request.json["generationConfig"]["imageConfig"] == {"imageSize": "512"}


def test_one_picture_a_call_and_no_count_in_it(provider):
    """Several pictures are several calls: no prompt controls how many there are."""
    (spec,) = provider.offered()
    assert (spec.generate.per_call, spec.edit.per_call) == (1, 1)
    assert spec.generate.max_count == 8
    assert "candidateCount" not in str(provider.request(brief(count=1)).json)


def test_references_are_bounded_each_and_together(provider):
    """One request holds about 14 MB of them, else it is too large."""
    (spec,) = provider.offered()
    assert spec.max_inputs == 14
    assert spec.edit.max_total == 14_000_000
    assert spec.edit.max_side == 2048
    assert spec.edit.input_formats == ("png", "jpeg", "webp")


def test_every_field_tells_whose_word_it_carries(provider):
    chosen = {
        "aspect_ratio": "3:2",
        "resolution": "2K",
        "answer_with": "picture only",
        "thinking_level": "high",
        "seed": 7,
        "google_search": True,
        "google_image_search": True,
        "safety_settings": "strict",
    }
    fields = provider.fields(brief(chosen, operation="edit", inputs=(PNG,)))
    assert {field.of for field in fields} == {"prompt", "reference_images", "", *chosen}
    assert [field.path for field in fields if not field.of] == ["contents.0.role"]


def test_the_recipe_names_references_instead_of_keeping_their_bytes(provider):
    sent = provider.sent(brief(operation="edit", inputs=(PNG,)))
    inline = sent["contents"][0]["parts"][1]["inlineData"]
    assert inline == {"mimeType": "image/png", "data": "reference-1.png"}


def test_the_general_model_is_the_default_and_another_id_gets_what_all_take():
    """The id of the preview is gone, and ids are a setting."""
    assert [spec.id for spec in get("google")(key="k").offered()] == [MODEL]
    (spec,) = get("google")(key="k", models=["gemini-9-image"]).offered()
    names = [parameter.name for parameter in spec.generate.parameters]
    assert names == [
        "aspect_ratio", "resolution", "answer_with", "seed", "google_search", "safety_settings",
    ]  # fmt: skip
    assert spec.generate.parameter("resolution").initial == "auto"


def test_sampling_is_not_offered_since_the_vendor_gives_it_up(provider):
    (spec,) = provider.offered()
    names = {parameter.name for parameter in (*spec.generate.parameters, *spec.edit.parameters)}
    assert names.isdisjoint({"temperature", "top_p"})
    assert "seed" in names


def test_nothing_is_promised_of_the_filters_on_pictures(provider):
    (spec,) = provider.offered()
    assert "filters on pictures stay" in spec.generate.parameter("safety_settings").help


@pytest.mark.parametrize(
    ("tier", "price"), [("512", "0.045"), ("1K", "0.067"), ("2K", "0.101"), ("4K", "0.151")]
)
def test_a_picture_has_the_price_of_its_tier(provider, tier, price):
    cost = provider.price(brief({"resolution": tier}))
    assert (str(cost.amount), cost.currency, cost.source) == (price, "USD", "table")


def test_a_model_without_a_price_list_has_none(provider):
    unknown = Brief(model="gemini-9-image", prompt="a fox", parameters={"resolution": "1K"})
    assert provider.price(unknown) is None
    assert isinstance(provider.price(brief()), Cost)


def test_pixels_are_told_before_the_click(provider):
    assert provider.size(MODEL, "16:9", "2K") == (2752, 1536)
    assert provider.size(MODEL, "auto", "2K") is None
    sizes = {provider.size(MODEL, ratio, tier) for ratio in RATIOS for tier in TIERS}
    assert len(sizes) == len(RATIOS) * len(TIERS)
