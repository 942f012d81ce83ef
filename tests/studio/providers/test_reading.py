"""What gateways with tasks have in common: null-safe reading, patience, the end of a task."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from studio.providers import (
    CreditsError,
    NoImageError,
    NotFoundError,
    RefusedError,
    UnreadableError,
    get,
)
from studio.providers import _reading as reading


@pytest.fixture
def provider():
    return get("threedai")(key="good-key")


@pytest.mark.parametrize("node", [None, [], "fox", 7, {}, {"a": None}, {"a": "b"}, {"a": ["b"]}])
def test_a_way_that_ends_leads_to_nothing(node):
    assert reading.at(node, "a", "b") is None
    assert reading.text(node, "a", "b") == ""
    assert reading.whole(node, "a", "b") == 0
    assert reading.layer(node, "a", "b") == {}
    assert reading.layers(node, "a", "b") == []


def test_what_is_there_is_found():
    node = {"a": {"b": [{"c": "d"}, None, "e"], "n": 7}}
    assert reading.layers(node, "a", "b") == [{"c": "d"}]
    assert reading.whole(node, "a", "n") == 7
    assert reading.text({"c": "d"}, "c") == "d"
    assert reading.layer(node) == node


@pytest.mark.parametrize(
    ("told", "percent"),
    [(40, 40), ("40%", 40), (0.4, 40), (1, 1), (1.0, 100), (150, 100), ("x", None), (None, None)],
)
def test_progress_is_read_in_its_spellings(told, percent):
    assert reading.percent(told) == percent


@pytest.mark.parametrize(
    ("told", "amount"),
    [("150.00", 150), (0.067, Decimal("0.067")), (0, 0), (None, None), ("NaN", None), (True, None)],
)
def test_money_is_a_number_or_a_text_of_one(told, amount):
    assert reading.amount(told) == amount


@pytest.mark.parametrize(
    "told",
    ["2026-08-02T09:00:00Z", "20260802T090000Z", "2026-08-02T09:00:00", "2026-08-02T11:00+02:00"],
)
def test_a_time_is_read_in_its_spellings(told):
    assert reading.moment(told) == datetime(2026, 8, 2, 9, tzinfo=UTC)
    assert reading.moment(told[:3]) is None


def test_what_is_left_of_a_span_is_all_of_it_where_the_clocks_disagree():
    now = datetime.now(UTC)
    assert reading.left(100, now - timedelta(seconds=40)) == pytest.approx(60, abs=10)
    assert reading.left(100, now - timedelta(seconds=400)) == 100
    assert reading.left(100, now + timedelta(seconds=40)) == 100
    assert reading.left(100, None) == 100


@pytest.mark.parametrize(
    ("reason", "more", "error"),
    [
        ("", {}, NoImageError),
        ("It broke.", {}, NoImageError),
        ("", {"code": "rate_limit_exceeded"}, NoImageError),
        ("Slow down.", {"code": 429}, NoImageError),
        ("Blocked by our safety system.", {"code": "generation_failed"}, RefusedError),
        ("", {"code": "content_policy_violation"}, RefusedError),
        ("", {"code": "insufficient_quota"}, CreditsError),
        ("", {"code": "model_not_found"}, NotFoundError),
    ],
)
def test_a_task_that_failed_is_over_whatever_the_reason(provider, reason, more, error):
    failure = provider.failed(reason, task="t-1", **more)
    assert type(failure) is error
    assert (failure.request_id, failure.detail) == ("t-1", "")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (None, UnreadableError),
        ({"id": 7}, UnreadableError),
        ({"error": {"message": "It broke."}}, UnreadableError),
        ({"error_code": "insufficient_credits"}, CreditsError),
        ({"detail": "Blocked by our content policy."}, RefusedError),
    ],
)
def test_an_answer_that_is_none_is_judged_by_its_words(provider, body, error):
    assert type(provider.unusable(body)) is error
