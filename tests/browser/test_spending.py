"""From a paid picture to its bar, and from a budget to what it stops, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import StartStudio
from tests.gateways.fixtures import *  # noqa: F403
from tests.gateways.toapis import ToAPIsGateway
from tests.running import RunningStudio

from .conftest import go
from .test_look import make

MODEL = "toapis:gemini-3.1-flash-image-preview"


@pytest.fixture
def studio(start_studio: StartStudio, toapis_gateway: ToAPIsGateway) -> RunningStudio:
    return start_studio(**toapis_gateway.environment)


def test_what_was_paid_is_seen_and_a_budget_stops_more(page: Page, studio: RunningStudio) -> None:
    go(page, f"./?model={MODEL}")
    make(page, "A lighthouse")
    page.goto("./spending/")
    expect(page.get_by_role("link", name="$0.025 today")).to_be_visible()
    picture = page.get_by_role("img", name="$0.025 in all")
    expect(picture.locator("rect")).to_have_count(1)
    page.get_by_text("Day by day").press("Enter")
    expect(page.get_by_role("table").first).to_contain_text("Together")

    row = page.locator("#budget-toapis")
    row.locator("summary").press("Enter")
    row.get_by_label("Amount a month").fill("0.04")
    row.get_by_label("Stop when it is reached").press("Space")
    row.get_by_label("Amount a month").press("Enter")
    expect(row).to_contain_text("stops when it is reached")

    go(page, f"./?model={MODEL}")
    expect(page.locator("#due")).to_contain_text("left this month at ToAPIs: this will not be sent")
    page.get_by_label("Prompt", exact=True).fill("Another lighthouse")
    page.get_by_role("button", name="Make").click()
    expect(page.get_by_role("alert")).to_contain_text("Raise the budget on the spending page")
    expect(page.locator(".job")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_all_of_it_without_scripts(
    browser: Browser, studio: RunningStudio, width: int
) -> None:
    studio.submit(model=MODEL, prompt="A lighthouse")
    context = browser.new_context(
        base_url=studio.url, java_script_enabled=False, viewport={"width": width, "height": 844}
    )
    page = context.new_page()
    page.goto("./spending/?period=30&by=model")
    box = page.get_by_role("main").bounding_box()
    assert box is not None
    assert box["width"] <= width
    page.get_by_role("link", name="Last month").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nothing spent")
    context.close()
