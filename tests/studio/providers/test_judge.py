"""Words before status: what a bad answer means."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from studio.providers import (
    ConfigurationError,
    CreditsError,
    InvalidError,
    NoImageError,
    NotFoundError,
    RateLimitedError,
    RefusedError,
    TimedOutError,
    UnavailableError,
    UnreadableError,
)
from studio.providers._judge import error_in, error_of


def error(status, body, headers=None, key=""):
    text = body if isinstance(body, str) else json.dumps(body)
    return error_of(status, headers or {}, text, key=key)


def openai(message="", code=None, type="invalid_request_error", param=None):
    return {"error": {"message": message, "type": type, "param": param, "code": code}}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, NotFoundError),
        (307, NotFoundError),
        (400, InvalidError),
        (401, ConfigurationError),
        (402, CreditsError),
        (403, ConfigurationError),
        (404, NotFoundError),
        (405, NotFoundError),
        (408, TimedOutError),
        (409, InvalidError),
        (413, InvalidError),
        (422, InvalidError),
        (429, RateLimitedError),
        (500, TimedOutError),
        (501, TimedOutError),
        (502, TimedOutError),
        (503, UnavailableError),
        (504, TimedOutError),
        (520, TimedOutError),
        (524, TimedOutError),
        (529, TimedOutError),
    ],
)
def test_a_status_without_words_is_taken_for_what_it_is(status, kind):
    assert type(error(status, "")) is kind


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (openai("Rejected.", "moderation_blocked", "image_generation_user_error"), RefusedError),
        (openai("Your request was rejected by our safety system."), RefusedError),
        (openai("This violates our content policy."), RefusedError),
        (openai("", "content_policy_violation"), RefusedError),
        ({"detail": "NSFW content found"}, RefusedError),
        ({"promptFeedback": {}, "message": "blockReason: PROHIBITED_CONTENT"}, RefusedError),
        (openai("You exceeded your current quota.", "insufficient_quota"), CreditsError),
        (openai("Limit reached.", "billing_hard_limit_reached"), CreditsError),
        ({"code": "insufficient_credits", "message": "Top up."}, CreditsError),
        ({"error": "insufficient_balance"}, CreditsError),
        ({"error": {"message": "The team does not have enough credits."}}, CreditsError),
        ({"message": "You don't have enough image credits left."}, CreditsError),
        ({"message": "It requires 17 credits, but the team only has 9 credits."}, CreditsError),
        (openai("用户额度不足", "insufficient_user_quota"), CreditsError),
        (openai("No such model for you.", "model_not_found"), NotFoundError),
    ],
)
def test_words_come_before_any_status(status, body, kind):
    assert type(error(status, body)) is kind


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, openai("Incorrect API key provided: sk-x."), ConfigurationError),
        (400, {"error": {"message": "API key not valid.", "status": "INVALID_ARGUMENT"}},
         ConfigurationError),
        (400, {"errorCode": "UNSUPPORTED_MODEL", "message": "No."}, NotFoundError),
        (400, openai("The model 'x' does not exist.", None), NotFoundError),
        (400, openai("Invalid value.", "invalid_value", param="model"), NotFoundError),
        (400, openai("Invalid value for moderation.", "invalid_value", param="moderation"),
         InvalidError),
        (400, openai("Unknown parameter: 'safety'.", "unknown_parameter"), InvalidError),
        (400, openai("safety_tolerance takes 1 to 6."), InvalidError),
        (422, {"detail": [{"loc": ["body", "size"], "msg": "field required"}]}, InvalidError),
        (400, {"size": ["\"9x9\" is not a valid choice."]}, InvalidError),
        (500, {"error": {"message": "invalid apitype: -1", "code": "x"}}, NotFoundError),
        (400, {"error": {"message": "invalid apitype: -1"}}, NotFoundError),
        (404, openai("It is switched off.", "MODEL_DISABLED"), NotFoundError),
        (400, openai("No file came along.", "no_image"), InvalidError),
        (502, openai("fal: NO_IMAGE", "ALL_PROVIDERS_EXHAUSTED"), NoImageError),
        (502, openai("vertex: IMAGE_OTHER", "ALL_PROVIDERS_EXHAUSTED"), NoImageError),
        (502, openai("vertex: IMAGE_SAFETY", "ALL_PROVIDERS_EXHAUSTED"), RefusedError),
        (502, openai("vertex: 524 timeout", "ALL_PROVIDERS_EXHAUSTED"), TimedOutError),
        (500, "<html><title>Error</title><p>Your safety is our content policy.", TimedOutError),
    ],
)  # fmt: skip
def test_a_4xx_is_read_closely(status, body, kind):
    assert type(error(status, body)) is kind


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (openai("Too wide."), "Too wide."),
        ({"detail": "Too wide."}, "Too wide."),
        ({"success": False, "error": {"message": "Too wide."}}, "Too wide."),
        ([{"error": {"message": "Too wide."}}], "Too wide."),
        ({"size": ["Too wide."]}, "size: Too wide."),
        ({"a": ["One.", "Two."], "b": {"0": ["Three."]}}, "a: One. Two. b.0: Three."),
        ({"code": "validation_failed", "errors": {"size": ["Too wide."]}}, "size: Too wide."),
        ({"code": "validation_failed", "size": ["Too wide."]}, "size: Too wide."),
        ({"message": "No.", "details": {"size": ["Too wide."]}}, "No. size: Too wide."),
        ({"non_field_errors": ["Too wide."]}, "Too wide."),
        ({"detail": ["Too wide."]}, "Too wide."),
        ({"detail": [{"loc": ["body"], "msg": "No."}]}, '[{"loc": ["body"], "msg": "No."}]'),
        ({"code": 7}, ""),
        ({"success": False}, '{"success": false}'),
        ("Too wide.", "Too wide."),
        ("<html><head><title>Too\n wide.</title></head></html>", "Too wide."),
        ("<html></html>", ""),
        ("", ""),
        ("[" * 100_000, "[" * 600),
    ],
)
def test_the_message_is_the_gateways_own(body, message):
    assert error(400, body).message == message


def test_a_redirect_tells_where_it_leads():
    told = error(308, "", {"location": "https://example.com/v2/key-1"}, key="key-1")
    assert told.message == "The address leads on to https://example.com/v2/[key]."


def test_the_detail_is_the_raw_answer_cut_and_without_the_key():
    caught = error(400, {"error": {"message": "bad key-123" * 999}}, key="key-123")
    assert len(caught.detail) == 4096
    assert "key-123" not in caught.detail + caught.message + repr(caught) + str(caught)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("headers", "body", "wait"),
    [
        ({}, "", None),
        ({"retry-after": "7"}, "", 7),
        ({"retry-after": "0.5"}, "", 0.5),
        ({"retry-after-ms": "1500"}, "", 1.5),
        ({"retry-after-ms": "1500", "retry-after": "2"}, "", 2),
        ({"retry-after": "soon"}, "", None),
        ({"retry-after": "-5"}, "", None),
        ({"retry-after": "2"}, {"error": {"details": [{"retryDelay": "35s"}]}}, 35),
        ({}, {"error": {"message": "Slow down.", "retry_after": 12}}, 12),
    ],
)
def test_a_pause_is_the_longest_that_is_asked_for(status, headers, body, wait):
    assert error(status, body, headers).wait == wait


def test_a_pause_may_be_a_date():
    then = datetime.now(UTC) + timedelta(seconds=90)
    assert error(
        429, "", {"retry-after": format_datetime(then, usegmt=True)}
    ).wait == pytest.approx(90, abs=10)
    assert error(429, "", {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}).wait == 0


@pytest.mark.parametrize(
    ("message", "is_permanent"),
    [("Quota exceeded, limit: 0, model: x", True), ("limit: 0.5", False), ("limit: 10", False)],
)
def test_a_quota_of_zero_is_permanent(message, is_permanent):
    assert error(429, openai(message)).is_permanent is is_permanent


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"code": 401, "msg": "no"}, ConfigurationError),
        ({"code": 429, "msg": "no"}, RateLimitedError),
        ({"error": {"code": "rate_limit_exceeded"}}, RateLimitedError),
        ({"error": {"code": "invalid_api_key"}}, ConfigurationError),
        ({"error": {"code": "AUTHENTICATION_FAILED"}}, ConfigurationError),
        ({"error": {"code": "MODEL_DISABLED"}}, NotFoundError),
        ({"error": {"code": "INVALID_REQUEST", "message": "Too long."}}, InvalidError),
        ({"error": {"type": "invalid_request_error", "message": "It broke."}}, UnreadableError),
        ({"error": {"code": "UPSTREAM_ERROR", "message": "NO_IMAGE"}}, NoImageError),
        ({"error": {"message": "Our content filter said no."}}, RefusedError),
        ({"error": {"message": "It broke."}}, UnreadableError),
        ({"code": 500, "msg": "It broke."}, UnreadableError),
    ],
)
def test_an_error_behind_a_good_status_is_judged_by_its_words(body, kind):
    assert type(error_in(body, UnreadableError)) is kind


@pytest.mark.parametrize("body", [openai("Too long: \ud83d\0"), "\x89PNG\0\0\0"])
def test_what_no_database_takes_is_in_no_error(body):
    refusal = error(400, body)
    for text in (refusal.message, refusal.detail):
        assert "\0" not in text
        assert text.encode()
