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


# Several models at once


def add_model(page: Page, name: str) -> None:
    page.locator(".another > summary").click()
    page.get_by_label("Another model").select_option(name)
    chosen = page.locator(f'.models select[id^="id_model_"] option[value="{name}"]:checked')
    expect(chosen).to_have_count(1)
    wait_for_fields(page)


def test_a_second_model_is_added_told_apart_and_left_out_again(page: Page) -> None:
    open_with(page, f"model={LUMENFALL}&prompt=A+boat&aspect_ratio=7:6")
    add_model(page, ONEMIN)
    expect(page.locator("#due .adjust")).to_have_text("1min.ai: 5:4 instead of 7:6")
    expect(button(page)).to_contain_text("Make 2 images,")
    page.get_by_role("button", name="One more").click()
    expect(button(page)).to_contain_text("Make 4 images,")
    expect(page.locator("#due")).to_contain_text("2 from each of 2 models")
    page.get_by_label("Model 2").select_option("")
    expect(button(page)).to_contain_text("Make 2 images,")
    expect(page.locator("#due .adjust")).to_have_text("")
    assert page.evaluate("refused") == []


def test_two_models_make_one_group_whose_cards_live_on(page: Page) -> None:
    open_with(page, "model=sketch:quick&prompt=Two+hands+on+one+oar")
    add_model(page, "sketch:later")
    button(page).click()
    group = page.locator(".group").first
    expect(group.get_by_role("heading", name="Two hands on one oar").first).to_be_visible()
    cards = group.locator("[data-job]")
    expect(cards).to_have_count(2)
    for number in range(2):
        expect(cards.nth(number)).to_have_attribute("data-state", "finished", timeout=20_000)
    left, right = (cards.nth(number).bounding_box() for number in range(2))
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    expect(page.locator(".models select")).to_have_count(3)


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_six_models_and_their_group_never_scroll_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_with(page, f"model={LUMENFALL}&model={ONEMIN}&model=sketch:quick&model=sketch:later")
    if width < 760:
        page.locator(".brief").click()
    page.locator(".more > summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_two_models_are_chosen_and_sent(
    browser: Browser, studio: RunningStudio
) -> None:
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("./?model=sketch:quick")
    page.get_by_label("Prompt", exact=True).fill("A plain pair")
    page.locator(".more > summary").click()
    page.get_by_label("Model 3").select_option("sketch:later")
    page.get_by_role("button", name="Make").click()
    expect(page.locator(".group").first.locator("[data-job]")).to_have_count(2)
    context.close()
