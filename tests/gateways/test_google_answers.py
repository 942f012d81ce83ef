"""What Google's server draws, counts and tells, and all that may befall an order."""

import pytest

from . import pictures, sizes
from .asking_google import MODEL, asked, configured, final, inline, opened, parts_of, post, told
from .fixtures import *  # noqa: F403
from .google import GoogleGateway
from .google_answers import BLOCKS, FINISHES

SPENT = {"512": 747, "1K": 1120, "2K": 1680, "4K": 2520}


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
