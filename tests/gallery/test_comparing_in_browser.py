"""Compare, champion and survey under hands: keys, wipe, zoom in step, no script, touch."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery.models import Review
from tests import factories
from tests.browser.conftest import WATCH, close, go, wait_for_quiet
from tests.browser.test_sessions import NAMELESS, SMALL
from tests.factories import png
from tests.running import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

SHAPES = [(1376, 768), (1376, 768), (768, 960), (900, 900), (600, 1100), (1280, 1024)]
VIEWS = """
() => [...document.querySelectorAll("picture-zoom")]
  .map(({ view: { scale, x, y } }) => [scale, x, y].map(number => Math.round(number * 1000)))
"""
COVERED = """
() => [...document.querySelectorAll(".survey .big")]
  .map(picture => picture.getBoundingClientRect())
  .reduce((sum, box) => sum + box.width * box.height, 0)
"""

CUT = """
() => [...document.querySelectorAll(".pane")].filter(pane => {
  const parts = [".big", ".holder"].map(name => pane.querySelector(name));
  const [picture, place] = parts.map(part => part.getBoundingClientRect());
  return picture.bottom > place.bottom + 1 || picture.right > place.right + 1 || !picture.height;
}).length
"""
"""Panes of which the place is too small for the picture."""


@pytest.fixture
def context(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[BrowserContext]:
    # Playwright's loop runs in this thread; the rows are made beside it, not in it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    size = {"width": 1440, "height": 900}
    context = browser.new_context(base_url=live_server.url, viewport=size, has_touch=True)
    context.add_init_script(WATCH)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(error.error.stack or error.error.message))
    yield context
    assert close([context], errors) == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def fill(count: int) -> list[int]:
    return [
        factories.image(png(*SHAPES[n], seed=n), has_thumbs=True, prompt=f"Boat number {n}").pk
        for n in range(count)
    ]


def address(name: str, pks: list[int], more: str = "") -> str:
    return f"/gallery/{name}/?images={','.join(map(str, pks))}{more}"


def pane(page: Page, pk: int) -> Locator:
    return page.locator(f'.pane[data-image="{pk}"]')


def judged() -> dict[int, str]:
    return dict(Review.objects.values_list("image_id", "verdict"))


def fitness(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALL) == []
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate("refused") == []
    expect(page.locator("h1")).to_have_count(1)


def test_two_are_compared_in_every_way_by_keys(page: Page) -> None:
    a, b = fill(2)
    go(page, "/gallery/")
    for box in page.get_by_role("checkbox", name="Select image").all():
        box.check()
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile(rf"/gallery/compare/\?images={a}&images={b}$"))
    wait_for_quiet(page)
    expect(page.locator("ins")).to_have_text("1")
    page.keyboard.press("o")
    expect(page.get_by_role("slider", name="How much of")).to_be_visible()
    page.keyboard.press("d")
    top = pane(page, b).locator(".holder")
    expect(top).to_have_css("mix-blend-mode", "difference")
    page.keyboard.press("b")
    expect(top).to_be_hidden()
    page.keyboard.press("d")
    expect(page.locator("compare-panes")).to_have_attribute("data-mode", "side")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/gallery/$"))


def test_a_wipe_is_moved_by_keys_and_by_hand(page: Page) -> None:
    go(page, address("compare", fill(2)))
    page.keyboard.press("w")
    expect(page).to_have_url(re.compile("mode=wipe"))
    wipe = page.get_by_role("slider", name="Wipe between")
    wipe.focus()
    for _ in range(4):
        page.keyboard.press("PageUp")
    assert float(wipe.input_value()) > 60
    box = page.locator(".panes").bounding_box()
    assert box
    hair = page.locator(".hair").bounding_box()
    assert hair
    page.mouse.move(hair["x"], hair["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, hair["y"] + 200, steps=4)
    page.mouse.up()
    moved = page.locator(".hair").bounding_box()
    assert moved
    assert moved["x"] == pytest.approx(box["x"] + box["width"] / 4, abs=3)


def test_panes_are_zoomed_in_step_and_judged_each_for_itself(page: Page) -> None:
    a, b, c = fill(3)
    go(page, address("compare", [a, b, c]))
    expect(page.get_by_text("aligned by their centres")).to_be_visible()
    page.keyboard.press("z")
    expect(page.locator("#zoom-state")).to_have_text("100 %")
    pane(page, a).locator(".holder").hover()
    page.mouse.down()
    page.mouse.move(300, 300, steps=4)
    page.mouse.up()
    one, two, _three = page.evaluate(VIEWS)
    assert one == two
    assert one[0] > 1000
    page.keyboard.press("t")
    expect(page.locator(".pane").first).to_have_attribute("data-image", str(b))
    assert page.evaluate(VIEWS)[0] == one
    page.keyboard.press("Escape")
    expect(page.locator("#zoom-state")).to_have_text("Fit")
    page.keyboard.press("ArrowRight")
    expect(pane(page, c).locator(".name")).to_be_focused()
    with page.expect_response(re.compile("/verdict/")):
        page.keyboard.press("p")
    with page.expect_response(re.compile("/verdict/")):
        pane(page, a).get_by_role("button", name="Reject").click()
    expect(pane(page, c).locator(".mark")).to_be_visible()
    assert judged() == {c: "pick", a: "reject"}


def test_one_after_another_challenges_the_champion(page: Page) -> None:
    a, b, c, d = fill(4)
    go(page, address("compare", [a, b, c, d], "&champion=0"))
    page.keyboard.press("w")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#said")).to_contain_text(f"Challenger 2 of 3: {c:04d} against {b:04d}")
    expect(page.locator("compare-panes")).to_have_attribute("data-mode", "wipe")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#said")).to_contain_text(f"Challenger 3 of 3: {d:04d} against {b:04d}")
    page.keyboard.press("u")
    expect(page.locator("#said")).to_contain_text("Challenger 2 of 3")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#said")).to_contain_text("Challenger 3 of 3")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#said")).to_contain_text(f"{b:04d} has stood to the end")
    with page.expect_response(re.compile("/verdict/")):
        page.keyboard.press("p")
    assert judged() == {b: "pick"}


def test_a_survey_goes_on_until_one_stands(page: Page) -> None:
    pks = fill(6)
    go(page, address("survey", pks))
    page.keyboard.press("x")
    expect(page.get_by_role("heading")).to_have_text("6 candidates, 5 left")
    expect(pane(page, pks[1]).locator(".name")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(pane(page, pks[4]).locator(".name")).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("x")
    expect(page.locator(".pane")).to_have_count(3)
    page.keyboard.press("u")
    page.keyboard.press("Control+z")
    expect(page.locator(".pane")).to_have_count(5)
    page.reload()
    wait_for_quiet(page)
    expect(page.locator(".pane")).to_have_count(5)
    page.keyboard.press("u")
    expect(page.locator(".pane")).to_have_count(6)


def test_those_that_are_left_grow(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    go(page, address("survey", fill(6)))
    shares = []
    for left in (6, 4, 2):
        expect(page.locator(".pane")).to_have_count(left)
        shares.append(page.evaluate(COVERED) / left)
        page.keyboard.press("x")
        page.keyboard.press("x")
    assert shares == sorted(shares)
    assert shares[2] > shares[0] * 1.5
    page.keyboard.press("u")
    expect(page.get_by_role("heading")).to_have_text("6 candidates, 2 left")


def test_a_survey_is_zoomed_in_step(page: Page) -> None:
    go(page, address("survey", fill(3)))
    page.keyboard.press("z")
    views = page.evaluate(VIEWS)
    assert len({view[0] for view in views}) <= len(set(SHAPES))
    assert views[0][0] != 1000
    page.keyboard.press("Escape")
    expect(page.locator("#zoom-state")).to_have_text("Fit")


def test_the_last_one_standing_is_picked_and_all_of_it_goes_back(page: Page) -> None:
    pks = fill(6)
    go(page, address("survey", pks))
    for left in (5, 4, 3, 2):
        page.keyboard.press("x")
        expect(page.locator(".pane")).to_have_count(left)
    expect(page.get_by_role("link", name="compare these")).to_be_visible()
    with page.expect_response(re.compile("/verdict/")):
        page.keyboard.press("x")
    expect(page.locator("[data-words]")).to_contain_text("last one standing and is picked")
    (winner,) = judged()
    assert judged()[winner] == "pick"
    with page.expect_response(lambda answer: f"/{pks[0]}/verdict/" in answer.url):
        page.get_by_role("button", name="Also mark the others as rejected").click()
    expect(page.locator("[data-words]")).to_contain_text("the other 5 are rejected")
    wait_until(lambda: sorted(judged().values()) == ["pick", *["reject"] * 5])
    page.keyboard.press("u")
    expect(page.locator(".pane")).to_have_count(2)
    wait_until(lambda: judged() == {})


def test_all_of_it_works_without_a_script(
    page: Page, browser: Browser, live_server: LiveServer
) -> None:
    a, b, c = fill(3)
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = plain.new_page()
    page.goto(address("compare", [a, b]))
    expect(page.locator(".pane img")).to_have_count(2)
    page.get_by_role("link", name="difference", exact=True).click()
    expect(pane(page, b).locator(".holder")).to_have_css("mix-blend-mode", "difference")
    page.get_by_role("button", name=f"Pick image {b:04d}").click()
    expect(pane(page, b)).to_have_attribute("data-verdict", "pick")
    page.goto(address("survey", [a, b, c]))
    page.get_by_role("link", name=f"Take image {a:04d} out").click()
    page.get_by_role("link", name=f"Take image {b:04d} out").click()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Also mark the others as rejected").click()
    assert judged() == {a: "reject", b: "reject", c: "pick"}
    expect(page.locator("[data-words]")).to_contain_text("last one standing and is picked")
    expect(page.get_by_role("button", name="Pick it")).to_have_count(0)
    page.get_by_role("link", name="bring back").click()
    expect(page.locator(".pane:visible")).to_have_count(2)
    plain.close()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_it_fits_and_is_pressed_by_a_thumb(page: Page, width: int) -> None:
    a, b, c, d = fill(4)
    page.set_viewport_size({"width": width, "height": 844})
    go(page, address("compare", [a, b], "&mode=wipe"))
    fitness(page, width)
    box = page.locator(".panes").bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2)
    assert float(page.get_by_role("slider", name="Wipe between").input_value()) < 30
    page.get_by_role("link", name="side by side").tap()
    expect(page.locator("compare-panes")).to_have_attribute("data-mode", "side")
    for pks in ([a, b], [a, b, c], [a, b, c, d]):
        go(page, address("compare", pks))
        fitness(page, width)
        assert page.evaluate(CUT) == 0
    go(page, address("compare", [a, b, c], "&champion=0"))
    fitness(page, width)
    assert page.evaluate(CUT) == 0
    page.get_by_role("link", name=f"{b:04d} takes its place").tap()
    expect(page.get_by_role("heading")).to_have_text(f"Champion {b:04d}")
    go(page, address("survey", [a, b, c, d]))
    fitness(page, width)
    page.get_by_role("link", name=f"Take image {b:04d} out").tap()
    expect(page.locator(".pane")).to_have_count(3)
