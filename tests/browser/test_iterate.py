"""From one attempt to the next in a real browser: the button, several models, the ways back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.gateways.lumenfall import LumenfallGateway
from tests.running import RunningStudio

from .test_composer import wait_for_fields
from .test_look import WATCH

LUMENFALL = "lumenfall:gemini-3.1-flash-image-preview"
ONEMIN = "onemin:gemini-3.1-flash-image-preview"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    folder = str(tmp_path_factory.mktemp("iterate") / "data")
    with LumenfallGateway() as gateway:
        variables = {"PROOFSHEET_DATA_DIR": folder, "ONEMIN_API_KEY": "secret-key-of-a-test"}
        running = RunningStudio(
            "start", "--port", "0", "--no-browser", **variables, **gateway.environment
        ).wait_until_ready()
        yield running
        running.stop()


@pytest.fixture
def context(browser: Browser, studio: RunningStudio) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=studio.url, viewport={"width": 1440, "height": 900})
    context.add_init_script(WATCH)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def button(page: Page) -> Locator:
    return page.locator("#due .primary")


def open_with(page: Page, address: str) -> None:
    page.goto(f"./?{address}", wait_until="networkidle")
    wait_for_fields(page)


# The button


def test_the_words_on_the_button_follow_the_count(page: Page) -> None:
    open_with(page, f"model={ONEMIN}&prompt=A+boat")
    expect(button(page)).to_contain_text("Make 1 image,")
    page.get_by_role("button", name="One more").click()
    expect(button(page)).to_contain_text("Make 2 images,")
    count = page.get_by_role("spinbutton", name="Images")
    count.fill("4")
    expect(button(page)).to_contain_text("Make 4 images,")
    count.press("Tab")
    expect(page.locator("#due .adjust")).to_contain_text("4 calls")
    expect(button(page)).to_contain_text("Make 4 images,")


def test_the_price_on_the_button_follows_the_count(page: Page) -> None:
    open_with(page, f"model={LUMENFALL}&prompt=A+boat&resolution=1K")
    expect(button(page)).to_contain_text("Make 1 image, exactly $0.067")
    page.get_by_role("button", name="One more").click()
    expect(button(page)).to_contain_text("Make 2 images, exactly $0.134")


@pytest.mark.parametrize("width", [320, 390])
def test_the_button_stays_on_the_screen_of_a_phone(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_with(page, f"model={ONEMIN}&prompt=A+boat&num_images=4&aspect_ratio=7:6")
    box = button(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["height"] < 60
