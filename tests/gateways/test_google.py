"""Google's server is strict about each field, and answers and fails in Google's own words."""

import base64
import io

import httpx
import pillow_heif
import pytest
from PIL import Image

from . import pictures, sizes
from .fixtures import *  # noqa: F403
from .google import GoogleGateway
from .google_answers import BLOCKS, FINISHES

MODEL = "gemini-3.1-flash-image"
SPENT = {"512": 747, "1K": 1120, "2K": 1680, "4K": 2520}


def post(gateway, body, *, model=MODEL, version="v1beta", **headers):
    url = f"{gateway.origin}/{version}/models/{model}:generateContent"
    given = {"x-goog-api-key": "good-key", **headers}
    return httpx.post(url, headers=given, json=body, timeout=30)


def asked(*parts, **fields):
    return {"contents": [{"role": "user", "parts": [{"text": "a fox"}, *parts]}], **fields}


def configured(**config):
    return asked(generationConfig=config)


def inline(data, mime="image/png"):
    return {"inlineData": {"mimeType": mime, "data": base64.b64encode(data).decode()}}


def heif():
    out = io.BytesIO()
    picture = pillow_heif.from_pillow(Image.new("RGB", (90, 160)))
    picture.save(out)
    return out.getvalue()


def parts_of(answer):
    (candidate,) = answer.json()["candidates"]
    return candidate["content"]["parts"]


def opened(part):
    return Image.open(io.BytesIO(base64.b64decode(part["inlineData"]["data"])))


def final(answer):
    return [part for part in parts_of(answer) if "inlineData" in part and "thought" not in part]


def told(answer):
    error = answer.json()["error"]
    assert error["code"] == answer.status_code
    return error["code"], error["status"]


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
    assert told(httpx.post(url, headers=headers, content=content)) == (400, "INVALID_ARGUMENT")
    headers["content-type"] = "text/plain"
    assert told(httpx.post(url, headers=headers, content="{}")) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize("tier", SPENT)
@pytest.mark.parametrize("ratio", sizes.RATIOS)
def test_each_shape_and_tier_is_drawn_and_billed(google_gateway, ratio, tier):
    body = configured(imageConfig={"aspectRatio": ratio, "imageSize": tier})
    answer = post(google_gateway, body)
    assert opened(*final(answer)).size == sizes.within(sizes.google(ratio, tier), 512)
    (details,) = answer.json()["usageMetadata"]["candidatesTokensDetails"]
    assert details == {"modality": "IMAGE", "tokenCount": SPENT[tier]}


def test_pictures_may_come_in_all_their_pixels():
    with GoogleGateway(is_true_size=True) as gateway:
        body = configured(imageConfig={"aspectRatio": "3:2", "imageSize": "2K"})
        assert opened(*final(post(gateway, body))).size == (2528, 1696)


def test_an_answer_has_a_thought_a_note_and_a_signed_picture(google_gateway):
    answer = post(google_gateway, asked())
    thought, note, picture = parts_of(answer)
    assert thought["thought"] is True
    assert thought["inlineData"]["mimeType"] == "image/jpeg"
    assert "thoughtSignature" not in thought
    assert note == {"text": "Here is a fox."}
    assert picture["inlineData"]["mimeType"] == "image/png"
    assert picture["thoughtSignature"] in google_gateway.signatures
    assert opened(thought).size < opened(picture).size == (512, 512)
    assert answer.json()["candidates"][0]["finishReason"] == "STOP"
    assert answer.json()["modelVersion"] == MODEL
    assert answer.json()["responseId"] != post(google_gateway, asked()).json()["responseId"]


def test_a_note_and_thoughts_come_as_asked(google_gateway):
    silent = parts_of(post(google_gateway, configured(responseModalities=["IMAGE"])))
    assert not any("text" in part for part in silent)
    aloud = parts_of(post(google_gateway, configured(thinkingConfig={"includeThoughts": True})))
    assert [("text" in part, part.get("thought", False)) for part in aloud] == [
        (True, True),
        (False, True),
        (True, False),
        (False, False),
    ]
    mute = post(google_gateway, configured(responseModalities=["TEXT"]))
    assert [*parts_of(mute)[0]] == ["text"]
    assert final(mute) == []


def test_the_tokens_of_inputs_and_of_thinking_are_counted(google_gateway):
    photo = inline(pictures.flat((90, 160)))
    body = asked(photo, photo, generationConfig={"thinkingConfig": {"thinkingLevel": "high"}})
    usage = post(google_gateway, body).json()["usageMetadata"]
    assert usage["promptTokensDetails"] == [
        {"modality": "TEXT", "tokenCount": 2},
        {"modality": "IMAGE", "tokenCount": 516},
    ]
    counts = [usage[f"{name}TokenCount"] for name in ("prompt", "candidates", "thoughts")]
    assert counts == [518, 1130, 640]
    assert usage["totalTokenCount"] == sum(counts)


def test_without_a_ratio_the_first_input_lends_its_shape(google_gateway):
    answer = post(google_gateway, asked(inline(pictures.flat((90, 160)))))
    assert opened(*final(answer)).size == sizes.within((768, 1376), 512)


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
        answer = httpx.post(url, headers={"x-goog-api-key": "good-key"}, json=asked())
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
    assert told(httpx.get(url)) == (403, "PERMISSION_DENIED")
    assert told(httpx.get(f"{url}?key=good-key")) == (403, "PERMISSION_DENIED")


def test_a_key_is_tested_by_the_models(google_gateway):
    def look(path, key="good-key"):
        url = f"{google_gateway.base_url}/{path}"
        return httpx.get(url, headers={"x-goog-api-key": key})

    (model,) = look("models?pageSize=50").json()["models"]
    assert model["name"] == f"models/{MODEL}"
    assert look(f"models/{MODEL}").json() == model
    assert told(look("models/other")) == (404, "NOT_FOUND")
    assert told(look("batches")) == (404, "NOT_FOUND")
    assert told(look("models", "bad")) == (400, "INVALID_ARGUMENT")
    google_gateway.will_at_check("503")
    assert told(look("models")) == (503, "UNAVAILABLE")
    assert google_gateway.paid == []


@pytest.mark.parametrize(
    ("tool", "kinds"),
    [
        ({"google_search": {}}, ["web"]),
        ({"googleSearch": {"searchTypes": {"imageSearch": {}}}}, ["image"]),
        ({"googleSearch": {"searchTypes": {"webSearch": {}, "imageSearch": {}}}}, ["web", "image"]),
    ],
)
def test_a_search_tells_its_sources(google_gateway, tool, kinds):
    (candidate,) = post(google_gateway, asked(tools=[tool])).json()["candidates"]
    found = candidate["groundingMetadata"]
    assert [*map(next, map(iter, found["groundingChunks"]))] == kinds
    links = {"web": {"uri"}, "image": {"sourceUri", "imageUri"}}
    for chunk, kind in zip(found["groundingChunks"], kinds, strict=True):
        assert chunk[kind].keys() == {"title", "domain", *links[kind]}
    assert "<a " in found["searchEntryPoint"]["renderedContent"]


def test_without_a_search_there_are_no_sources(google_gateway):
    (candidate,) = post(google_gateway, asked()).json()["candidates"]
    assert "groundingMetadata" not in candidate


@pytest.mark.parametrize("reason", FINISHES)
def test_a_candidate_may_end_for_any_reason(google_gateway, reason):
    google_gateway.will(reason)
    body = post(google_gateway, asked()).json()
    (candidate,) = body["candidates"]
    assert candidate["finishReason"] == reason
    parts = candidate.get("content", {}).get("parts", [])
    assert not any("inlineData" in part for part in parts)
    assert body["usageMetadata"]["thoughtsTokenCount"] == 220


def test_a_blocked_picture_has_a_message_and_no_content(google_gateway):
    google_gateway.will("IMAGE_SAFETY")
    (candidate,) = post(google_gateway, asked()).json()["candidates"]
    assert candidate["finishMessage"].startswith("Unable to show")
    assert "content" not in candidate


@pytest.mark.parametrize("trouble", [*BLOCKS, "refused"])
def test_a_prompt_may_be_blocked(google_gateway, trouble):
    google_gateway.will(trouble)
    answer = post(google_gateway, asked())
    assert answer.status_code == 200
    reason = BLOCKS.get(trouble, "PROHIBITED_CONTENT")
    assert answer.json()["promptFeedback"]["blockReason"] == reason
    assert "candidates" not in answer.json()


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        ("empty candidates", []),
        ("candidate without content", [("STOP", None)]),
        ("content without parts", [("STOP", {"role": "model"})]),
        ("unknown finish reason", [("IMAGE_TOO_DULL", None)]),
    ],
)
def test_an_answer_may_be_hollow_at_each_level(google_gateway, trouble, expected):
    google_gateway.will(trouble)
    found = post(google_gateway, asked()).json()["candidates"]
    assert [(item["finishReason"], item.get("content")) for item in found] == expected


@pytest.mark.parametrize("trouble", ["text only", "no picture"])
def test_there_may_be_words_instead_of_a_picture(google_gateway, trouble):
    google_gateway.will(trouble)
    answer = post(google_gateway, asked())
    assert [*map(list, parts_of(answer))] == [["text"]]
    finish = {"text only": "STOP", "no picture": "NO_IMAGE"}[trouble]
    assert answer.json()["candidates"][0]["finishReason"] == finish


def test_the_only_picture_may_be_a_thought(google_gateway):
    google_gateway.will("only a thought image")
    parts = parts_of(post(google_gateway, asked()))
    assert [part["thought"] for part in parts] == [True, True]
    assert opened(parts[-1]).size == (512, 512)


def test_the_same_picture_may_come_twice(google_gateway):
    google_gateway.will("same picture twice")
    first, second = final(post(google_gateway, asked()))
    assert first["inlineData"]["data"] != second["inlineData"]["data"]
    assert opened(first).tobytes() == opened(second).tobytes()


def test_two_pictures_may_come_at_once(google_gateway):
    google_gateway.will("two pictures")
    answer = post(google_gateway, asked())
    first, second = map(opened, final(answer))
    assert first.tobytes() != second.tobytes()
    assert answer.json()["usageMetadata"]["candidatesTokenCount"] == 2 * 1120 + 10


def test_a_jpeg_may_be_called_a_png(google_gateway):
    google_gateway.will("JPEG called png")
    (part,) = final(post(google_gateway, asked()))
    assert part["inlineData"]["mimeType"] == "image/png"
    assert opened(part).format == "JPEG"


def test_an_unknown_reason_may_come_with_a_picture(google_gateway):
    google_gateway.will("unknown finish reason with a picture")
    answer = post(google_gateway, asked())
    assert answer.json()["candidates"][0]["finishReason"] == "IMAGE_TOO_DULL"
    assert len(final(answer)) == 1


def test_shape_and_tier_may_be_ignored(google_gateway):
    body = configured(imageConfig={"aspectRatio": "16:9", "imageSize": "4K"})
    google_gateway.will("always square", "always 1K")
    assert opened(*final(post(google_gateway, body))).size == (512, 512)
    smaller = post(google_gateway, body).json()["usageMetadata"]
    assert smaller["candidatesTokensDetails"][0]["tokenCount"] == 1120


@pytest.mark.parametrize("trouble", ["truncated picture", "text called picture", "bad base64"])
def test_a_picture_may_be_none(google_gateway, trouble):
    google_gateway.will(trouble)
    (part,) = final(post(google_gateway, asked()))
    with pytest.raises((OSError, ValueError)):
        opened(part).load()


def test_what_needs_a_link_cannot_befall_it(google_gateway):
    with pytest.raises(ValueError, match="dead link"):
        google_gateway.will("dead link")


@pytest.mark.parametrize(
    ("trouble", "status", "name"),
    [
        ("PERMISSION_DENIED", 403, "PERMISSION_DENIED"),
        ("FAILED_PRECONDITION", 400, "FAILED_PRECONDITION"),
        ("INTERNAL", 500, "INTERNAL"),
        ("UNAVAILABLE", 503, "UNAVAILABLE"),
        ("DEADLINE_EXCEEDED", 504, "DEADLINE_EXCEEDED"),
        ("401", 400, "INVALID_ARGUMENT"),
        ("402", 400, "FAILED_PRECONDITION"),
        ("403", 403, "PERMISSION_DENIED"),
        ("404", 404, "NOT_FOUND"),
        ("400", 400, "INVALID_ARGUMENT"),
        ("500", 500, "INTERNAL"),
        ("503", 503, "UNAVAILABLE"),
    ],
)
def test_an_error_has_googles_name(google_gateway, trouble, status, name):
    google_gateway.will(trouble)
    answer = post(google_gateway, asked())
    assert told(answer) == (status, name)
    assert "retry-after" not in answer.headers


@pytest.mark.parametrize(
    ("trouble", "wait", "limit"),
    [
        ("429", "2s", "limit: 10"),
        ("429 for long", "900s", "limit: 10"),
        ("429 with RetryInfo", "1s", "limit: 10"),
        ("429 with a fraction", "1.204s", "limit: 10"),
        ("429 without RetryInfo", None, "limit: 10"),
        ("429 in a list", "1s", "limit: 10"),
        ("limit 0", "37s", "limit: 0"),
        ("quota", "37s", "limit: 0"),
    ],
)
def test_a_wait_is_told_in_the_body(google_gateway, trouble, wait, limit):
    google_gateway.will(trouble)
    answer = post(google_gateway, asked())
    assert answer.status_code == 429
    assert "retry-after" not in answer.headers
    body = answer.json()
    assert isinstance(body, list) == (trouble == "429 in a list")
    error = (body[0] if isinstance(body, list) else body)["error"]
    assert error["status"] == "RESOURCE_EXHAUSTED"
    assert f"{limit}," in error["message"]
    details = {detail["@type"].rpartition(".")[2]: detail for detail in error["details"]}
    assert details.get("RetryInfo", {}).get("retryDelay") == wait
    assert {"QuotaFailure", "Help"} <= details.keys()


def test_an_error_befalls_only_an_order_that_would_be_taken(google_gateway):
    google_gateway.will("IMAGE_SAFETY")
    assert told(post(google_gateway, asked(prompt="a fox"))) == (400, "INVALID_ARGUMENT")
    assert len(google_gateway.paid) == 1
