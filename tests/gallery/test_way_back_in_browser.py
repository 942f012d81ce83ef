"""The way back, by Esc: to the room from which one opened an image, and to a page that the browser
had kept, which shows what was judged meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery import collections
from gallery.actors import Actor
from tests.browser.conftest import close, go, wait_for_quiet
from tests.gallery.test_cull_in_browser import all_kept, at, begin
from tests.gallery.test_grid_in_browser import fill

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    # Playwright's loop runs in this thread; the rows are made beside it, not in it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 800})
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(error.error.message))
    yield context.new_page()
    assert close([context], errors) == []


def test_a_page_that_one_comes_back_to_shows_what_was_judged_meanwhile(page: Page) -> None:
    ids = fill(4)[::-1]
    kept = collections.make("Harbour", Actor(), images=ids)
    home = f"/collections/{kept.pk}/"
    go(page, "/gallery/")  # which sets the cookie on which the kept page depends
    go(page, home)
    page.get_by_role("link", name="Cull this").click()
    expect(page).to_have_url(re.compile(f"at={ids[0]}$"))
    for key in ("p", "x", "Shift+Digit3"):
        page.keyboard.press(key)
    all_kept(page)
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(f"{home}$"))
    frame = page.locator(".rows .frame")
    expect(frame.nth(0)).to_have_attribute("data-verdict", "pick")
    expect(frame.nth(1)).to_have_attribute("data-verdict", "reject")
    expect(frame.nth(2).get_by_role("img", name="3 stars")).to_be_visible()
    expect(page.locator("#ways")).to_contain_text("1 picked")
    expect(page.locator("#ways")).to_contain_text("1 rejected")


def test_esc_leads_from_an_image_to_where_one_culls(page: Page) -> None:
    ids = fill(3)[::-1]
    begin(page, "/gallery/cull/?judged=1", ids[0])
    page.keyboard.press("j")
    at(page, ids[1])
    alone(page, ids[1])
    page.keyboard.press("Shift+P")
    all_kept(page)
    page.keyboard.press("Escape")
    at(page, ids[1])
    expect(page.locator("[data-say=pick]")).to_have_attribute("aria-pressed", "true")


def test_esc_leads_from_an_image_to_the_survey_as_it_was(page: Page) -> None:
    ids = fill(4)
    go(page, f"/gallery/survey/?images={','.join(map(str, ids))}")
    page.keyboard.press("x")
    expect(page.get_by_role("heading")).to_have_text("4 candidates, 3 left")
    alone(page, ids[1])
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading")).to_have_text("4 candidates, 3 left")


def test_esc_leads_from_an_image_of_the_gallery_to_its_place(page: Page) -> None:
    ids = fill(2)
    go(page, "/gallery/")
    page.locator(f"#image-{ids[0]} .pic").focus()
    alone(page, ids[0])
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(rf"/gallery/\?at={ids[0]}#image-{ids[0]}$"))


def alone(page: Page, pk: int) -> None:
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/gallery/{pk}/"))
    wait_for_quiet(page)
