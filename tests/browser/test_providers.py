"""The providers page in a real browser: by keyboard, where the focus goes, and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from tests.conftest import StartStudio
from tests.gateways.fixtures import *  # noqa: F403
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.running import RunningStudio

WRONG = "wrong-key-that-ends-in-0bad"


@pytest.fixture
def studio(start_studio: StartStudio) -> RunningStudio:
    return start_studio()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("./providers/")
    return page


def test_a_key_is_typed_tested_replaced_and_forgotten_by_keyboard(
    page: Page, openai_gateway: OpenAIImagesGateway
) -> None:
    row = page.locator("#openai")
    summary, key, test = (
        row.locator("summary"),
        row.get_by_label("Key"),
        page.locator("#test-openai"),
    )
    summary.press("Enter")
    key.fill(WRONG)
    row.get_by_label("Address").fill(openai_gateway.base_url)
    row.get_by_label("Address").press("Enter")
    expect(test).to_be_focused()
    expect(row).to_contain_text("The gateway does not accept the key")
    expect(row.get_by_role("status")).to_contain_text("Enter another key.")

    key.fill(openai_gateway.key)
    key.press("Enter")
    expect(row).to_contain_text("Ready, key typed here")
    expect(test).to_be_focused()
    expect(key).to_be_hidden()

    # The same words stood there before: only a new row is the new answer.
    row.evaluate("row => { row.dataset.before = 'the test'; }")
    test.press("Enter")
    expect(row).not_to_have_attribute("data-before", "the test")
    expect(row.get_by_role("status")).to_contain_text("answered in")
    expect(test).to_be_focused()
    expect(test).to_have_accessible_description(row.get_by_role("status").inner_text())

    page.on("dialog", Dialog.accept)
    summary.press("Enter")
    row.get_by_role("button", name="Forget").press("Enter")
    expect(row).to_contain_text("Not connected.")
    expect(summary).to_be_focused()


def test_a_wrong_field_has_the_focus_and_its_error(page: Page) -> None:
    row = page.locator("#openai")
    address = row.get_by_label("Address")
    row.locator("summary").press("Enter")
    address.fill("no address")
    address.press("Enter")
    expect(row).to_contain_text("This is no address.")
    expect(address).to_be_focused()
    expect(address).to_have_value("no address")
    wrong = re.compile(r"This is no address\. Write it like https://example\.com/v1\.")
    expect(address).to_have_accessible_description(wrong)


def test_a_test_says_that_it_asks(page: Page, openai_gateway: OpenAIImagesGateway) -> None:
    """And a second press while it does asks nothing more."""
    row = page.locator("#openai")
    row.locator("summary").press("Enter")
    row.get_by_label("Key").fill(openai_gateway.key)
    row.get_by_label("Address").fill(openai_gateway.base_url)
    openai_gateway.will_at_check("hang")
    save = row.get_by_role("button", name="Save and test")
    save.press("Enter")
    expect(row.get_by_text("Asking OpenAI, for five seconds at most")).to_be_visible()
    save.press("Enter")
    expect(row).to_contain_text("The gateway cannot be reached")
    assert len(openai_gateway.requests) == 1


@pytest.mark.parametrize("width", [320, 390])
def test_it_fits_a_narrow_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for summary in page.locator(".connect > summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
