"""Pins and comments under hands, and between two people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery import comments, people
from gallery.actors import NOBODY, Actor
from gallery.models import Comment, Image, Read, User
from gallery.pins import Pin
from tests import teams
from tests.browser.conftest import close
from tests.factories import drawing, encoded
from tests.factories import image as an_image

pytestmark = pytest.mark.django_db(transaction=True)

OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def open_context(browser: Browser, live_server: LiveServer) -> Iterator[OpenContext]:
    """Another browser, signed in as somebody or nobody; no page of it may have an error."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def note(line: Any) -> None:
        if line.type == "error":
            errors.append(line.text)

    def start(who: User | None = None, **options: Any) -> BrowserContext:
        size = {"width": 1440, "height": 900}
        context = browser.new_context(**{"base_url": live_server.url, "viewport": size} | options)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("console", note)
        if who is not None:
            cookies = teams.signed_in(who).cookies.values()
            known = [{"name": c.key, "value": c.value, "url": live_server.url} for c in cookies]
            context.add_cookies(known)  # type: ignore[arg-type]
        opened.append(context)
        return context

    yield start
    assert close(opened, errors) == []


@pytest.fixture
def image() -> Image:
    return an_image(encoded(drawing(1600, 900)), has_thumbs=True, prompt="A lighthouse")


def spot(page: Page, left: float, top: float) -> tuple[float, float]:
    """A point of the picture on the screen, while it is fitted."""
    box = page.locator(".big img").bounding_box()
    assert box
    return box["x"] + box["width"] * left, box["y"] + box["height"] * top


def middle(part: Locator) -> tuple[float, float]:
    box = part.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def field(page: Page) -> Locator:
    return page.get_by_label("Comment", exact=True)


def said(page: Page, text: str) -> Locator:
    return page.locator(".comment").filter(has_text=text).last


def say(page: Page, text: str) -> Comment:
    expect(field(page)).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    expect(said(page, text)).to_be_visible()
    expect(field(page)).to_have_value("")
    return Comment.objects.latest("pk")


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=3)
    page.mouse.up()


def place(comment: Comment) -> tuple[float, float, float, float]:
    pin = Pin.at(comment)
    assert pin
    return pin.left, pin.top, pin.width, pin.height


def test_pins_are_set_by_press_and_drag_and_hold_where_they_are(
    open_context: OpenContext, image: Image
) -> None:
    page = open_context().new_page()
    page.goto(f"/gallery/{image.pk}/")
    page.mouse.click(*spot(page, 0.25, 0.5))
    point = say(page, "the lamp")
    assert place(point) == pytest.approx((0.25, 0.5, 0, 0), abs=0.002)
    expect(page.locator(".pins.draft")).to_be_hidden()
    assert middle(page.locator("#pin-1 circle")) == pytest.approx(spot(page, 0.25, 0.5), abs=1)

    drag(page, spot(page, 0.8, 0.9), spot(page, 0.6, 0.6))
    area = say(page, "this ridge")
    assert place(area) == pytest.approx((0.6, 0.6, 0.2, 0.3), abs=0.002)
    page.mouse.dblclick(*spot(page, 0.9, 0.1))
    expect(page.locator("picture-zoom")).to_have_attribute("zoomed", "")
    expect(page.locator(".pins.draft")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("picture-zoom")).not_to_have_attribute("zoomed", "")
    for pin in (point, area):
        left, top, _width, _height = place(pin)
        ring = page.locator(f"#pin-{pin.number} circle")
        assert middle(ring) == pytest.approx(spot(page, left, top), abs=1.5)


def test_an_enlarged_picture_is_moved_by_a_drag_and_pinned_by_a_press(
    open_context: OpenContext, image: Image
) -> None:
    page = open_context().new_page()
    page.goto(f"/gallery/{image.pk}/")
    page.mouse.move(*spot(page, 0.5, 0.5))
    page.mouse.wheel(0, -300)
    expect(page.locator("picture-zoom")).to_have_attribute("zoomed", "")
    x, y = middle(page.locator(".holder"))
    page.mouse.click(x + 100, y + 50)
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".pins.draft")).to_be_hidden()
    drag(page, (x, y), (x + 60, y + 30))
    expect(page.locator(".pins.draft")).to_be_hidden()
    page.mouse.click(x, y)
    near = say(page, "enlarged")
    view = page.locator("picture-zoom").evaluate("zoom => zoom.view")
    assert place(near) == pytest.approx((view["x"], view["y"], 0, 0), abs=0.002)
    assert middle(page.locator("#pin-1 circle")) == pytest.approx((x, y), abs=1.5)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("picture-zoom")).not_to_have_attribute("zoomed", "")
    left, top, _width, _height = place(near)
    assert middle(page.locator("#pin-1 circle")) == pytest.approx(spot(page, left, top), abs=1.5)


def test_pins_by_keys_alone(open_context: OpenContext, image: Image) -> None:
    page = open_context().new_page()
    page.goto(f"/gallery/{image.pk}/")
    page.keyboard.press("m")
    for key in ("ArrowRight", "Shift+ArrowRight", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    assert place(say(page, "a point")) == pytest.approx((0.56, 0.49, 0, 0))
    field(page).blur()
    page.keyboard.press("m")
    expect(page.locator("picture-pins [role=status]")).to_contain_text("50 % from the left")
    page.keyboard.press("m")
    for key in ("Shift+ArrowLeft", "Shift+ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert place(say(page, "an area")) == pytest.approx((0.45, 0.5, 0.05, 0.06))
    field(page).blur()
    page.keyboard.press("m")
    page.keyboard.press("Escape")
    expect(page.locator(".cross")).to_be_hidden()
    page.locator("#pin-1").focus()
    expect(said(page, "a point")).to_have_class("comment at")
    page.keyboard.press("Tab")
    expect(page.locator("#pin-2")).to_be_focused()
    expect(said(page, "a point")).to_have_class("comment")
    page.keyboard.press("Enter")
    expect(said(page, "an area")).to_be_focused()


def test_what_is_said_is_answered_and_resolved(open_context: OpenContext, image: Image) -> None:
    page = open_context().new_page()
    page.goto(f"/gallery/{image.pk}/")
    page.mouse.click(*spot(page, 0.25, 0.5))
    say(page, "too dark")
    first = said(page, "too dark")
    first.hover()
    expect(page.locator("#pin-1")).to_have_class("pin at")
    first.get_by_role("link", name="Answer").click()
    expect(page.locator("#say .about")).to_contain_text("Answer: too dark")
    say(page, "lighter now")
    expect(first.locator(".answers")).to_contain_text("lighter now")
    page.locator(".comment .text").first.hover()
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator("#pin-1")).to_contain_class("resolved")
    page.get_by_label("Resolved ones too").uncheck()
    expect(page.locator("#pin-1")).to_be_hidden()
    expect(page.locator(".comment").first).to_be_hidden()
    assert comments.open_pins(image) == []


def test_ones_own_is_edited_removed_and_brought_back(
    open_context: OpenContext, image: Image
) -> None:
    comments.say(image, NOBODY, "lighter now")
    page = open_context().new_page()
    page.goto(f"/gallery/{image.pk}/")
    field(page).fill("half a sentence")
    answer = said(page, "lighter now")
    answer.hover()
    answer.get_by_role("link", name="Edit").click()
    expect(field(page)).to_have_value("lighter now")
    field(page).fill("much lighter now")
    page.get_by_role("button", name="Say").click()
    expect(said(page, "much lighter now")).to_contain_text("edited")

    answer = said(page, "much lighter now")
    answer.hover()
    answer.get_by_role("button", name="Remove").click()
    expect(page.locator(".comments")).to_contain_text("This comment was removed.")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".comments")).to_contain_text("much lighter now")


def test_two_people_talk_on_two_open_pages(
    open_context: OpenContext, settings: Any, image: Image
) -> None:
    settings.LOGIN_REQUIRED = True
    ann, bob = teams.person("maker", "ann"), teams.person("reviewer", "bob")
    Image.objects.update(made_by=ann)
    hers, his = (open_context(who).new_page() for who in (ann, bob))
    for page in (hers, his):
        page.goto(f"/gallery/{image.pk}/")
    his.mouse.click(*spot(his, 0.5, 0.5))
    expect(field(his)).to_be_focused()
    his.keyboard.type("Darker here, @a")
    expect(his.get_by_role("option", name="ann")).to_be_visible()
    his.keyboard.press("Enter")
    expect(field(his)).to_have_value("Darker here, @ann ")
    his.keyboard.type("please")
    his.keyboard.press("Control+Enter")
    expect(said(hers, "Darker here")).to_contain_text("new")
    expect(hers.locator("#pin-1")).to_be_visible()
    assert said(hers, "Darker here").locator("b").all_inner_texts() == ["bob", "@ann"]


def test_a_mention_waits_until_it_is_resolved(
    open_context: OpenContext, settings: Any, image: Image
) -> None:
    settings.LOGIN_REQUIRED = True
    ann, bob = teams.person("maker", "ann"), teams.person("reviewer", "bob")
    comments.say(image, Actor(person=bob), "Darker here, @ann")
    comments.say(image, Actor(person=bob), "And lighter there")
    hers = open_context(ann).new_page()
    hers.goto("/waiting/")
    expect(hers.get_by_role("heading", name="You were mentioned")).to_be_visible()
    expect(hers.locator(".waiting")).to_have_text("1")
    with hers.expect_response("**/comments/read/"):
        hers.get_by_role("link", name="Darker here").click()
    assert Read.objects.get().person == ann
    comment = said(hers, "Darker here")
    comment.hover()
    expect(comment.get_by_role("link", name="Edit")).to_have_count(0)
    comment.get_by_role("button", name="Resolve").click()
    expect(comment).to_contain_text("resolved")
    hers.goto("/waiting/")
    expect(hers.locator(".waiting")).to_have_text("0")
    expect(hers.locator("main")).to_contain_text("Nothing.")


@pytest.mark.parametrize("width", [320, 390, 760])
def test_the_bar_holds_a_long_name_and_covers_no_page(
    open_context: OpenContext, settings: Any, width: int
) -> None:
    settings.LOGIN_REQUIRED = True
    kim = people.add("kim", "maker", name="Maximiliane Hohenstein")
    page = open_context(kim, viewport={"width": width, "height": 800}).new_page()
    page.goto("/waiting/")
    parts = (".bar", ".bar > .brand", ".bar > .nav", ".bar > .bar-end")
    bar, *inner = (page.locator(part).bounding_box() for part in parts)
    assert bar
    for box in inner:
        assert box
        assert box["y"] + box["height"] <= bar["y"] + bar["height"]
        assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_tap_sets_a_pin_and_asks_before_it_takes_the_screen(
    open_context: OpenContext, image: Image
) -> None:
    size = {"width": 390, "height": 844}
    page = open_context(viewport=size, has_touch=True, is_mobile=True).new_page()
    page.goto(f"/gallery/{image.pk}/")
    page.touchscreen.tap(*spot(page, 0.5, 0.85))
    expect(page.locator(".pins.draft")).to_be_visible()
    expect(field(page)).not_to_be_focused()
    page.get_by_role("button", name="Take it away").tap()
    expect(page.locator(".pins.draft")).to_be_hidden()
    page.touchscreen.tap(*spot(page, 0.5, 0.25))
    page.get_by_role("button", name="Write").tap()
    assert place(say(page, "here")) == pytest.approx((0.5, 0.25, 0, 0), abs=0.01)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
