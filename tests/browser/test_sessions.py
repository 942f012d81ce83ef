"""Sessions in a real browser: the tree, stepping through it with keys, moving attempts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.running import RunningStudio, wait_until

from .conftest import go

PROMPT = "A lighthouse on a headland above folded hills of fog"
SMALL = """
() => [...document.querySelectorAll("main a, main button, main input, main summary")]
  .filter(element => element.checkVisibility() && !element.closest("p:not(.edge), .vh"))
  .map(element => element.closest("label") ?? element)
  .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < 23.5)
  .map(([html, box]) => `${box.width} ${box.height} ${html}`)
"""
NAMELESS = """
() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
  .filter(element => !element.closest("[aria-hidden=true]"))
  .filter(element => !(element.ariaLabel || element.textContent.trim() || element.labels?.length
    || element.querySelector("img")?.alt))
  .map(element => element.outerHTML.slice(0, 120))
"""


@pytest.fixture(scope="module")
def studio(studio: RunningStudio) -> RunningStudio:
    """One studio with four attempts: a chain of three, and a fork at the second."""
    first = made(studio, PROMPT)
    second = made(studio, f"{PROMPT}, early morning", first, num_images="2")
    made(studio, f"{PROMPT}, late dusk", second)
    made(studio, f"{PROMPT}, early morning", second, aspect_ratio="4:5")
    return studio


def made(running: RunningStudio, prompt: str, parent: str = "", **fields: str) -> str:
    """The UUID of a finished job."""
    known = {"model": "sketch:quick", "prompt": prompt, "parent": parent}
    path = running.submit(**known | fields)
    wait_until(lambda: 'data-state="finished"' in running.get(path).text)
    return path.rstrip("/").rpartition("/")[2]


def attempt(page: Page, number: int) -> None:
    """The step that is shown, in its heading, in the tree and in the address."""
    expect(page.get_by_role("heading", name=f"Attempt {number}", exact=True)).to_be_visible()
    expect(page.locator(".node.here")).to_have_id(f"attempt-{number}")
    expect(page.locator(".node.here")).to_have_count(1)
    expect(page).to_have_url(re.compile(rf"\?step={number}$"))


def test_the_tree_shows_what_changed_and_what_came(page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    go(page, "./sessions/")
    page.get_by_role("link", name="A lighthouse on a headland").click()
    expect(page.locator(".node")).to_have_count(4)
    expect(page.locator(".change ins")).to_have_text(["early morning", "late dusk"])
    expect(page.locator(".change del")).to_have_text(["early morning"])
    expect(page.locator(".change").get_by_text("→ 4:5")).to_be_visible()
    expect(page.locator(".fork .lanes > .lane")).to_have_count(2)
    page.wait_for_function("[...document.images].every(i => i.complete && i.naturalWidth)")
    assert page.evaluate("refused") == []
    assert errors == []


def test_keys_step_through_the_attempts(page: Page) -> None:
    page.goto("./sessions/1/")
    page.get_by_role("link", name="Replay").click()
    attempt(page, 1)
    page.wait_for_load_state()  # and with it the scripts that hear the keys
    for key, number in (
        ("ArrowRight", 2), ("j", 3), ("ArrowLeft", 2), ("k", 1), ("k", 1), ("End", 4),
        ("ArrowRight", 4), ("Home", 1),
    ):  # fmt: skip
        page.keyboard.press(key)
        attempt(page, number)
    page.keyboard.press("Escape")
    expect(page.locator("#step")).to_have_count(0)


def test_a_step_shows_words_and_pictures_and_says_where_one_is(page: Page) -> None:
    page.goto("./sessions/1/?step=2")
    page.keyboard.press("ArrowRight")
    attempt(page, 3)
    step = page.locator("#step")
    expect(step.locator(".step-prompt")).to_contain_text(PROMPT)
    expect(step.locator("ins")).to_have_text("late dusk")
    expect(step.locator("del")).to_have_text("early morning")
    expect(step.locator("img")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="Attempt 3")).to_have_count(1)
    with page.expect_request(re.compile(r"/\?job=[0-9a-f-]{36}$")):
        step.get_by_role("button", name="Go on from here").click()
    expect(page.get_by_label("Prompt", exact=True)).to_have_value(f"{PROMPT}, late dusk")


def test_the_attempt_of_a_step_is_in_sight_below_it(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 700})
    go(page, "./sessions/1/?step=1")
    for number in (2, 3, 4):
        page.keyboard.press("ArrowRight")
        attempt(page, number)
        node = page.locator(f"#attempt-{number}")
        expect(node).to_be_in_viewport(ratio=0.9)
        page.wait_for_function(
            "([node, step]) => node.getBoundingClientRect().top"
            " >= step.getBoundingClientRect().bottom",
            arg=[node.element_handle(), page.locator("session-replay").element_handle()],
        )


def test_a_pressed_link_keeps_the_focus(page: Page) -> None:
    page.goto("./sessions/1/?step=1")
    page.locator("#step-next").focus()
    page.keyboard.press("Enter")
    attempt(page, 2)
    expect(page.locator("#step-next")).to_be_focused()
    page.keyboard.press("Enter")
    attempt(page, 3)


def test_keys_are_let_alone_while_someone_types(page: Page) -> None:
    page.goto("./sessions/1/?step=1")
    page.get_by_text("rename").click()
    page.get_by_label("Name").press_sequentially("kj")
    page.keyboard.press("Home")
    expect(page.get_by_label("Name")).to_have_value("kj")
    attempt(page, 1)
    page.get_by_role("heading", name="Attempt 1").click()
    page.keyboard.press("Control+ArrowRight")
    attempt(page, 1)


def test_without_scripts_links_do_the_same(browser: Browser, studio: RunningStudio) -> None:
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("./sessions/1/")
    page.get_by_role("link", name=re.compile("^Attempt 2:")).click()
    attempt(page, 2)
    page.get_by_role("link", name="Next").click()
    attempt(page, 3)
    page.get_by_role("link", name="Close").click()
    expect(page.locator("#step")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440])
@pytest.mark.parametrize(
    "path", ["sessions/", "sessions/1/", "sessions/1/?step=2", "sessions/1/?choose"]
)
def test_no_page_scrolls_sideways(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    go(page, f"./{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", ["sessions/", "sessions/1/?step=2", "sessions/1/?choose"])
def test_whatever_can_be_pressed_has_a_name_and_room(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    go(page, f"./{path}")
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(SMALL) == []
    expect(page.locator("h1")).to_have_count(1)


def test_an_attempt_that_runs_gets_its_picture_in_the_tree(
    page: Page, studio: RunningStudio
) -> None:
    page.goto("./sessions/1/?step=1")
    with studio.held_worker():
        path = studio.submit(model="sketch:later", prompt="Chess poster, two colours")
        page.goto("./sessions/1/?step=1")
        running = page.locator(".node").last
        expect(running.locator("img")).to_have_count(0)
    expect(running.locator("img")).to_have_count(1)
    expect(running).not_to_have_attribute("hx-get", re.compile("."))
    attempt(page, 1)  # where one is does not change by it
    assert path.strip("/").split("/")[1] in (running.locator(".go").get_attribute("href") or "")


def test_a_session_is_renamed_archived_and_brought_back(page: Page) -> None:
    page.goto("./sessions/1/")
    page.get_by_text("rename").click()
    page.get_by_label("Name").fill("Harbour festival")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour festival")
    page.get_by_role("button", name="Archive").click()
    expect(page.get_by_text("archived")).to_be_visible()
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_role("button", name="Archive")).to_be_visible()


def test_ticked_attempts_go_to_a_new_session_and_back(page: Page) -> None:
    page.goto("./sessions/1/")
    page.get_by_role("link", name="Move attempts").click()
    page.get_by_label("Choose 4").check()
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator(".node")).to_have_count(1)
    expect(page.locator("#attempt-4")).to_be_visible()
    expect(page.get_by_role("link", name="from 2, in another session")).to_be_visible()
    page.get_by_role("link", name="Move attempts").click()
    page.get_by_label("Choose 4").check()
    page.get_by_label("Move the ticked attempts to").select_option(index=1)
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page).to_have_url(re.compile(r"/sessions/1/$"))
    expect(page.locator("#attempt-4")).to_be_visible()
