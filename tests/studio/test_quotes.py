"""The price before the click, by the gateway's own word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from tests.gateways.lumenfall import LumenfallGateway

from .conftest import MakeImage

pytestmark = pytest.mark.django_db
ADDRESS = "/composer/price/"
MODEL = "lumenfall:gemini-3.1-flash-image-preview"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[LumenfallGateway]:
    caches["questions"].clear()
    with LumenfallGateway() as gateway:
        for name, value in gateway.environment.items():
            monkeypatch.setenv(name, value)
        yield gateway


def test_the_gateway_tells_the_exact_price(client: Client, gateway: LumenfallGateway) -> None:
    fields = {"model": MODEL, "prompt": "A boat", "resolution": "2K"}
    assertContains(client.post(ADDRESS, fields), "exactly $0.101")
    assert gateway.paid == []


def test_several_images_cost_as_many_times_as_much(
    client: Client, gateway: LumenfallGateway
) -> None:
    fields = {"model": MODEL, "prompt": "A boat", "num_images": "2", "resolution": "512"}
    assertContains(client.post(ADDRESS, fields), "exactly $0.090")


def test_a_prompt_that_is_not_written_yet_has_a_price_too(
    client: Client, gateway: LumenfallGateway
) -> None:
    assertContains(client.post(ADDRESS, {"model": MODEL, "prompt": ""}), "exactly $0.067")


def test_the_page_asks_for_it_once_it_is_there(client: Client, gateway: LumenfallGateway) -> None:
    response = client.get("/", {"model": MODEL})
    assertContains(response, f'hx-post="{ADDRESS}" hx-trigger="load delay:600ms"')
    assert gateway.requests == []
    assertNotContains(client.get("/", {"model": "sketch:quick"}), ADDRESS)


def test_references_are_not_sent_to_ask_for_a_price(
    client: Client, gateway: LumenfallGateway, make_image: MakeImage
) -> None:
    fields = {"model": MODEL, "prompt": "A boat", "reference_images": make_image().pk}
    assertNotContains(client.post(ADDRESS, fields), "exactly")
    assert gateway.requests == []
    assertNotContains(client.get("/composer/fields/", fields | {"file_count": "1"}), ADDRESS)


def test_a_gateway_in_trouble_leaves_the_word_of_the_list(
    client: Client, gateway: LumenfallGateway
) -> None:
    gateway.will_at_dry_run("503")
    response = client.post(ADDRESS, {"model": MODEL, "prompt": "A boat"})
    assertNotContains(response, "exactly")
    assertContains(response, '<b class="price">')


def test_a_model_without_dry_runs_answers_what_the_list_says(client: Client) -> None:
    assertContains(client.post(ADDRESS, {"model": "sketch:quick", "prompt": "A boat"}), "free")


def test_only_posting_is_allowed(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 405
