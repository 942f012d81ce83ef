"""Free questions: keys tested at real gateways, limits of time, and what is remembered."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier
from time import monotonic

import pytest

from studio import keys, providers, questions
from studio.providers import (
    Brief,
    ConfigurationError,
    NotFoundError,
    Provider,
    UnavailableError,
)
from tests.gateways.fixtures import *  # noqa: F403
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.gateways.server import Exchange, Gateway
from tests.running import PATIENCE, wait_until

GATEWAYS = (
    "custom", "dieyuyun", "google", "lumenfall", "onemin", "openai", "threedai", "toapis",
)  # fmt: skip
BRIEF = Brief(model="gemini-3.1-flash-image-preview", prompt="A lighthouse")


def made(id: str, gateway: Gateway, key: str = "") -> Provider:
    return providers.get(id)(key=key or gateway.key, base_url=gateway.base_url, models=["m"])


@pytest.fixture
def gateway_of(request: pytest.FixtureRequest) -> Callable[[str], Gateway]:
    return lambda id: request.getfixturevalue(f"{id}_gateway")


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "LIMIT", 0.3)


@pytest.mark.parametrize("id", GATEWAYS)
def test_a_good_key_is_found_good_for_nothing(gateway_of, id: str) -> None:
    gateway = gateway_of(id)
    found = questions.test(made(id, gateway))
    assert found.error is None
    assert found.account is not None
    assert 0 < found.seconds < questions.LIMIT
    assert gateway.requests
    assert not gateway.paid


@pytest.mark.parametrize("id", GATEWAYS)
def test_a_wrong_key_is_refused_and_nowhere_in_what_is_told(gateway_of, id: str) -> None:
    key = "wrong-key-that-nobody-may-see"
    found = questions.test(made(id, gateway_of(id), key))
    assert type(found.error) is ConfigurationError
    assert key not in repr(found)
    assert key not in f"{found.error.message} {found.error.detail}"


def test_a_balance_is_told_where_there_is_one(threedai_gateway, lumenfall_gateway) -> None:
    credits = questions.test(made("threedai", threedai_gateway)).account
    dollars = questions.test(made("lumenfall", lumenfall_gateway)).account
    assert credits
    assert dollars
    assert (credits.balance.amount, credits.balance.currency) == (Decimal(10_000), "credits")
    assert (dollars.balance.amount, dollars.balance.currency) == (Decimal(1_000), "USD")


def test_a_server_of_ones_own_needs_no_list_of_models(custom_gateway) -> None:
    custom_gateway.will_at_check("404")
    found = questions.test(made("custom", custom_gateway))
    assert (found.error, found.account) == (None, None)


def test_a_gateway_elsewhere_that_does_not_know_the_question_is_at_a_wrong_address(
    openai_gateway,
) -> None:
    openai_gateway.will_at_check("404")
    assert type(questions.test(made("openai", openai_gateway)).error) is NotFoundError


def test_nobody_there_is_told(custom_gateway) -> None:
    closed = f"{custom_gateway.origin.rpartition(':')[0]}:9/v1"
    found = questions.test(providers.get("custom")(base_url=closed, models=["m"]))
    assert type(found.error) is UnavailableError


def test_silence_is_told_within_the_limit(openai_gateway, short: None) -> None:
    openai_gateway.will_at_check("hang")
    begun = monotonic()
    found = questions.test(made("openai", openai_gateway))
    assert type(found.error) is UnavailableError
    assert monotonic() - begun < PATIENCE / 2  # the gateway itself would end it after as long


def test_silence_holds_no_place_for_long(monkeypatch: pytest.MonkeyPatch, short: None) -> None:
    """Whoever waits in vain for a place is not asked later, when nobody wants to know."""
    with OpenAIImagesGateway("openai") as gateway:
        provider, places = made("openai", gateway), questions.AT_ONCE
        gateway.will_at_check(*["hang"] * places)
        found = questions.test_all([provider] * (places + 3))
        assert all(type(each.error) is UnavailableError for each in found)
        wait_until(lambda: len(gateway.requests) == places)
        gateway.closing.set()
        monkeypatch.setattr(questions, "LIMIT", PATIENCE)
        assert questions.test(provider).error is None
    assert len(gateway.requests) == places + 1


class MeetingGateway(OpenAIImagesGateway):
    """Answers once the others have been asked too."""

    def __init__(self, together: Barrier) -> None:
        super().__init__("openai")
        self.together = together

    def look(self, exchange: Exchange) -> None:
        self.together.wait()
        super().look(exchange)


def test_several_are_asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "LIMIT", PATIENCE)
    together = Barrier(2, timeout=PATIENCE)
    with MeetingGateway(together) as one, MeetingGateway(together) as other:
        found = questions.test_all([made("openai", one), made("openai", other)])
    assert [each.error for each in found] == [None, None]


def test_no_provider_is_asked_where_none_is_ready() -> None:
    assert questions.test_all([]) == []


def test_the_last_test_is_remembered_for_this_key_and_address(openai_gateway) -> None:
    provider = made("openai", openai_gateway)
    assert questions.last_test(provider) is None
    found = questions.test(provider)
    remembered = questions.last_test(made("openai", openai_gateway))
    assert remembered == found
    assert questions.last_test(made("openai", openai_gateway, "another-key")) is None


def test_a_refusal_is_remembered_with_its_reason(openai_gateway) -> None:
    provider = made("openai", openai_gateway, "another-key")
    found = questions.test(provider)
    remembered = questions.last_test(provider)
    assert remembered
    assert type(remembered.error) is ConfigurationError
    assert found.error
    assert remembered.error.message == found.error.message


def test_the_same_price_is_not_asked_for_twice_in_a_minute(lumenfall_gateway) -> None:
    provider = made("lumenfall", lumenfall_gateway)
    costs = {questions.quote(provider, BRIEF) for _ in range(3)}
    assert len(costs) == 1
    assert costs.pop().source == "exact"
    assert len(lumenfall_gateway.requests) == 1
    assert not lumenfall_gateway.paid


def test_a_price_that_is_not_told_is_not_asked_for_at_once_again(lumenfall_gateway) -> None:
    lumenfall_gateway.will_at_upload("503")
    provider = made("lumenfall", lumenfall_gateway)
    assert [questions.quote(provider, BRIEF) for _ in range(3)] == [None] * 3
    assert len(lumenfall_gateway.requests) == 1


def test_a_gateway_without_prices_is_not_asked(openai_gateway) -> None:
    assert questions.quote(made("openai", openai_gateway), BRIEF) is None
    assert not openai_gateway.requests


def test_the_provider_in_use_is_tested_by_its_mark(
    openai_gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in openai_gateway.environment.items():
        monkeypatch.setenv(name, value)
    questions.test(keys.provider("openai"))
    assert questions.last_test(keys.provider("openai"))
