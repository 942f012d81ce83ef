"""The keys of a page: what "?" tells, and the switch that turns single signs off."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .conftest import go, wait_for_quiet

BIND = """
async () => {
  const address = document.querySelector("script[src*='js/main']").src;
  const keys = await import(address.replace("main.js", "lib/keys.js"));
  window.heard = [];
  window.leaving = new AbortController();
  keys.on("q ArrowUp", () => { heard.push("first") }, "First");
  keys.on("q", ({ shiftKey }) => { heard.push("second"); return shiftKey; }, "Second", leaving);
  keys.on("1", () => { heard.push("one") }, "One");
}
"""


def heard(page: Page) -> list[str]:
    told: list[str] = page.evaluate("heard.splice(0)")
    return told


def test_one_door_hears_the_keys_and_lets_alone_who_types(page: Page) -> None:
    go(page, "./gallery/")
    page.evaluate(BIND)
    page.keyboard.press("q")
    assert heard(page) == ["second", "first"]
    page.keyboard.press("Shift+Q")
    assert heard(page) == ["second"]
    page.keyboard.press("Shift+Digit1")
    assert heard(page) == ["one"]
    page.evaluate("leaving.abort()")
    for key in ("Control+q", "Alt+q", "ArrowUp", "q"):
        page.keyboard.press(key)
    assert heard(page) == ["first", "first"]
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    page.locator("main textarea").press_sequentially("q1")
    assert heard(page) == []
    expect(page.locator("main textarea")).to_have_value("q1")


def test_the_panel_lists_the_keys_and_turns_single_ones_off(page: Page) -> None:
    go(page, "./gallery/")
    page.evaluate(BIND)
    page.keyboard.press("?")
    panel = page.get_by_role("dialog", name="Keys of this page")
    expect(panel).to_contain_text("First")
    expect(panel.locator("div", has_text="First").locator("kbd")).to_have_text(["q", "↑"])
    page.keyboard.press("q")
    assert heard(page) == []
    panel.get_by_label("Single keys work").uncheck()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    for key in ("q", "?", "ArrowUp"):
        page.keyboard.press(key)
    assert heard(page) == ["first"]
    expect(panel).to_be_hidden()
    page.reload()
    wait_for_quiet(page)
    page.get_by_role("button", name="Keys").click()
    expect(panel.get_by_label("Single keys work")).not_to_be_checked()
    panel.get_by_label("Single keys work").check()
    panel.get_by_role("button", name="Close").click()
    page.keyboard.press("?")
    expect(panel).to_be_visible()
    assert page.evaluate("refused") == []
