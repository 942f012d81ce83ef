"""The providers page: what is ready, what it takes, how to connect the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import Settings

from studio import connections, keys, providers, questions, setups
from studio.connections import Connection
from studio.models import Setup
from studio.providers import Account, Cost, CreditsError, RateLimitedError
from tests.gateways.fixtures import *  # noqa: F403
from tests.gateways.server import Gateway

pytestmark = pytest.mark.django_db
KEY = "secret-key-that-ends-in-7f2c"
NOWHERE = "http://127.0.0.1:9/v1"

Type = Callable[..., HttpResponse]


def connection(id: str) -> Connection:
    return next(found for found in connections.listed() if found.id == id)


@pytest.fixture
def type_in(htmx: Client) -> Type:
    """Fill in the form of a provider and send it; a row comes back."""

    def send(id: str, **fields: str) -> HttpResponse:
        return htmx.post(f"/providers/{id}/", fields)

    return send


# What is told without any question


def test_the_sketch_is_ready_without_a_key(client: Client) -> None:
    found = connection("sketch")
    assert found.is_ready
    assert found.state_text == "Ready, needs no key"
    assert {model.id for model in found.models} == {"sketch:quick", "sketch:later"}
    assertNotContains(client.get("/providers/"), "/providers/sketch/")


def test_a_provider_without_a_key_says_what_it_needs() -> None:
    found = connection("dieyuyun")
    assert not found.is_ready
    assert found.state_text == "Not connected. It needs a key (DIEYUYUN_API_KEY)."


def test_a_server_of_ones_own_needs_its_address_and_its_models() -> None:
    wanted = "an address (CUSTOM_BASE_URL) and models (CUSTOM_MODELS)"
    assert connection("custom").state_text == f"Not connected. It needs {wanted}."


def test_only_the_end_of_a_key_is_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIEYUYUN_API_KEY", KEY)
    assert connection("dieyuyun").state_text == "Ready, key from DIEYUYUN_API_KEY, ends in 7f2c"
    response = client.get("/providers/")
    assertContains(response, "7f2c")
    assertNotContains(response, KEY[:-4])


def test_a_short_key_is_not_shown_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIEYUYUN_API_KEY", "abc")
    assert connection("dieyuyun").state_text == "Ready, key from DIEYUYUN_API_KEY"


def test_an_address_is_shown_where_it_was_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert connection("dieyuyun").base_url == ""
    monkeypatch.setenv("DIEYUYUN_BASE_URL", NOWHERE)
    assert connection("dieyuyun").base_url == NOWHERE


def test_those_that_are_ready_come_first(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    response = client.get("/providers/")
    assert response.context["ready_count"] == 2
    ready = [found.is_ready for found in response.context["connections"]]
    assert ready == sorted(ready, reverse=True)
    assertContains(response, "OpenAI")


def test_nobody_is_asked_before_the_page_is_painted(
    client: Client, openai_gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in openai_gateway.environment.items():
        monkeypatch.setenv(name, value)
    assertContains(client.get("/providers/"), "Ready, key from OPENAI_API_KEY")
    assert not openai_gateway.requests


def test_a_pace_is_told() -> None:
    assert connection("threedai").pace == "3 requests a minute"
    assert connection("openai").pace == ""


# Typing


def test_a_typed_key_is_kept_tested_and_used(type_in: Type, openai_gateway: Gateway) -> None:
    row = type_in("openai", key=openai_gateway.key, base_url=openai_gateway.base_url)
    assertContains(row, "Ready, key typed here")
    assertContains(row, "Tested just now: answered in")
    assertContains(row, openai_gateway.base_url)
    assertNotContains(row, openai_gateway.key)
    assert keys.provider("openai").key == openai_gateway.key
    assert not openai_gateway.paid


def test_models_are_typed_too(type_in: Type, custom_gateway: Gateway) -> None:
    row = type_in("custom", base_url=custom_gateway.base_url, models="house-7, house-8")
    assertContains(row, "custom%3Ahouse-8")
    assert [spec.id for spec in keys.provider("custom").offered()] == ["house-7", "house-8"]


def test_a_key_stays_where_none_is_typed(type_in: Type) -> None:
    type_in("openai", key=KEY, base_url=NOWHERE)
    assertContains(type_in("openai", base_url=NOWHERE, models="gpt-image-1"), "gpt-image-1")
    assert keys.provider("openai").key == KEY


def test_no_key_comes_back_to_the_page(client: Client, type_in: Type) -> None:
    assertNotContains(type_in("openai", key=KEY, base_url="no address"), KEY, status_code=422)
    assertNotContains(type_in("openai", key=KEY, base_url=NOWHERE), KEY[:-4])
    page = client.get("/providers/")
    assertContains(page, "ends in 7f2c")
    assertNotContains(page, KEY[:-4])


def test_no_key_comes_into_the_log(type_in: Type, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    type_in("openai", key=KEY, base_url=NOWHERE)
    type_in("openai", key=KEY, base_url="no address")
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("key", "schlüssel-mit-umlaut", "a character that no key has"),
        ("key", "Bearer sk-123456789", "a character that no key has"),
        ("key", "sk-1\nX-Header: 1", "a character that no key has"),
        ("base_url", "example.com/v1", "This is no address"),
        ("base_url", "ftp://example.com/v1", "This is no address"),
        ("base_url", "https://anna:word@example.com/v1", "This is no address"),
        ("base_url", "https://example.com/v1?x=1", "This is no address"),
        ("base_url", "javascript:alert(1)", "This is no address"),
        ("models", "one\ntwo\x00", "on one line"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    type_in: Type, field: str, value: str, words: str
) -> None:
    row = type_in("openai", **{field: value})
    assertContains(row, words, status_code=422)
    assertContains(row, 'aria-invalid="true"', count=1, status_code=422)
    assertContains(row, "autofocus", count=1, status_code=422)
    assertContains(row, '<details class="connect" open>', status_code=422)
    assert not Setup.objects.exists()


def test_another_address_wants_the_key_again(type_in: Type, openai_gateway: Gateway) -> None:
    """Else whoever may type an address could have the key of another sent there."""
    type_in("openai", key=KEY, base_url=NOWHERE)
    row = type_in("openai", base_url=openai_gateway.base_url)
    assertContains(row, "Enter the key again", status_code=422)
    assertContains(type_in("openai", base_url=""), "Enter the key again", status_code=422)
    assert setups.typed("openai").base_url == NOWHERE
    assert not openai_gateway.requests
    type_in("openai", base_url=openai_gateway.base_url, key=openai_gateway.key)
    assert setups.typed("openai").base_url == openai_gateway.base_url


def test_a_wrong_address_is_the_only_error(type_in: Type) -> None:
    type_in("openai", key=KEY)
    row = type_in("openai", base_url="no address")
    assertContains(row, "errorlist", count=1, status_code=422)


def test_the_same_address_in_other_letters_does_not_want_it(type_in: Type) -> None:
    type_in("openai", key=KEY)
    assert type_in("openai", base_url="https://api.openai.com/v1/").status_code == 200


def test_a_key_of_the_environment_is_sent_to_no_typed_address(
    type_in: Type, openai_gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", NOWHERE)
    row = type_in("openai", base_url=openai_gateway.base_url)
    assertContains(row, "OPENAI_BASE_URL is set and wins over an address typed here.")
    assert not openai_gateway.requests
    monkeypatch.delenv("OPENAI_BASE_URL")
    assert keys.provider("openai").base_url == "https://api.openai.com/v1"
    never = "The key of OPENAI_API_KEY never goes to an address typed here: set OPENAI_BASE_URL."
    assert never in str(connection("openai").form)


def test_the_environment_says_that_it_wins(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_MODELS", "gpt-image-1")
    page = client.get("/providers/")
    assertContains(page, "OPENAI_API_KEY is set and wins over a key typed here.")
    assertContains(page, "OPENAI_MODELS is set and wins over models typed here.")


def test_what_was_typed_is_forgotten(htmx: Client, type_in: Type) -> None:
    assertContains(type_in("openai", key=KEY, base_url=NOWHERE), "Forget what was typed")
    row = htmx.post("/providers/openai/forget/")
    assertContains(row, "Not connected. It needs a key (OPENAI_API_KEY).")
    assertNotContains(row, "Forget what was typed")
    assert not Setup.objects.exists()


def test_a_key_under_another_secret_is_to_be_entered_again(
    client: Client, type_in: Type, settings: Settings
) -> None:
    type_in("openai", key=KEY, base_url=NOWHERE)
    settings.SECRET_KEY = "a secret of another studio"
    found = connection("openai")
    assert (found.is_ready, found.lamp, found.is_open) == (False, "bad", True)
    assert found.state_text == (
        "The key that ends in 7f2c was sealed under another secret key of the studio. "
        "Enter it again."
    )
    page = client.get("/providers/")
    assertContains(page, found.state_text)
    assertNotContains(page, 'action="/providers/openai/test/"')


def test_an_unknown_provider_is_not_found(type_in: Type, htmx: Client) -> None:
    assert type_in("atlantis", key=KEY).status_code == 404
    assert htmx.post("/providers/atlantis/test/").status_code == 404
    assert htmx.post("/providers/atlantis/forget/").status_code == 404


def test_strangers_connect_nothing(type_in: Type, htmx: Client, settings: Settings) -> None:
    settings.LOGIN_REQUIRED = True
    assert type_in("openai", key=KEY).status_code == 403
    assert htmx.post("/providers/openai/forget/").status_code == 403
    assert htmx.post("/providers/openai/test/").status_code == 403
    assert not Setup.objects.exists()


def test_a_key_is_typed_from_this_site_only() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/providers/openai/", {"key": KEY}).status_code == 403


def test_without_scripts_the_page_tells_how_the_test_went(
    client: Client, openai_gateway: Gateway
) -> None:
    fields = {"key": openai_gateway.key, "base_url": openai_gateway.base_url}
    answer = client.post("/providers/openai/", fields)
    assertRedirects(answer, "/providers/#openai", status_code=303, fetch_redirect_response=False)
    assertContains(client.get("/providers/"), "Tested just now: answered in", count=1)


def test_without_scripts_a_wrong_form_is_a_whole_page(client: Client) -> None:
    page = client.post("/providers/openai/", {"base_url": "no address"})
    assertContains(page, "This is no address", status_code=422)
    assertContains(page, "css/components/providers.css", status_code=422)
    assertContains(page, 'value="no address"', status_code=422)


# Testing


@pytest.fixture
def typed_openai(openai_gateway: Gateway) -> Gateway:
    setups.save("openai", key=openai_gateway.key, base_url=openai_gateway.base_url)
    return openai_gateway


def test_a_test_that_went_well(htmx: Client, typed_openai: Gateway) -> None:
    row = htmx.post("/providers/openai/test/")
    assertContains(row, 'role="status"', count=1)
    assertContains(row, 'aria-describedby="tested-openai" autofocus>Test')
    assert connection("openai").lamp == "on"


def test_a_balance_in_credits_and_in_dollars(
    htmx: Client, threedai_gateway: Gateway, lumenfall_gateway: Gateway
) -> None:
    for id, gateway in (("threedai", threedai_gateway), ("lumenfall", lumenfall_gateway)):
        setups.save(id, key=gateway.key, base_url=gateway.base_url)
    assertContains(htmx.post("/providers/threedai/test/"), "Balance 10,000 credits.")
    assertContains(htmx.post("/providers/lumenfall/test/"), "Balance $1,000.00.")


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("0", "credits", "0 credits"),
        ("1250", "credits", "1,250 credits"),
        ("12.5", "credits", "12.50 credits"),
        ("0", "USD", "$0.00"),
        ("12.5", "USD", "$12.50"),
        ("-0.5", "USD", "-$0.50"),
        ("3", "CHF", "3.00 CHF"),
    ],
)
def test_the_words_of_a_balance(amount: str, currency: str, words: str) -> None:
    assert connections.balance(Cost(amount=Decimal(amount), currency=currency)) == words


def test_a_typed_key_that_is_refused(htmx: Client, openai_gateway: Gateway) -> None:
    setups.save("openai", key=KEY, base_url=openai_gateway.base_url)
    row = htmx.post("/providers/openai/test/")
    assertContains(row, "The gateway does not accept the key (key typed here, ends in 7f2c).")
    assertContains(row, "“Incorrect API key provided”. Enter another key.")
    assertContains(row, '<details class="connect" open>')
    assert connection("openai").lamp == "bad"
    assertNotContains(row, KEY)


def test_a_server_that_wants_a_key_after_all(htmx: Client, custom_gateway: Gateway) -> None:
    setups.save("custom", base_url=custom_gateway.base_url, model_ids="m")
    assert connection("custom").state_text == "Ready, needs no key"
    row = htmx.post("/providers/custom/test/")
    assertContains(row, "This server wants a key.")
    assertContains(row, "“Incorrect API key provided”. Enter it.")


def test_a_key_of_the_environment_that_is_refused(
    htmx: Client, openai_gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**openai_gateway.environment, "OPENAI_API_KEY": KEY}.items():
        monkeypatch.setenv(name, value)
    row = htmx.post("/providers/openai/test/")
    assertContains(row, "Set OPENAI_API_KEY anew and start the studio again.")
    assertContains(row, '<details class="connect">')


def test_another_key_is_not_told_of_the_refusal_of_the_one_before(
    htmx: Client, type_in: Type, openai_gateway: Gateway
) -> None:
    setups.save("openai", key=KEY, base_url=openai_gateway.base_url)
    htmx.post("/providers/openai/test/")
    setups.save("openai", key=openai_gateway.key, base_url=openai_gateway.base_url)
    assert connection("openai").lamp == "on"


def test_a_server_without_a_list_of_models(htmx: Client, custom_gateway: Gateway) -> None:
    setups.save("custom", key=custom_gateway.key, base_url=custom_gateway.base_url, model_ids="m")
    custom_gateway.will_at_check("404")
    row = htmx.post("/providers/custom/test/")
    assertContains(row, "s, but has no list of models.")
    assert connection("custom").lamp == "on"


def test_a_gateway_that_is_not_there(htmx: Client) -> None:
    setups.save("openai", key=KEY, base_url=NOWHERE)
    row = htmx.post("/providers/openai/test/")
    assertContains(row, "The gateway cannot be reached (key typed here, ends in 7f2c).")
    assertContains(row, "Check the network and the address, then test again.")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CreditsError("Empty"), "“Empty”. The key is good. Top up the account at the gateway."),
        (RateLimitedError(), "it gives no reason. The key may well be good. Test it again"),
    ],
)
def test_what_to_do_now(error: Exception, words: str) -> None:
    found = questions.Test(at=timezone.now(), seconds=0.1, error=error)
    assert words in " ".join(connections._bad(connection("sketch"), found))


def test_a_test_says_how_long_ago_it_was() -> None:
    found = questions.Test(at=timezone.now() - timedelta(minutes=4), seconds=0.1, account=Account())
    assert connections._when(found).replace("\xa0", " ") == "Tested 4 minutes ago:"


def test_what_is_not_connected_is_not_asked(htmx: Client) -> None:
    row = htmx.post("/providers/openai/test/")
    assertContains(row, "Not connected.")
    assertContains(row, 'id="connect-openai" autofocus')


@pytest.mark.parametrize("id", [cls.id for cls in providers.all()])
def test_every_provider_has_its_row(client: Client, id: str) -> None:
    assertContains(client.get("/providers/"), f'data-provider="{id}"', count=1)
