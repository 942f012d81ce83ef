"""Google: what comes back, read without trust in any level of it."""

import base64

import httpx
import pytest

from studio.providers import (
    Brief,
    ConfigurationError,
    InvalidError,
    NoImageError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    TimedOutError,
    UnavailableError,
    UnreadableError,
    get,
)
from tests.gateways import pictures

MODEL = "gemini-3.1-flash-image"
RED, BLUE = pictures.flat((64, 64)), pictures.flat((64, 32))


@pytest.fixture
def read(spool, wire):
    def answered(body, status=200, **headers):
        provider = get("google")(key="good-key")
        with wire(lambda _request: httpx.Response(status, json=body, headers=headers)):
            return provider.read(provider.submit(Brief(model=MODEL, prompt="a fox"), spool))

    return answered


def image(data, mime="image/png", **more):
    encoded = base64.b64encode(data).decode()
    return {"inlineData": {"mimeType": mime, "data": encoded}, **more}


def candidate(*parts, finish="STOP", **more):
    return {"finishReason": finish, "content": {"role": "model", "parts": [*parts]}, **more}


def answer(*parts, finish="STOP", usage=None, **more):
    usage = {"promptTokenCount": 310} if usage is None else usage
    return {
        "candidates": [candidate(*parts, finish=finish, **more)],
        "usageMetadata": usage,
        "modelVersion": MODEL,
        "responseId": "r-1",
    }


def test_the_picture_and_the_words_beside_it(read):
    made = read(answer({"text": "Here is"}, {"text": " the fox."}, image(RED)))
    assert [picture.data for picture in made.pictures] == [RED]
    assert made.note == "Here is\nthe fox."
    assert made.request_id == "r-1"
    assert made.pictures[0].seed is None


def test_names_in_snake_case_and_a_list_around_it_are_read_too(read):
    inline = {"mime_type": "image/png", "data": base64.b64encode(RED).decode()}
    made = read([answer({"inline_data": inline, "thought_signature": "sig"})])
    assert made.pictures[0].data == RED
    assert made.usage["thought_signatures"] == ["sig"]


def test_drafts_of_thinking_are_no_results(read):
    thoughts = ({"thought": True, "text": "First the light."}, image(BLUE, thought=True))
    made = read(answer(*thoughts, image(RED)))
    assert [picture.data for picture in made.pictures] == [RED]
    assert made.note == ""


def test_where_all_are_called_drafts_the_last_is_the_result(read):
    made = read(answer(image(BLUE, thought=True), image(RED, thought=True)))
    assert [picture.data for picture in made.pictures] == [RED]


def test_a_picture_sent_twice_is_kept_once(read):
    """Only metadata differ; what both cost is still counted."""
    usage = {"candidatesTokenCount": 2240}
    again = pictures.stamped(RED, "again")
    made = read(answer(image(RED), image(again), image(BLUE), image(RED), usage=usage))
    assert [picture.data for picture in made.pictures] == [RED, BLUE]
    assert str(made.cost.amount) == "0.134400"


@pytest.mark.parametrize("mime", ["image/jpeg", "image/webp", "IMAGE/PNG", "", None])
def test_any_type_of_picture_is_taken_whatever_it_is_called(read, mime):
    """The bytes are looked at later, not the name."""
    assert read(answer(image(RED, mime=mime))).pictures[0].data == RED


def test_a_picture_inside_the_words_is_found_there(read):
    """Some relays put it into markdown."""
    inside = f"Here: ![fox](data:image/png;base64,{base64.b64encode(RED).decode()}) done"
    made = read(answer({"text": inside}))
    assert [picture.data for picture in made.pictures] == [RED]
    assert made.note == "Here: ![fox]() done"


def test_one_that_is_no_base64_does_not_discard_its_sibling(read):
    broken = {"inlineData": {"mimeType": "image/png", "data": "broken!"}}
    made = read(answer(broken, image(RED)))
    assert [picture.data for picture in made.pictures] == [b"not base64", RED]
    with pytest.raises(UnreadableError, match="no base64"):
        read(answer(broken))


def test_signatures_are_kept_whole_for_a_later_turn(read):
    long = "c2lnbmF0dXJl" * 1000
    made = read(answer(image(RED, thoughtSignature=long)))
    assert made.usage == {"promptTokenCount": 310, "thought_signatures": [long]}
    assert long not in made.answer


def test_sources_and_searches_are_kept_with_their_links(read):
    grounding = {
        "groundingChunks": [
            {"web": {"uri": "https://example.com/foxes", "title": "Foxes"}},
            {"image": {"sourceUri": "https://example.org/p", "imageUri": "https://x.org/1.jpg",
                       "domain": "example.org"}},
            {"web": {"uri": "https://example.com/foxes", "title": "Foxes again"}},
            {"web": {"uri": "javascript:alert(1)", "title": "no link"}},
            {"web": None, "image": "?"}, None, "?",
        ],
        "webSearchQueries": ["red fox", "", None],
        "imageSearchQueries": ["fox & hen"],
    }  # fmt: skip
    made = read(answer(image(RED), groundingMetadata=grounding))
    assert made.sources == (
        {"title": "Foxes", "url": "https://example.com/foxes"},
        {"title": "example.org", "url": "https://example.org/p"},
        {"title": "Google search: red fox", "url": "https://www.google.com/search?q=red+fox"},
        {"title": "Google search: fox & hen", "url": "https://www.google.com/search?q=fox+%26+hen"},
    )


@pytest.mark.parametrize("reason", [
    "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
    "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION",
])  # fmt: skip
def test_a_candidate_that_was_filtered_is_refused_with_the_reason(read, reason):
    """The reason is read before any picture is looked for."""
    body = {"candidates": [{"finishReason": reason, "finishMessage": "It may violate."}]}
    with pytest.raises(RefusedError, match=rf"\({reason}\)\. It may violate\."):
        read(body)
    with pytest.raises(RefusedError):
        read(answer(image(BLUE, thought=True), finish=reason))


@pytest.mark.parametrize("reason", [
    "NO_IMAGE", "MAX_TOKENS", "LANGUAGE", "OTHER", "IMAGE_OTHER", "MALFORMED_FUNCTION_CALL",
    "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "STOP", "SOMETHING_NEW",
])  # fmt: skip
def test_words_instead_of_a_picture_are_told(read, reason):
    with pytest.raises(NoImageError, match=rf"\({reason}\)\. I would draw a fox") as caught:
        read(answer({"text": "I would draw a fox"}, finish=reason))
    assert caught.value.note == "I would draw a fox"
    assert caught.value.request_id == "r-1"


def test_a_draft_is_no_result_where_google_says_that_there_is_none(read):
    with pytest.raises(NoImageError):
        read(answer(image(BLUE, thought=True), finish="NO_IMAGE"))


@pytest.mark.parametrize("reason", ["MAX_TOKENS", "OTHER", "SOMETHING_NEW", None, 7])
def test_a_picture_counts_whatever_else_ended_it(read, reason):
    assert read(answer(image(RED), finish=reason)).pictures[0].data == RED


@pytest.mark.parametrize("reason", ["SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "NEW"])
def test_a_blocked_prompt_is_refused_although_the_status_is_good(read, reason):
    """200, no candidates, promptFeedback alone."""
    with pytest.raises(RefusedError, match=rf"blocked the request \({reason}\)"):
        read({"promptFeedback": {"blockReason": reason}})


def test_a_block_for_no_reason_points_at_the_references(read):
    with pytest.raises(RefusedError, match="one of them may be the cause"):
        read({"promptFeedback": {"blockReason": "OTHER"}, "candidates": []})


EMPTY = [
    {"candidates": []},
    {"candidates": None, "usageMetadata": None, "promptFeedback": None},
    {"candidates": [None]},
    {"candidates": "?"},
    {"candidates": [{}]},
    {"candidates": [{"finishReason": "STOP", "content": None}]},
    {"candidates": [{"content": {}}]},
    {"candidates": [{"content": {"parts": None}}]},
    {"candidates": [{"content": {"parts": [None, "?", {}, {"text": None}]}}]},
    {"candidates": [{"content": {"parts": [{"inlineData": None}, {"inlineData": "?"}]}}]},
    {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png"}}]}}]},
    {"candidates": [{"content": {"parts": [{"inlineData": {"data": ""}}]}}]},
    {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "audio/wav",
                                                          "data": "AAAA"}}]}}]},
    {"usageMetadata": {"promptTokenCount": 3}},
]  # fmt: skip


@pytest.mark.parametrize("body", EMPTY)
def test_what_is_missing_at_any_level_is_no_image(read, body):
    with pytest.raises(NoImageError):
        read(body)


@pytest.mark.parametrize("body", [{}, [], [[]], "fox", 7, None, {"data": [], "created": 1}])
def test_what_is_none_of_googles_answers_cannot_be_read(read, body):
    with pytest.raises(UnreadableError):
        read(body)


# What it took


def tokens(**more):
    return {"promptTokenCount": 310, "candidatesTokenCount": 1690, "thoughtsTokenCount": 220,
            **more}  # fmt: skip


IMAGE = {"modality": "IMAGE", "tokenCount": 1680}
TEXT = {"modality": "TEXT", "tokenCount": 10}


@pytest.mark.parametrize(
    ("usage", "dollars"),
    [
        (tokens(candidatesTokensDetails=[IMAGE]), "0.101645"),
        (tokens(candidatesTokensDetails=[TEXT]), "0.101645"),
        (tokens(candidatesTokensDetails=[IMAGE, TEXT]), "0.101645"),
        (tokens(), "0.102215"),
        (tokens(toolUsePromptTokenCount=1000, candidatesTokensDetails=[IMAGE]), "0.102145"),
        (tokens(candidatesTokensDetails=[{"modality": "IMAGE", "tokenCount": 9999}]), "0.102215"),
        (tokens(candidatesTokensDetails=[None, "?", {"modality": "IMAGE"}]), "0.005885"),
        ({"promptTokenCount": "?", "candidatesTokenCount": -4, "thoughtsTokenCount": None}, None),
        ({}, None),
    ],
)
def test_tokens_come_to_a_cost_by_the_price_list(read, usage, dollars):
    """Paid is what was counted, whatever tier came back."""
    made = read(answer(image(RED), usage=usage))
    assert (str(made.cost.amount) if made.cost else None) == dollars
    assert made.usage == usage


@pytest.mark.parametrize(
    ("version", "is_known"),
    [
        (MODEL, True),
        (f"{MODEL}-001", True),
        (f"{MODEL}-preview", False),
        ("", False),
        (None, False),
    ],
)
def test_only_a_model_of_the_price_list_has_a_cost(read, version, is_known):
    body = answer(image(RED), usage=tokens()) | {"modelVersion": version}
    assert bool(read(body).cost) is is_known


def test_a_failure_tells_what_it_used_up(read):
    """Thoughts are paid for, drawn or not."""
    usage = {"promptTokenCount": 310, "thoughtsTokenCount": 220}
    with pytest.raises(RefusedError) as caught:
        read(answer(finish="IMAGE_SAFETY", usage=usage))
    assert caught.value.usage == usage
    assert str(caught.value.cost.amount) == "0.000815"
    with pytest.raises(RefusedError) as caught:
        read({"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": usage})
    assert caught.value.usage == usage


# What it is when the status is bad


def failure(code, status, message="It went wrong.", *details):
    return {"error": {"code": code, "message": message, "status": status, "details": [*details]}}


RETRY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "37.5s"}
KEY = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}
ZERO = "Quota exceeded for metric: generate_requests, limit: 0, model: x"

FAILURES = [
    (400, failure(400, "INVALID_ARGUMENT"), InvalidError, "It went wrong."),
    (400, failure(400, "INVALID_ARGUMENT", "No.", KEY), ConfigurationError, "No."),
    (400, failure(400, "FAILED_PRECONDITION", "User location is not supported."),
     ConfigurationError, "User location is not supported. Google asks for billing"),
    (200, failure(400, "FAILED_PRECONDITION", "Enable billing."), ConfigurationError,
     "Enable billing."),
    (403, failure(403, "PERMISSION_DENIED"), ConfigurationError, "It went wrong."),
    (404, failure(404, "NOT_FOUND", "models/x is not found."), NotFoundError, "not found"),
    (413, "too large", InvalidError, "fewer or smaller references"),
    (429, failure(429, "RESOURCE_EXHAUSTED"), RateLimitedError, "It went wrong."),
    (500, failure(500, "INTERNAL"), TimedOutError, "It went wrong."),
    (500, failure(500, "INTERNAL", "Blocked by our content policy."), RefusedError, "Blocked"),
    (503, failure(503, "UNAVAILABLE"), UnavailableError, "It went wrong."),
    (504, failure(504, "DEADLINE_EXCEEDED"), TimedOutError, "It went wrong."),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "error", "said"), FAILURES)
@pytest.mark.parametrize("is_listed", [False, True])
def test_an_error_is_told_by_its_code(read, status, body, error, said, is_listed):
    """With and without a list around the body; moderation hides behind a 500 too."""
    with pytest.raises(error) as caught:
        read([body] if is_listed else body, status=status)
    assert type(caught.value) is error
    assert said in caught.value.message
    assert status == 200 or caught.value.status == status


def test_a_wait_is_read_from_retry_info_or_not_at_all(read):
    with pytest.raises(RateLimitedError) as caught:
        read(failure(429, "RESOURCE_EXHAUSTED", "Slow down.", RETRY), status=429)
    assert (caught.value.wait, caught.value.is_permanent) == (37.5, False)
    with pytest.raises(RateLimitedError) as caught:
        read(failure(429, "RESOURCE_EXHAUSTED"), status=429)
    assert caught.value.wait is None


def test_the_longest_of_the_waits_holds(read):
    body = failure(429, "RESOURCE_EXHAUSTED", "Slow down.", RETRY)
    with pytest.raises(RateLimitedError) as caught:
        read(body, status=429, **{"retry-after": "60"})
    assert caught.value.wait == 60


def test_a_quota_of_zero_is_for_good_although_a_wait_is_named(read):
    with pytest.raises(RateLimitedError, match="enable billing") as caught:
        read(failure(429, "RESOURCE_EXHAUSTED", ZERO, RETRY), status=429)
    assert caught.value.is_permanent
    assert caught.value.message.startswith("The quota of this key is 0: enable billing. Quota")
