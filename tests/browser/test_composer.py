"""The composer in a real browser: own canvases, presets, the line before the click, prices."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.gateways.lumenfall import LumenfallGateway
from tests.running import RunningStudio

from .conftest import go

LUMENFALL = "lumenfall:gemini-3.1-flash-image-preview"
ONEMIN = "onemin:gemini-3.1-flash-image-preview"


@pytest.fixture(scope="module")
def gateway() -> Iterator[LumenfallGateway]:
    with LumenfallGateway() as gateway:
        yield gateway


@pytest.fixture(scope="module")
def variables(gateway: LumenfallGateway) -> dict[str, str]:
    return {"ONEMIN_API_KEY": "secret-key-of-a-test", **gateway.environment}


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    go(page, "./")
    return page


def open_own(page: Page) -> None:
    page.locator(".own > summary").click()


def wait_for_fields(page: Page) -> None:
    """Until htmx has drawn all that it was asked for."""
    busy = ".htmx-request, .htmx-swapping, .htmx-added, .htmx-settling"
    expect(page.locator(busy)).to_have_count(0)


def line(page: Page) -> Locator:
    return page.locator("#due .adjust")


def shape(page: Page, name: str) -> Locator:
    return page.get_by_role("radio", name=name, exact=True)


def test_a_preset_fills_the_fields_and_the_drawn_shape_follows(page: Page) -> None:
    open_own(page)
    page.get_by_label("Preset").select_option("1920x1080")
    expect(page.get_by_label("Width")).to_have_value("1920")
    expect(page.get_by_label("Height")).to_have_value("1080")
    expect(line(page)).to_have_text("16:9 at 2K (2752 × 1536) instead of 1920 × 1080")
    expect(shape(page, "16:9")).to_be_checked()
    expect(shape(page, "2K")).to_be_checked()
    page.get_by_label("Deliver exactly these pixels").check()
    expect(line(page)).to_contain_text("cropped to 1920 × 1080 by the studio")
    assert page.evaluate("refused") == []


def test_a_ratio_that_cannot_be_sent_is_drawn_dashed(page: Page) -> None:
    open_own(page)
    page.get_by_label("Ratio").fill("7:6")
    page.get_by_label("Ratio").press("Tab")
    expect(line(page)).to_have_text("5:4 instead of 7:6")
    expect(page.locator(".own-mark.asked i")).to_have_css("border-style", "dashed")
    expect(page.locator(".own-mark")).to_have_text("7:6")
    expect(shape(page, "5:4")).to_be_checked()


def test_a_drawn_shape_takes_the_place_of_the_own_one(page: Page) -> None:
    open_own(page)
    page.get_by_label("Preset").select_option("1080x1920")
    expect(shape(page, "9:16")).to_be_checked()
    shape(page, "1:1").check(force=True)
    expect(page.get_by_label("Width")).to_have_value("")
    expect(page.get_by_label("Preset")).to_have_value("")
    expect(line(page)).to_have_text("")
    expect(page.locator("[data-pixels]")).to_have_text("2048 × 2048")


def test_what_is_touched_last_counts(page: Page) -> None:
    open_own(page)
    page.get_by_label("Preset").select_option("1080x1920")
    page.get_by_label("Width").fill("640")
    expect(page.get_by_label("Preset")).to_have_value("")
    expect(page.get_by_label("Height")).to_have_value("1920")
    page.get_by_label("Ratio").fill("7:6")
    expect(page.get_by_label("Width")).to_have_value("")


def test_enter_in_a_side_makes_the_job_and_no_preset(page: Page) -> None:
    page.get_by_label("Prompt", exact=True).fill("A poster")
    open_own(page)
    page.get_by_label("Width").fill("1024")
    page.get_by_label("Height").fill("1024")
    page.get_by_label("Height").press("Enter")
    expect(page.locator(".job").first).to_contain_text("A poster")
    expect(page.locator(".errorlist")).to_have_count(0)


def test_pixels_are_kept_by_name_and_let_go_again(page: Page) -> None:
    open_own(page)
    page.get_by_label("Width").fill("2400")
    page.get_by_label("Height").fill("3000")
    page.get_by_role("button", name="Keep as preset").click()
    expect(page.locator(".own-presets")).to_contain_text("Give it a name.")
    page.get_by_label("Name for these pixels").fill("Poster")
    page.get_by_role("button", name="Keep as preset").click()
    expect(page.locator(".own-presets li")).to_have_text("Poster, 2400 × 3000")
    expect(page.get_by_label("Width")).to_have_value("2400")
    page.get_by_role("button", name="Remove Poster").click()
    expect(page.locator(".own-presets li")).to_have_count(0)


def test_references_that_wait_change_what_is_told(page: Page) -> None:
    page.locator("#id_model").select_option(ONEMIN)
    expect(page.locator(".at")).to_have_text("1min.ai")
    wait_for_fields(page)
    shape(page, "16:9").check(force=True)
    expect(page.locator("[data-pixels]")).to_have_text("1376 × 768")
    file = BytesIO()
    Image.new("RGB", (64, 48), "#bf3413").save(file, "PNG")
    chosen = {"name": "one.png", "mimeType": "image/png", "buffer": file.getvalue()}
    page.locator('input[name="references"]').set_input_files(chosen)
    expect(line(page)).to_contain_text("Shape 16:9 left out")
    page.get_by_role("button", name="Leave out reference 1").click()
    expect(line(page)).to_have_text("")


def test_a_choice_that_the_next_model_lacks_is_told_and_comes_back(page: Page) -> None:
    page.locator(".more > summary").click()
    page.get_by_label("Seed").fill("42")
    page.get_by_label("Seed").press("Tab")
    page.locator("#id_model").select_option(ONEMIN)
    expect(line(page)).to_have_text("Seed 42 left out, this model does not take it")
    wait_for_fields(page)
    page.locator("#id_model").select_option("sketch:later")
    expect(page.get_by_role("spinbutton", name="Seed")).to_have_value("42")
    expect(line(page)).to_have_text("")


def test_the_exact_price_comes_after_the_page_and_moves_nothing(page: Page) -> None:
    page.goto(f"./?model={LUMENFALL}&prompt=A+boat")
    expect(page.locator(".price")).to_have_text("exactly $0.067")
    assert sum(page.evaluate("shifts")) < 0.001
    shape(page, "4K").check(force=True)
    expect(page.locator(".price")).to_have_text("exactly $0.151")


def test_without_scripts_a_preset_is_enough(browser: Browser, studio: RunningStudio) -> None:
    studio.clear_composer()
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("./?model=sketch:quick")
    page.get_by_label("Prompt", exact=True).fill("A story")
    open_own(page)
    page.get_by_label("Preset").select_option("1080x1920")
    page.get_by_label("Deliver exactly these pixels").check()
    page.get_by_role("button", name="Make 1").click()
    expect(page.locator(".job-foot")).to_contain_text("9:16 at 2K (1536 × 2752)")
    expect(page.locator(".job-foot")).to_contain_text("cropped to 1080 × 1920 by the studio")
    context.close()


def test_a_wrong_canvas_puts_the_cursor_into_its_field(page: Page) -> None:
    page.get_by_label("Prompt", exact=True).fill("A poster")
    open_own(page)
    page.get_by_label("Width").fill("1920")
    page.get_by_role("button", name="Make 1").click()
    expect(page.get_by_label("Height")).to_be_focused()
    expect(page.locator(".own-canvas .errorlist")).to_have_text("Both sides are needed, or none.")


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_the_open_composer_never_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for model in (LUMENFALL, ONEMIN, "sketch:quick"):
        go(page, f"./?model={model}&preset=2480x3508&seed=42")
        if width < 760:
            page.locator(".brief").click()
        page.locator(".more > summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
