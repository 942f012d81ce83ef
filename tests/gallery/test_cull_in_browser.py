"""Cull mode under hands: by keys, with the next image there at once, by thumb, without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Review
from tests.browser.conftest import close
from tests.gallery.test_grid_in_browser import fill
from tests.running import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def context(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[BrowserContext]:
    # Playwright's loop runs in this thread; the rows are made beside it, not in it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 800}, has_touch=True
    )
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    assert close([context], errors) == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def said() -> dict[int, tuple[str, int | None]]:
    return {row[0]: row[1:] for row in Review.objects.values_list("image_id", "verdict", "stars")}


def at(page: Page, pk: int) -> None:
    expect(page.locator("[data-stage]")).to_have_attribute("data-image", str(pk))


def begin(page: Page, address: str, pk: int) -> None:
    page.goto(address)
    expect(page).to_have_url(re.compile(f"at={pk}$"))


def is_taken(response: Response) -> bool:
    """A form without a script was answered."""
    return response.request.method == "POST"


def all_kept(page: Page) -> None:
    page.wait_for_function("() => sessionStorage['proofsheet-verdicts-'] === '[]'")


def test_the_next_image_is_there_before_it_is_wanted(page: Page) -> None:
    ids = fill(12)[::-1]
    asked: list[str] = []
    here: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfinished", lambda request: here.append(request.url))
    begin(page, "/gallery/cull/", ids[0])
    for number in range(1, 8):
        wanted = f"/{ids[number]}/thumb/1280/"
        wait_until(lambda wanted=wanted: page.evaluate("true") and wanted in " ".join(here))
        with page.expect_request(re.compile(f"/{ids[number + 3]}/thumb/1280/")):
            page.keyboard.press("j")
        at(page, ids[number])
        img = page.locator("[data-stage] img")
        assert img.evaluate("img => img.complete && img.naturalWidth > 0")
    large = [url for url in asked if "/thumb/1280/" in url]
    assert len(large) == len(set(large)) == 11


def test_keys_judge_lead_on_and_take_back(page: Page) -> None:
    ids = fill(6)[::-1]
    begin(page, "/gallery/cull/", ids[0])
    for key in ("p", "x", "3"):
        page.keyboard.press(key)
    at(page, ids[3])
    expect(page.locator("[data-progress]")).to_have_text("4 of 6")
    page.keyboard.press("Control+z")
    at(page, ids[2])
    expect(page.locator("[data-star].on")).to_have_count(0)
    page.keyboard.press("u")
    at(page, ids[1])
    expect(page.locator("[data-stage] .mark")).to_have_count(0)
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-say=reject]")).to_have_attribute("aria-pressed", "true")
    at(page, ids[1])
    all_kept(page)
    assert said() == {ids[0]: ("pick", None), ids[1]: ("reject", None)}
    page.reload()
    at(page, ids[2])
    expect(page.locator("[data-progress]")).to_have_text("1 of 4")


def test_at_the_end_stand_the_picks(page: Page) -> None:
    ids = fill(4)[::-1]
    page.goto("/gallery/?q=harbour")
    page.get_by_role("link", name="Cull").click()
    expect(page).to_have_url(re.compile(f"at={ids[0]}$"))
    for key in "pppx":
        page.keyboard.press(key)
    heading = page.get_by_role("heading", name="You are through: 3 picked, 1 rejected of 4.")
    expect(heading).to_be_focused()
    expect(page.get_by_role("link", name="Survey the picks")).to_have_attribute(
        "href", re.compile(f"survey/\\?images={ids[0]}&images={ids[1]}&images={ids[2]}$")
    )
    all_kept(page)
    page.get_by_label("Put the picks into a collection").fill("Best")
    page.get_by_role("button", name="Collect").click()
    expect(page.get_by_role("link", name=re.compile("Best")).first).to_be_visible()
    page.goto(f"/gallery/cull/?q=harbour&at={ids[3]}")
    expect(page.get_by_role("heading", name="There is nothing left")).to_be_visible()
    page.get_by_role("link", name="Go through all again").click()
    expect(page.locator("[data-stage] .mark")).to_have_attribute("aria-label", "Picked")


def test_the_end_hides_what_would_judge_unseen_and_leads_back_to_the_last(page: Page) -> None:
    ids = fill(2)[::-1]
    begin(page, "/gallery/cull/", ids[0])
    page.keyboard.press("p")
    page.keyboard.press("x")
    end = page.get_by_role("heading", name="You are through: 1 picked, 1 rejected of 2.")
    expect(end).to_be_focused()
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pick")).to_be_hidden()
    page.keyboard.press("k")
    expect(end).to_be_hidden()
    at(page, ids[1])
    expect(page.locator("[data-say=reject]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("j")
    expect(end).to_be_focused()
    page.keyboard.press("u")
    expect(end).to_be_hidden()
    at(page, ids[1])
    expect(page.locator("[data-stage] .mark")).to_have_count(0)
    all_kept(page)
    assert said() == {ids[0]: ("pick", None)}


def test_a_key_held_down_judges_one_and_the_way_to_the_one_before_is_a_link(page: Page) -> None:
    ids = fill(4)[::-1]
    begin(page, "/gallery/cull/", ids[0])
    for _ in range(5):
        page.keyboard.down("x")
    page.keyboard.up("x")
    at(page, ids[1])
    page.get_by_role("link", name="Previous").click()
    at(page, ids[0])
    all_kept(page)
    assert said() == {ids[0]: ("reject", None)}


SWIPE = """
([dx, dy]) => {
  const place = document.querySelector("[data-stage]");
  place.setPointerCapture = () => {};
  const send = (name, x, y) => place.dispatchEvent(new PointerEvent(name, {
    pointerType: "touch", isPrimary: true, pointerId: 7, clientX: x, clientY: y, bubbles: true }));
  send("pointerdown", 200, 300);
  send("pointermove", 200 + dx / 2, 300 + dy / 2);
  send("pointerup", 200 + dx, 300 + dy);
}
"""


def test_a_thumb_swipes_and_presses_large_buttons(page: Page) -> None:
    ids = fill(6)[::-1]
    page.set_viewport_size({"width": 390, "height": 780})
    begin(page, "/gallery/cull/", ids[0])
    for way, pk in (([0, -120], ids[1]), ([0, 120], ids[2]), ([-120, 0], ids[3])):
        page.evaluate(SWIPE, way)
        at(page, pk)
    page.evaluate(SWIPE, [120, 0])
    at(page, ids[2])
    pick = page.get_by_role("button", name="Pick")
    box = pick.bounding_box()
    assert box
    assert box["height"] >= 44
    assert box["y"] + box["height"] <= 780
    pick.tap()
    at(page, ids[3])
    page.get_by_role("button", name="4 stars").tap()
    expect(page.locator("[data-star].on")).to_have_count(4)
    at(page, ids[3])
    all_kept(page)
    assert said() == {
        ids[0]: ("pick", None), ids[1]: ("reject", None), ids[2]: ("pick", None), ids[3]: ("", 4),
    }  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_a_script_one_image_a_page(browser: Browser, live_server: LiveServer) -> None:
    ids = fill(3)[::-1]
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/gallery/cull/")
    page.get_by_role("button", name="Pick").click()
    at(page, ids[1])
    page.get_by_role("link", name="Next").click()
    at(page, ids[2])
    with page.expect_response(is_taken):
        page.get_by_role("button", name="3 stars").click()
    context.close()
    assert said() == {ids[0]: ("pick", None), ids[2]: ("", 3)}
