"""The providers page: what is ready, what it takes, how to connect the rest."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from studio import connections
from studio.connections import Connection

pytestmark = pytest.mark.django_db
KEY = "secret-key-that-ends-in-7f2c"


def connection(id: str) -> Connection:
    return next(found for found in connections.listed() if found.id == id)


def test_the_sketch_is_ready_without_a_key() -> None:
    found = connection("sketch")
    assert found.is_ready
    assert found.state_text == "Ready, needs no key"
    assert {model.id for model in found.models} == {"sketch:quick", "sketch:later"}


def test_a_model_says_what_it_takes() -> None:
    model = connection("sketch").models[0]
    assert model.text == "14 references, up to 4 images a call, 512 to 4K, seed"
    assert len(model.ratios) == 14
    assert (model.cost, model.cost_to) == ("free", "")


def test_a_provider_without_a_key_says_how_to_connect_it() -> None:
    found = connection("dieyuyun")
    assert not found.is_ready
    assert "set DIEYUYUN_API_KEY and start again" in found.state_text


def test_a_server_of_ones_own_needs_its_address() -> None:
    assert connection("custom").missing == ("CUSTOM_BASE_URL", "CUSTOM_MODELS")


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
    monkeypatch.setenv("DIEYUYUN_BASE_URL", "http://127.0.0.1:9/v1")
    assert connection("dieyuyun").base_url == "http://127.0.0.1:9/v1"


def test_those_that_are_ready_come_first(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    response = client.get("/providers/")
    assert response.context["ready_count"] == 2
    ready = [found.is_ready for found in response.context["connections"]]
    assert ready == sorted(ready, reverse=True)
    assertContains(response, "OpenAI")
