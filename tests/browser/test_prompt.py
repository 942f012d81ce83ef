"""The prompt and what is kept of it, in a real browser: nothing that was typed is ever lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

from tests.conftest import StartStudio
from tests.running import RunningStudio

from .conftest import go
from .test_composer import wait_for_fields
from .test_tray import add, keeps, open_panel

WORDS = "A lighthouse on a headland, early fog"


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return opened(context)


def opened(context: BrowserContext, address: str = "./") -> Page:
    page = context.new_page()
    go(page, address)
    return page


def prompt(page: Page) -> Locator:
    return page.get_by_label("Prompt", exact=True)


def type_and_wait(page: Page, words: str) -> None:
    """Until the studio has said that it keeps them."""
    with page.expect_response(keeps(words)) as kept:
        prompt(page).fill(words)
    assert kept.value.status == 204


def come_back(page: Page) -> None:
    """What a browser tells a page that is looked at again."""
    with page.expect_response("**/composer/pad/"):
        page.evaluate("window.dispatchEvent(new Event('focus'))")


def elsewhere(page: Page) -> Locator:
    return page.get_by_text("This was changed elsewhere.")


# Nothing is lost


def test_a_reload_loses_nothing(page: Page) -> None:
    page.locator(".more > summary").click()
    page.get_by_label("Seed").fill("42")
    type_and_wait(page, WORDS)
    page.reload()
    expect(prompt(page)).to_have_value(WORDS)
    expect(page.get_by_label("Seed")).to_have_value("42")


def test_leaving_at_once_loses_nothing(page: Page) -> None:
    prompt(page).fill(WORDS)
    go(page, "./gallery/")
    page.goto("./")
    expect(prompt(page)).to_have_value(WORDS)


def test_another_model_loses_nothing(page: Page) -> None:
    page.locator(".more > summary").click()
    page.get_by_label("Seed").fill("42")
    prompt(page).fill(WORDS)
    with page.expect_response(keeps("sketch:later")):
        page.locator("#id_model").select_option("sketch:later")
        wait_for_fields(page)
    expect(prompt(page)).to_have_value(WORDS)
    page.reload()
    expect(prompt(page)).to_have_value(WORDS)
    expect(page.locator("#id_model")).to_have_value("sketch:later")
    expect(page.get_by_label("Seed")).to_have_value("42")


def test_a_failed_submit_loses_nothing(page: Page, browser: Browser, studio: RunningStudio) -> None:
    prompt(page).fill(WORDS)
    page.locator(".own > summary").click()
    page.get_by_label("Width").fill("1920")
    with page.expect_response("**/jobs/") as refused:
        page.get_by_role("button", name="Make 1").click()
    assert refused.value.status == 422
    expect(prompt(page)).to_have_value(WORDS)
    page.reload()
    expect(prompt(page)).to_have_value(WORDS)
    expect(page.get_by_label("Width")).to_have_value("1920")


def test_a_closed_browser_loses_nothing(
    page: Page, browser: Browser, studio: RunningStudio
) -> None:
    type_and_wait(page, WORDS)
    page.context.close()
    other = browser.new_context(base_url=studio.url)
    expect(prompt(opened(other))).to_have_value(WORDS)
    other.close()


def test_a_restart_of_the_studio_loses_nothing(start_studio: StartStudio, browser: Browser) -> None:
    first = start_studio()
    context = browser.new_context(base_url=first.url)
    type_and_wait(opened(context), WORDS)
    context.close()
    first.stop()
    again = browser.new_context(base_url=start_studio().url)
    expect(prompt(opened(again))).to_have_value(WORDS)
    again.close()


@pytest.fixture
def studio_with_two(browser: Browser, start_studio: StartStudio) -> RunningStudio:
    """A studio of its own in whose composer stand two references, the second with role and note."""
    studio = start_studio()
    page = opened(browser.new_context(base_url=studio.url))
    add(page, 1, 2)
    panel = open_panel(page, 2)
    panel.get_by_label("What it is for").select_option("style")
    with page.expect_response(keeps("only the lighting")):
        panel.get_by_label("What of it").fill("only the lighting")
        panel.get_by_label("What of it").press("Enter")
    page.context.close()
    return studio


def test_what_was_uploaded_is_lost_by_neither_reload_nor_model_nor_refusal(
    browser: Browser, studio_with_two: RunningStudio
) -> None:
    context = browser.new_context(base_url=studio_with_two.url)
    page = opened(context)
    expect_both(page)
    page.locator("#id_model").select_option("sketch:later")
    expect_both(page)
    page.reload()
    expect_both(page)
    with page.expect_response("**/jobs/") as refused:
        prompt(page).fill(" ")
        page.get_by_role("button", name="Make 1").click()
    assert refused.value.status == 422
    expect_both(page)
    page.reload()
    expect_both(page)
    context.close()


def test_what_was_uploaded_is_lost_by_neither_closing_nor_restart(
    browser: Browser, studio_with_two: RunningStudio, start_studio: StartStudio
) -> None:
    studio_with_two.stop()
    context = browser.new_context(base_url=start_studio().url)
    expect_both(opened(context))
    context.close()


def expect_both(page: Page) -> None:
    expect(page.locator(".ref[data-reference]")).to_have_count(2)
    expect(page.get_by_role("listitem", name="Reference 2, style")).to_be_visible()
    expect(page.locator("#sent-along")).to_contain_text("only the lighting")


def test_after_a_submit_the_words_stay_here_and_elsewhere(page: Page) -> None:
    prompt(page).fill(WORDS)
    page.get_by_role("button", name="Make 1").click()
    expect(page.locator(".job").first).to_contain_text(WORDS)
    expect(prompt(page)).to_have_value(WORDS)
    expect(prompt(opened(page.context))).to_have_value(WORDS)


def test_without_scripts_a_refused_form_keeps_what_was_typed(
    browser: Browser, studio: RunningStudio
) -> None:
    studio.clear_composer()
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("./")
    prompt(page).fill(WORDS)
    page.locator(".own > summary").click()
    page.get_by_label("Width").fill("1920")
    page.get_by_role("button", name="Make 1").click()
    expect(prompt(page)).to_have_value(WORDS)
    page.goto("./")
    expect(prompt(page)).to_have_value(WORDS)
    context.close()


def test_what_was_typed_while_nothing_answered_is_kept_afterwards(page: Page) -> None:
    page.route("**/composer/pad/", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        prompt(page).fill(WORDS)
    with page.expect_event("requestfinished", is_kept_request):
        page.unroute("**/composer/pad/")
    expect(prompt(opened(page.context))).to_have_value(WORDS)


def is_kept_request(request: Request) -> bool:
    return request.url.endswith("/composer/pad/") and request.method == "POST"


# Two at once


def test_who_comes_back_to_an_older_state_is_told_and_can_take_the_newer(page: Page) -> None:
    other = opened(page.context)
    type_and_wait(other, "A tower")
    come_back(page)
    expect(elsewhere(page)).to_be_visible()
    page.get_by_role("link", name="Take it").click()
    expect(prompt(page)).to_have_value("A tower")
    expect(elsewhere(page)).to_be_hidden()


def test_who_comes_back_can_keep_the_own_words(page: Page) -> None:
    other = opened(page.context)
    type_and_wait(page, WORDS)
    type_and_wait(other, "A tower")
    come_back(page)
    with page.expect_response("**/composer/pad/"):
        page.get_by_role("button", name="Keep mine").click()
    expect(elsewhere(page)).to_be_hidden()
    expect(prompt(opened(page.context))).to_have_value(WORDS)


def test_nothing_is_told_where_nothing_differs(page: Page) -> None:
    other = opened(page.context)
    type_and_wait(page, WORDS)
    type_and_wait(other, WORDS)
    come_back(page)
    expect(elsewhere(page)).to_be_hidden()
    type_and_wait(page, "A tower")
    come_back(page)
    expect(elsewhere(page)).to_be_hidden()


def test_an_address_with_words_of_its_own_leaves_a_way_back(page: Page) -> None:
    type_and_wait(page, WORDS)
    other = opened(page.context, "./?prompt=A+tower")
    expect(prompt(other)).to_have_value("A tower")
    other.get_by_role("button", name="Bring it back").click()
    expect(prompt(other)).to_have_value(WORDS)


# Earlier prompts


def make(page: Page, words: str) -> None:
    made = page.locator(".job", has_text=words)
    before = made.count()
    prompt(page).fill(words)
    page.get_by_role("button", name="Make 1").click()
    expect(made).to_have_count(before + 1)


def found(page: Page) -> Locator:
    return page.get_by_role("dialog").locator(".past-text")


@pytest.fixture
def page_with_past(page: Page) -> Page:
    for words in ("A pale sun over hills", "Blue herons, two inks"):
        make(page, words)
    prompt(page).fill("Half a thought")
    return page


def test_keys_alone_find_an_earlier_prompt_and_put_it_there(page_with_past: Page) -> None:
    page = page_with_past
    prompt(page).press("Control+ArrowUp")
    expect(found(page).first).to_have_text("Blue herons, two inks")
    page.keyboard.insert_text("SUN pale")  # at once: what "SUN" finds looks the same
    expect(found(page)).to_have_text(["A pale sun over hills"])
    expect(page.locator("#past-said")).to_have_text("1 prompt")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".past").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(prompt(page)).to_have_value("A pale sun over hills")
    expect(prompt(page)).to_be_focused()
    assert page.evaluate("refused") == []


def test_the_former_words_come_back_by_the_line_and_by_ctrl_z(page_with_past: Page) -> None:
    page = page_with_past
    for back in ("line", "keys"):
        prompt(page).press("Control+ArrowUp")
        expect(found(page).first).to_have_text("Blue herons, two inks")
        page.keyboard.press("Enter")
        expect(prompt(page)).to_have_value("Blue herons, two inks")
        if back == "line":
            page.get_by_role("button", name="Put back what I had").click()
        else:
            page.keyboard.press("Control+z")
        expect(prompt(page)).to_have_value("Half a thought")


def test_escape_gives_the_caret_back(page_with_past: Page) -> None:
    page = page_with_past
    prompt(page).evaluate("field => field.setSelectionRange(4, 6)")
    prompt(page).press("Control+ArrowUp")
    expect(found(page).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(prompt(page)).to_be_focused()
    page.keyboard.type("the")
    expect(prompt(page)).to_have_value("Halfthe thought")


def test_the_whole_recipe_comes_with_ctrl_enter(page_with_past: Page) -> None:
    page = page_with_past
    prompt(page).press("Control+ArrowUp")
    expect(found(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Enter")
    expect(prompt(page)).to_have_value("Blue herons, two inks")
    page.get_by_role("button", name="Bring it back").click()
    expect(prompt(page)).to_have_value("Half a thought")


def test_a_button_opens_it_and_a_press_takes_a_prompt(page_with_past: Page) -> None:
    page = page_with_past
    page.get_by_role("link", name="Earlier prompts").click()
    page.locator(".past", has_text="A pale sun").click()
    expect(prompt(page)).to_have_value("A pale sun over hills")


def test_without_scripts_earlier_prompts_are_a_page(
    browser: Browser, studio: RunningStudio
) -> None:
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("./")
    page.get_by_role("link", name="Earlier prompts").click()
    page.get_by_role("searchbox").fill("herons")
    page.get_by_role("button", name="Search").click()
    page.locator(".past").click()
    expect(prompt(page)).to_have_value("Blue herons, two inks")
    context.close()


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("name", ["Earlier prompts", "Snippets"])
def test_the_sheets_fit_on_a_phone(page: Page, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.locator(".brief").click()
    page.get_by_role("link", name=name).click()
    sheet = page.get_by_role("dialog", name=name)
    expect(sheet).to_be_visible()
    assert sheet.evaluate("sheet => sheet.scrollWidth <= sheet.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sheet.get_by_role("button", name="Close").click()
    expect(sheet).to_have_count(0)


# Snippets


def open_snippets(page: Page) -> None:
    """Until the list is there that is asked for now: that of the last time stands there before."""
    page.get_by_role("link", name="Snippets").click()
    wait_for_fields(page)


def keep_snippet(page: Page, name: str, text: str) -> None:
    open_snippets(page)
    page.get_by_label("New snippet").fill(text)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".snippet", has_text=name)).to_be_visible()


def selected(page: Page) -> str:
    return str(
        prompt(page).evaluate("({value, selectionStart: a, selectionEnd: b}) => value.slice(a, b)")
    )


def test_a_snippet_goes_in_at_the_caret_and_tab_fills_it(page: Page) -> None:
    prompt(page).fill("A boat on a lake")
    keep_snippet(page, "Light", "shot on [film], [time of day]")
    page.keyboard.press("Escape")
    prompt(page).evaluate("field => field.setSelectionRange(6, 6)")
    open_snippets(page)
    page.locator(".snippet", has_text="Light").press("Enter")
    expect(prompt(page)).to_have_value("A boat shot on [film], [time of day] on a lake")
    expect(page.locator("#blanks")).to_be_visible()
    assert selected(page) == "[film]"
    page.keyboard.type("Tri-X")
    page.keyboard.press("Tab")
    assert selected(page) == "[time of day]"
    page.keyboard.type("at dusk")
    page.keyboard.press("Tab")
    expect(prompt(page)).to_have_value("A boat shot on Tri-X, at dusk on a lake")
    expect(prompt(page)).not_to_be_focused()
    expect(page.locator("#blanks")).to_be_hidden()
    assert page.evaluate("refused") == []


def test_tab_is_never_held_where_nobody_fills_in(page: Page) -> None:
    prompt(page).fill("A sign that says [open] or [closed]")
    page.keyboard.press("Tab")
    expect(prompt(page)).not_to_be_focused()
    keep_snippet(page, "Two", "[one] and [two]")
    page.locator(".snippet", has_text="Two").click()
    expect(prompt(page)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(prompt(page)).not_to_be_focused()


def test_what_a_snippet_put_in_goes_out_again(page: Page) -> None:
    prompt(page).fill("A boat")
    keep_snippet(page, "Inks", "two inks")
    for back in ("line", "keys"):
        if back == "keys":
            page.get_by_role("link", name="Snippets").click()
        page.locator(".snippet", has_text="Inks").click()
        expect(prompt(page)).to_have_value("A boat two inks")
        if back == "line":
            page.get_by_role("button", name="Undo").click()
        else:
            page.keyboard.press("Control+z")
        expect(prompt(page)).to_have_value("A boat")


def test_selected_words_become_a_snippet(page: Page) -> None:
    prompt(page).fill("A boat, rough paper")
    prompt(page).evaluate("field => field.setSelectionRange(8, 19)")
    page.get_by_role("link", name="Snippets").click()
    expect(page.get_by_label("New snippet")).to_have_value("rough paper")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".snippet b", has_text="rough paper")).to_be_visible()


def test_a_removed_snippet_comes_back(page: Page) -> None:
    keep_snippet(page, "Wool", "[colour] wool")
    page.get_by_role("button", name="Remove Wool").click()
    expect(page.locator(".snippet", has_text="Wool")).to_have_count(0)
    expect(page.get_by_role("dialog").get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".snippet", has_text="Wool")).to_have_text("Wool[colour] wool")


def test_without_scripts_snippets_are_a_page(browser: Browser, studio: RunningStudio) -> None:
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("./")
    page.get_by_role("link", name="Snippets").click()
    page.get_by_label("New snippet").fill("dry brush")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".snippet b", has_text="dry brush")).to_be_visible()
    page.get_by_role("button", name="Remove dry brush").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".snippet b", has_text="dry brush")).to_be_visible()
    context.close()


# How long it may be


def test_a_count_stands_only_where_a_model_has_a_limit_and_warns_at_its_end(
    start_studio: StartStudio, browser: Browser
) -> None:
    studio = start_studio(OPENAI_API_KEY="secret-key-of-a-test")
    context = browser.new_context(base_url=studio.url)
    page = opened(context, "./?model=sketch:quick")
    expect(page.locator("#id_model")).to_have_value("sketch:quick")
    prompt(page).fill("a" * 20_000)
    expect(page.locator("#due [data-most]")).to_have_count(0)
    page.locator("#id_model").select_option("openai:gpt-image-2")
    expect(page.locator("#due [data-most]")).to_have_text("20000 / 32000")
    prompt(page).fill("a" * 15_000)
    expect(page.locator("#due [data-most]")).to_be_hidden()
    prompt(page).fill("🌊" * 32_000)
    expect(page.locator("#due [data-most]")).to_have_text("32000 / 32000")
    expect(prompt(page)).not_to_have_attribute("aria-invalid", "true")
    page.keyboard.type("a")
    expect(page.locator("#due [data-most]")).to_have_text("32001 / 32000 too long")
    expect(prompt(page)).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Backspace")
    expect(prompt(page)).not_to_have_attribute("aria-invalid", "true")
    context.close()
