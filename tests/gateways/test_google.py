"""Google's server is strict about each field, and speaks of it in Google's own words."""

import io

import pillow_heif
import pytest
from PIL import Image

from . import pictures, sizes
from .asking import client
from .asking_google import MODEL, asked, configured, final, inline, opened, parts_of, post, told
from .fixtures import *  # noqa: F403
from .google import GoogleGateway


def heif():
    out = io.BytesIO()
    picture = pillow_heif.from_pillow(Image.new("RGB", (90, 160)))
    picture.save(out)
    return out.getvalue()


def test_the_whole_of_it_is_taken(google_gateway):
    config = {
        "responseModalities": ["TEXT", "IMAGE"],
        "imageConfig": {"aspectRatio": "16:9", "imageSize": "2K"},
        "thinkingConfig": {"thinkingLevel": "high", "includeThoughts": True},
        "seed": -7,
        "candidateCount": 1,
    }
    safety = [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}]
    tools = [{"google_search": {"searchTypes": {"webSearch": {}, "imageSearch": {}}}}]
    body = asked(generationConfig=config, safetySettings=safety, tools=tools)
    assert post(google_gateway, body).status_code == 200


def test_names_may_come_in_snake_case(google_gateway):
    config = {
        "response_modalities": ["IMAGE"],
        "image_config": {"aspect_ratio": "16:9", "image_size": "2K"},
        "thinking_config": {"thinking_level": "minimal", "include_thoughts": False},
    }
    body = {
        "contents": [{"parts": [{"text": "a fox"}]}],
        "generation_config": config,
        "tools": [{"googleSearch": {"search_types": {"web_search": {}}}}],
    }
    answer = post(google_gateway, body)
    assert opened(*final(answer)).size == sizes.within((2752, 1536), 512)
    assert answer.json()["candidates"][0]["groundingMetadata"]["webSearchQueries"] == ["a fox"]


@pytest.mark.parametrize(
    ("config", "name", "place"),
    [
        ({"personGeneration": "ALLOW_ALL"}, "personGeneration", "generation_config"),
        (
            {"imageConfig": {"personGeneration": "ALLOW_ALL"}},
            "personGeneration",
            "generation_config.image_config",
        ),
        (
            {"imageConfig": {"outputMimeType": "image/png"}},
            "outputMimeType",
            "generation_config.image_config",
        ),
        (
            {"image_config": {"image_output_options": {}}},
            "image_output_options",
            "generation_config.image_config",
        ),
        ({"maxImages": 2}, "maxImages", "generation_config"),
        (
            {"thinkingConfig": {"thinkingBudget": 0}},
            "thinkingBudget",
            "generation_config.thinking_config",
        ),
    ],
)
def test_a_field_that_nobody_knows_is_not_found(google_gateway, config, name, place):
    answer = post(google_gateway, configured(**config))
    assert told(answer) == (400, "INVALID_ARGUMENT")
    error = answer.json()["error"]
    assert f"Unknown name \"{name}\" at '{place}': Cannot find field." in error["message"]
    assert error["details"][0]["fieldViolations"][0]["field"] == place


@pytest.mark.parametrize(
    "config",
    [
        {"imageConfig": {"aspectRatio": "7:6"}},
        {"imageConfig": {"aspectRatio": "auto"}},
        {"imageConfig": {"imageSize": "0.5K"}},
        {"imageConfig": {"imageSize": "512px"}},
        {"imageConfig": {"imageSize": "2k"}},
        {"imageConfig": {"imageSize": 512}},
        {"imageConfig": None},
        {"responseModalities": "IMAGE"},
        {"responseModalities": ["image"]},
        {"thinkingConfig": {"thinkingLevel": "medium"}},
        {"thinkingConfig": {"includeThoughts": "true"}},
        {"candidateCount": 2},
        {"candidateCount": True},
        {"seed": "7"},
        {"seed": 2**31},
        {"seed": 1.5},
        {"temperature": 1.0},
        {"topP": 0.9},
        {"top_p": 0.9},
        {"imageConfig": {"aspectRatio": "1:1", "aspect_ratio": "1:1"}},
    ],
)
def test_a_wrong_value_is_refused(google_gateway, config):
    assert told(post(google_gateway, configured(**config))) == (400, "INVALID_ARGUMENT")


def test_two_candidates_are_refused_in_googles_words(google_gateway):
    answer = post(google_gateway, configured(candidateCount=2))
    assert answer.json()["error"]["message"].startswith("Multiple candidates is not enabled")


@pytest.mark.parametrize(
    "fields",
    [
        {"tools": [{"google_search": {"searchTypes": {"newsSearch": {}}}}]},
        {"tools": {"google_search": {}}},
        {"tools": [{"url_context": {}}]},
        {"safetySettings": [{"category": "HARM_CATEGORY_BOREDOM", "threshold": "OFF"}]},
        {"safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "LOW"}]},
        {"safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT"}]},
        {
            "safetySettings": [
                {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"},
                {"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"},
            ]
        },
        {"prompt": "a fox"},
        {"contents": []},
        {"contents": "a fox"},
        {"contents": [{"role": "user", "parts": []}]},
        {"contents": [{"role": "person", "parts": [{"text": "a fox"}]}]},
        {"contents": [{"role": "user", "parts": [{"text": " "}]}]},
        {"contents": [{"role": "user", "parts": [{}]}]},
        {"contents": [{"role": "user", "parts": [{"text": "a fox", "thought": True}]}]},
    ],
)
def test_a_wrong_request_is_refused(google_gateway, fields):
    assert told(post(google_gateway, asked(**fields))) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize("content", ["{", "[1]", '"text"', ""])
def test_a_body_that_is_no_object_is_refused(google_gateway, content):
    url = f"{google_gateway.base_url}/models/{MODEL}:generateContent"
    headers = {"x-goog-api-key": "good-key", "content-type": "application/json"}
    assert told(client.post(url, headers=headers, content=content)) == (400, "INVALID_ARGUMENT")
    headers["content-type"] = "text/plain"
    assert told(client.post(url, headers=headers, content="{}")) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_fourteen_true_pictures_are_taken(google_gateway, form):
    photo = inline(pictures.flat((20, 20), form), f"image/{form}")
    assert post(google_gateway, asked(*[photo] * 14)).status_code == 200
    assert told(post(google_gateway, asked(*[photo] * 15))) == (400, "INVALID_ARGUMENT")


def test_heif_is_taken_under_both_its_names(google_gateway):
    for mime in ("image/heic", "image/heif"):
        answer = post(google_gateway, asked(inline(heif(), mime)))
        assert opened(*final(answer)).size == sizes.within((768, 1376), 512)


@pytest.mark.parametrize(
    "part",
    [
        inline(pictures.flat((20, 20), "jpeg"), "image/jpg"),
        inline(pictures.flat((20, 20)), "png"),
        inline(pictures.flat((20, 20)), "image/jpeg"),
        inline(pictures.flat((20, 20), "gif"), "image/gif"),
        inline(b"\x89PNG and no more"),
        inline(b"\0\0\0\x18ftypheic and no more", "image/heic"),
        {"inlineData": {"mimeType": "image/png", "data": "data:image/png;base64,iVBORw0KGgo="}},
        {"inlineData": {"mimeType": "image/png", "data": "a-_b"}},
        {"inlineData": {"mimeType": "image/png"}},
        {"inlineData": {"data": "iVBORw0KGgo="}},
        {"inline_data": {"mime_type": "image/png", "data": "iVBORw0KGgo=", "name": "a.png"}},
        {**inline(pictures.flat((20, 20))), "text": "a fox"},
    ],
)
def test_an_input_that_is_not_what_it_says_is_refused(google_gateway, part):
    assert told(post(google_gateway, asked(part))) == (400, "INVALID_ARGUMENT")


def test_a_file_that_was_never_uploaded_cannot_be_seen(google_gateway):
    part = {"fileData": {"mimeType": "image/png", "fileUri": "https://example.com/files/abc"}}
    assert told(post(google_gateway, asked(part))) == (403, "PERMISSION_DENIED")


def test_a_body_beyond_twenty_megabytes_is_too_large(google_gateway):
    answer = post(google_gateway, asked({"text": "x" * 20 * 1024 * 1024}))
    assert answer.status_code == 413
    assert "status" not in answer.json()["error"]


def test_a_turn_of_the_model_comes_back_as_it_was(google_gateway):
    parts = parts_of(post(google_gateway, asked()))
    again = [{"text": "now in snow"}]
    fox = {"role": "user", "parts": [{"text": "a fox"}]}

    def continued(told_parts):
        turns = [fox, {"role": "model", "parts": told_parts}, {"role": "user", "parts": again}]
        return post(google_gateway, {"contents": turns})

    assert continued(parts).status_code == 200
    bare = [{name: part[name] for name in part if name != "thoughtSignature"} for part in parts]
    answer = continued(bare[2:])
    assert told(answer) == (400, "INVALID_ARGUMENT")
    assert "missing a thought_signature in content position 2" in answer.json()["error"]["message"]
    assert continued([{"text": "Here is a fox."}]).status_code == 400
    assert continued([{**parts[2], "thoughtSignature": "Zm9yZ2Vk"}]).status_code == 400


def test_the_last_turn_is_a_persons(google_gateway):
    parts = parts_of(post(google_gateway, asked()))
    body = {"contents": [*asked()["contents"], {"role": "model", "parts": parts}]}
    assert told(post(google_gateway, body)) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize("model", ["gemini-3.1-flash-image-preview", "gemini-2.5-flash-image"])
def test_only_the_model_that_exists_is_found(google_gateway, model):
    answer = post(google_gateway, asked(), model=model)
    assert told(answer) == (404, "NOT_FOUND")
    assert model in answer.json()["error"]["message"]


def test_other_models_may_exist():
    with GoogleGateway(models=("one", "two")) as gateway:
        assert post(gateway, asked(), model="two").json()["modelVersion"] == "two"


def test_the_older_version_of_the_address_works_and_no_other_method(google_gateway):
    assert post(google_gateway, asked(), version="v1").status_code == 200
    for path in (f"models/{MODEL}:streamGenerateContent", f"models/{MODEL}", "interactions"):
        url = f"{google_gateway.base_url}/{path}"
        answer = client.post(url, headers={"x-goog-api-key": "good-key"}, json=asked())
        assert told(answer) == (404, "NOT_FOUND")
    assert len(google_gateway.paid) == 1


def test_a_wrong_key_is_an_invalid_argument(google_gateway):
    answer = post(google_gateway, asked(), **{"x-goog-api-key": "bad"})
    assert told(answer) == (400, "INVALID_ARGUMENT")
    (info,) = answer.json()["error"]["details"]
    assert (info["@type"], info["reason"]) == (
        "type.googleapis.com/google.rpc.ErrorInfo",
        "API_KEY_INVALID",
    )


def test_a_key_belongs_into_its_own_header(google_gateway):
    answer = post(google_gateway, asked(), Authorization="Bearer good-key")
    assert told(answer) == (401, "UNAUTHENTICATED")
    url = f"{google_gateway.base_url}/models"
    assert told(client.get(url)) == (403, "PERMISSION_DENIED")
    assert told(client.get(f"{url}?key=good-key")) == (403, "PERMISSION_DENIED")


def test_a_key_is_tested_by_the_models(google_gateway):
    def look(path, key="good-key"):
        url = f"{google_gateway.base_url}/{path}"
        return client.get(url, headers={"x-goog-api-key": key})

    (model,) = look("models?pageSize=50").json()["models"]
    assert model["name"] == f"models/{MODEL}"
    assert look(f"models/{MODEL}").json() == model
    assert told(look("models/other")) == (404, "NOT_FOUND")
    assert told(look("batches")) == (404, "NOT_FOUND")
    assert told(look("models", "bad")) == (400, "INVALID_ARGUMENT")
    google_gateway.will_at_check("503")
    assert told(look("models")) == (503, "UNAVAILABLE")
    assert google_gateway.paid == []
