"""The panel "What will be sent" in a real browser."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.running import RunningStudio

from .conftest import go
from .test_look import drawn_png

GOOGLE = "google:gemini-3.1-flash-image"
OPENAI = "openai:gpt-image-2"
SENT = "/composer/sent/"


@pytest.fixture(scope="module")
def variables() -> dict[str, str]:
    return dict.fromkeys(("GEMINI_API_KEY", "OPENAI_API_KEY"), "secret-key-of-a-test")


@pytest.fixture
def asked(context: BrowserContext) -> list[str]:
    """What the page asks for the panel, in order."""
    found: list[str] = []
    context.on("request", lambda r: SENT in r.url and found.append(r.post_data or ""))
    return found


@pytest.fixture
def page(context: BrowserContext, asked: list[str]) -> Page:
    page = context.new_page()
    go(page, f"./?model={GOOGLE}&prompt=A+boat&aspect_ratio=1:1")
    return page


def summary(page: Page) -> Locator:
    return page.locator(".sent summary")


def code(page: Page) -> Locator:
    """The code that is to be seen."""
    return page.locator(".sent code:visible").first


def tab(page: Page, name: str) -> Locator:
    return page.locator(".sent").get_by_role("radio", name=name)


def test_it_is_asked_for_when_it_is_opened_and_not_before(page: Page, asked: list[str]) -> None:
    with page.expect_response("**/composer/pad/"):  # which comes after a longer pause
        page.get_by_label("Prompt", exact=True).fill("A ship")
    assert asked == []
    summary(page).click()
    expect(code(page)).to_contain_text('"text": "A ship"')
    assert len(asked) == 1
    assert page.evaluate("refused") == []


def test_it_follows_the_form_while_it_is_open(page: Page, asked: list[str]) -> None:
    summary(page).click()
    expect(code(page)).to_contain_text('"aspectRatio": "1:1"')
    page.get_by_role("radio", name="16:9", exact=True).check(force=True)
    expect(code(page)).to_contain_text('"aspectRatio": "16:9"')
    page.get_by_label("Prompt", exact=True).fill("A boat at night")
    expect(code(page)).to_contain_text(" at night")
    page.locator("#id_model").select_option(OPENAI)
    expect(code(page)).to_contain_text("https://api.openai.com/v1/images/generations")
    assert len(asked) < 8


def test_a_language_stays_chosen_and_is_no_field_of_the_form(page: Page, asked: list[str]) -> None:
    summary(page).click()
    tab(page, "JSON").check(force=True)
    assert json.loads(code(page).inner_text())["contents"]
    page.get_by_label("Prompt", exact=True).fill("A ship")
    expect(code(page)).to_contain_text('"text": "A ship"')
    expect(tab(page, "JSON")).to_be_checked()
    assert len(asked) == 2
    fields = "[...new FormData(document.querySelector('#composer')).keys()]"
    assert "code" not in page.evaluate(fields)


def test_it_works_by_keyboard(page: Page) -> None:
    summary(page).focus()
    page.keyboard.press("Enter")
    expect(code(page)).to_contain_text("curl")
    page.keyboard.press("Tab")
    expect(tab(page, "cURL")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(code(page)).to_contain_text("import httpx")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy Python")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("region", name="Python")).to_be_focused()


def test_the_code_is_copied_to_the_letter(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("Prompt", exact=True).fill("<b>A & B</b>\n\tand 'so' on  \\n")
    summary(page).click()
    tab(page, "Python").check(force=True)
    expect(code(page)).to_contain_text("'so' on")
    page.get_by_role("button", name="Copy Python").click()
    expect(page.locator("copy-text:visible [role=status]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == code(page).text_content()
    assert "<b>A & B</b>\\n\\tand 'so' on  \\\\n" in copied


def test_where_the_clipboard_is_closed_the_code_is_marked(page: Page) -> None:
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    summary(page).click()
    page.get_by_role("button", name="Copy cURL").click()
    expect(page.locator("copy-text:visible [role=status]")).to_contain_text("by hand")
    assert page.evaluate("getSelection().toString()").startswith("curl")


def test_references_stand_in_it_by_name(page: Page) -> None:
    summary(page).click()
    expect(code(page)).to_contain_text("A boat")
    picture = {"name": "harbour.png", "mimeType": "image/png", "buffer": drawn_png()}
    page.locator('input[type="file"][name="references"]').set_input_files(picture)
    expect(code(page)).to_contain_text("reference_1=$(in_base64 reference-1.png) &&")
    row = page.locator(".fates tr").filter(has_text="References")
    expect(row).to_contain_text("renamed")


def test_a_mask_that_waits_is_told_but_not_sent_along(page: Page, asked: list[str]) -> None:
    page.locator("#id_model").select_option(OPENAI)
    expect(page.locator(".at")).to_have_text("OpenAI")
    picture = {"name": "harbour.png", "mimeType": "image/png", "buffer": drawn_png()}
    page.locator('input[type="file"][name="references"]').set_input_files(picture)
    page.locator('input[type="file"][name="mask"]').set_input_files({**picture, "name": "hole.png"})
    summary(page).click()
    expect(code(page)).to_contain_text("mask=@mask.png;type=image/png")
    assert "mask=hole.png" in asked[-1]
    assert "PNG\r\n" not in asked[-1]


def test_the_job_is_told_nothing_of_the_panel(page: Page) -> None:
    page.locator("#id_model").select_option("sketch:quick")
    expect(page.locator(".at")).to_have_text("Sketch")
    summary(page).click()
    expect(code(page)).to_contain_text("A boat")
    page.get_by_role("button", name="Make").click()
    newest = page.locator(".job").first
    expect(newest).to_contain_text("A boat")
    expect(newest).not_to_contain_text("left out")


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_it_never_makes_the_page_scroll_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    if width < 760:
        expect(summary(page)).to_be_hidden()
        page.locator(".brief").click()
    summary(page).click()
    for name in ("cURL", "Python", "JavaScript", "JSON"):
        tab(page, name).check(force=True)
        expect(code(page)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        pre = "pre => pre.scrollWidth <= pre.clientWidth"
        assert page.locator(".sent pre:visible").evaluate(pre)


def test_without_scripts_a_button_shows_it_with_the_whole_page(
    browser: Browser, studio: RunningStudio
) -> None:
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"./?model={OPENAI}")
    page.get_by_label("Prompt", exact=True).fill("A boat at noon")
    summary(page).click()
    page.get_by_role("button", name="Show the request").click()
    expect(code(page)).to_contain_text('"prompt": "A boat at noon"')
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("A boat at noon")
    tab(page, "Python").check(force=True)
    expect(code(page)).to_contain_text("import httpx")
    expect(page.get_by_role("button", name="Copy Python")).to_be_hidden()
    context.close()
