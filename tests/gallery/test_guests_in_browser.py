"""A guest with a phone, at a desk and without scripts, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery import collections, people, shares
from gallery.actors import Actor
from gallery.models import Comment, Image, Review, Share, User
from tests import factories
from tests.browser.conftest import WATCH, close, wait_for_quiet
from tests.factories import png

pytestmark = pytest.mark.django_db(transaction=True)

SHAPES = ((1280, 720), (720, 1280), (960, 960), (1280, 720))
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
NOTE = "Four directions for the poster. Please keep two, throw out what cannot work, and say why."
SMALL = """
all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect())
  .filter(box => box.width < 24 || box.height < 24).map(box => [box.width, box.height])
"""
Open = Callable[..., Page]


@pytest.fixture
def owner(settings: Any) -> User:
    settings.LOGIN_REQUIRED = True
    return people.add("mara", "maker", name="Mara Lind")


@pytest.fixture
def share(owner: User) -> Share:
    made = [
        factories.image(png(*SHAPES[n % 4], seed=3 * n), has_thumbs=True, prompt=f"Boat {n}").pk
        for n in range(4)
    ]
    by = Actor(person=owner)
    kept = collections.make("Harbour lights, first round", by, images=made)
    collections.write(kept, NOTE, by)
    return shares.make(kept, by, may_judge=True, may_comment=True, may_download=True)


@pytest.fixture
def open_page(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    # Playwright's loop runs in this thread; the rows are made beside it, not in it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    contexts, errors = [], []

    def open(**options: Any) -> Page:
        contexts.append(browser.new_context(base_url=live_server.url, **options))
        contexts[-1].add_init_script(WATCH)
        contexts[-1].on("weberror", lambda error: errors.append(error.error.message))
        return contexts[-1].new_page()

    yield open
    assert close(contexts, errors) == []


def come(page: Page, share: Share, name: str = "Edda") -> None:
    page.goto(f"/s/{share.token}/")
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Look at the images").click()
    expect(page.locator(".print")).to_have_count(4)
    page.wait_for_load_state()  # and with it the scripts, where there are any


def said(name: str) -> set[tuple[int, str, int | None]]:
    rows = Review.objects.filter(guest__name=name)
    return set(rows.values_list("image", "verdict", "stars"))


def unfit(page: Page) -> tuple[int, list[list[float]]]:
    """How far it runs over the edge, and the sizes of what is too small to press."""
    wait_for_quiet(page)
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return over, page.locator("a, button").evaluate_all(SMALL)


def pin_by_touch(page: Page, words: str) -> None:
    expect(page.locator("picture-pins:defined")).to_be_attached()
    page.locator(".holder").tap(position={"x": 120, "y": 160})
    expect(page.locator(".about")).to_contain_text("Pinned")
    page.get_by_role("textbox", name="Comment").fill(words)
    page.get_by_role("button", name="Say").tap()
    expect(page.locator("#comments .comment")).to_contain_text(words)
    expect(page.locator("#pins .pin")).to_have_count(1)


def test_with_a_thumb_on_a_phone(open_page: Open, share: Share) -> None:
    ids = [item.image_id for item in shares.items(share)]
    page = open_page(color_scheme="dark", **PHONE)
    come(page, share)
    assert unfit(page) == (0, [])
    page.get_by_role("button", name="Keep 1").tap()
    expect(page.get_by_role("button", name="Keep 1")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Out with 2").tap()
    expect(page.locator("#tally")).to_have_text("2 of 4 marked 1 kept")
    page.get_by_role("link", name="Comment on 3").tap()
    page.get_by_role("button", name="4 stars").tap()
    expect(page.get_by_role("button", name="4 stars")).to_have_attribute("aria-pressed", "true")
    pin_by_touch(page, "The fog gives us room")
    assert unfit(page) == (0, [])
    page.get_by_role("link", name="All images").tap()
    expect(page.locator(f"#print-{ids[2]} .said")).to_have_text("You The fog gives us room")
    page.get_by_role("button", name="I am through").tap()
    expect(page.get_by_role("heading")).to_have_text("Thank you, Edda")
    assert said("Edda") == {(ids[0], "pick", None), (ids[1], "reject", None), (ids[2], "", 4)}
    assert Comment.objects.get().number == 1
    assert page.evaluate("refused") == []


def mark(page: Page, key: str, name: str) -> None:
    expect(page.locator("picture-zoom:defined")).to_be_visible()
    page.keyboard.press(key)
    expect(page.locator(f"[data-mark={name}]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".big .mark")).to_be_attached()


def test_with_keys_at_a_desk_until_the_link_is_revoked(
    open_page: Open, share: Share, owner: User
) -> None:
    ids = [item.image_id for item in shares.items(share)]
    page = open_page(color_scheme="light", **DESK)
    come(page, share)
    button = page.get_by_role("button", name="Keep 2")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.locator(".print .pic").first.click()
    mark(page, "p", "pick")
    page.keyboard.press("j")
    expect(page).to_have_url(f"{page.url.split('/s/')[0]}/s/{share.token}/{ids[1]}/")
    mark(page, "x", "reject")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of this page")).to_contain_text("Keep")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#tally")).to_contain_text("2 of 4 marked")
    assert said("Edda") == {(ids[0], "pick", None), (ids[1], "reject", None)}
    shares.revoke(share, Actor(person=owner))
    page.get_by_role("button", name="Keep 3").click()
    expect(page.get_by_role("heading")).to_have_text("This link leads nowhere")
    assert len(said("Edda")) == 2
    assert page.evaluate("refused") == []


def test_without_scripts(open_page: Open, share: Share) -> None:
    [first, *_] = (item.image_id for item in shares.items(share))
    page = open_page(java_script_enabled=False, **PHONE)
    come(page, share)
    page.get_by_role("button", name="Keep 1").click()
    expect(page.locator("#tally")).to_have_text("1 of 4 marked 1 kept")
    page.locator(".print .pic").first.click()
    page.get_by_role("button", name="5 stars").click()
    expect(page.get_by_role("button", name="5 stars")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("textbox", name="Comment").fill("Yes")
    page.get_by_role("button", name="Say").click()
    expect(page.locator(".comment .text")).to_have_text("Yes")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".comment")).to_have_count(0)
    assert said("Edda") == {(first, "pick", 5)}
    assert Image.objects.count() == 4
