"""An image's page in a real browser: its picture pixel by pixel, its keys, what it copies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image as Pillow
from PIL import ImageChops
from playwright.sync_api import Browser, Locator, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from gallery import store
from gallery.models import Image
from tests import factories
from tests.browser.conftest import WATCH, go, wait_for_quiet
from tests.factories import drawing, encoded, png, upload

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = """
links => links.map(link => link.getBoundingClientRect())
  .filter(box => box.width < 24 || box.height < 24).map(box => [box.width, box.height])
"""
VIEW = "stage => { const { scale, x, y } = stage.view; return [scale, x, y]; }"


@pytest.fixture
def page(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    # Playwright's loop runs in this thread; the rows are made beside it, not in it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 1440, "height": 900},
        has_touch=True,
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def grained(width: int, height: int) -> bytes:
    """No two neighbours alike, so that a picture half a pixel off is another one."""
    return encoded(Pillow.effect_noise((width, height), 90).convert("RGB"))


def opened(page: Page, image: Image) -> Locator:
    go(page, f"/gallery/{image.pk}/")
    return page.locator("picture-zoom")


def view(stage: Locator) -> list[float]:
    found: list[float] = stage.evaluate(VIEW)
    return found


def middle(page: Page) -> tuple[float, float]:
    box = page.locator(".stage .holder").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def state(page: Page) -> Locator:
    return page.locator("#zoom-state")


@pytest.mark.parametrize("size", [(640, 480), (2400, 1601)])
def test_a_preview_stands_in_for_an_original_that_is_gone(
    page: Page, size: tuple[int, int]
) -> None:
    image = factories.image(grained(*size), has_thumbs=True)
    store.original(image).unlink()
    page.goto(f"/gallery/{image.pk}/")
    picture = page.locator(".stage .big img")
    expect(picture).to_have_attribute("src", re.compile(rf"/gallery/{image.pk}/thumb/1280/"))
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)")


def test_a_hundred_per_cent_is_pixel_for_pixel(page: Page) -> None:
    data = grained(2400, 1601)
    stage = opened(page, factories.image(data, has_thumbs=True))
    expect(state(page)).to_have_text("Fit")
    page.keyboard.press("z")
    expect(state(page)).to_have_text("100 %")
    expect(stage.locator(".own-pixels")).to_be_visible()
    corner = stage.locator(".own-pixels").bounding_box()
    holder = stage.locator(".holder").bounding_box()
    assert corner
    assert holder
    left, top = round(holder["x"]) + 4, round(holder["y"]) + 4
    shot = Pillow.open(
        BytesIO(page.screenshot(clip={"x": left, "y": top, "width": 400, "height": 300}))
    )
    x, y = round(left - corner["x"]), round(top - corner["y"])
    true = Pillow.open(BytesIO(data)).crop((x, y, x + 400, y + 300))
    assert ImageChops.difference(shot.convert("RGB"), true).getbbox() is None
    assert page.evaluate("refused") == []
    assert sum(page.evaluate("shifts")) < 0.001


def test_the_original_is_loaded_only_where_the_preview_has_too_few_pixels(page: Page) -> None:
    asked: list[str] = []

    def hear(request: Request) -> None:
        asked.append(request.url)

    page.on("request", hear)
    stage = opened(page, factories.image(grained(3200, 2400), has_thumbs=True))
    page.keyboard.press("+")
    assert not any(url.endswith("/original/") for url in asked)
    for _ in range(4):
        page.keyboard.press("=")
    expect(stage.locator(".own-pixels")).to_be_visible()
    assert any(url.endswith("/original/") for url in asked)
    assert stage.locator(".own-pixels").evaluate("own => getComputedStyle(own).imageRendering") == (
        "pixelated"
    )
    for _ in range(9):
        page.keyboard.press("-")
    expect(state(page)).to_have_text("Fit")
    expect(stage.locator(".own-pixels")).to_be_hidden()


def test_the_wheel_zooms_to_the_pointer_and_a_drag_moves(page: Page) -> None:
    stage = opened(page, factories.image(grained(2400, 1600), has_thumbs=True))
    x, y = middle(page)
    page.mouse.move(x + 200, y + 100)
    at = stage.evaluate("stage => [200 / stage.room.fit.width, 100 / stage.room.fit.height]")
    for _ in range(8):
        page.mouse.wheel(0, -60)
    page.wait_for_function("() => document.querySelector('picture-zoom').view.scale > 5")
    scale, left, top = view(stage)
    assert left - 0.5 == pytest.approx(at[0] * (1 - 1 / scale), abs=0.002)
    # Less far: as long as the picture is lower than its pane it stands in the middle.
    assert 0.6 < top < 0.5 + at[1]
    page.mouse.down()
    page.mouse.move(x, y + 100, steps=4)
    page.mouse.up()
    assert view(stage)[1] - left == pytest.approx(at[0] / scale, abs=0.002)
    page.keyboard.press("ArrowLeft")
    assert view(stage)[1] < left + at[0] / scale
    page.mouse.dblclick(x, y)
    expect(state(page)).to_have_text("Fit")
    page.mouse.dblclick(x - 200, y)
    expect(state(page)).to_have_text("100 %")
    assert view(stage)[1] < 0.5
    page.keyboard.press("Escape")
    expect(state(page)).to_have_text("Fit")
    assert page.url.endswith(f"/gallery/{Image.objects.get().pk}/")


def test_two_fingers_zoom_and_one_scrolls_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    stage = opened(page, factories.image(grained(2400, 1600), has_thumbs=True))
    x, y = middle(page)
    device = page.context.new_cdp_session(page)

    def touch(kind: str, *apart: float) -> None:
        points = [{"x": x + way, "y": y, "id": n} for n, way in enumerate(apart)]
        device.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", -20, 20)
    for half in (30, 40, 60):
        touch("touchMove", -half, half)
    touch("touchEnd")
    page.wait_for_function("() => document.querySelector('picture-zoom').view.scale > 2.5")
    assert view(stage)[0] == pytest.approx(3, abs=0.2)
    page.mouse.move(x, y)
    page.get_by_role("button", name="Fit or 100 %").click()
    page.mouse.move(x, y)
    page.mouse.wheel(0, 200)
    page.wait_for_function("() => scrollY > 100")
    expect(state(page)).to_have_text("Fit")


def test_what_no_browser_shows_stays_its_preview_and_says_so(page: Page) -> None:
    image = store.accept(upload(encoded(drawing(2400, 1600), "HEIF"), "quay.heic"), None)
    store.thumbs(image.pk)
    stage = opened(page, image)
    expect(stage).to_contain_text("HEIC, seen as its preview")
    page.keyboard.press("z")
    expect(state(page)).to_have_text("100 %, preview")
    expect(stage.locator(".own-pixels")).to_have_count(0)


def test_a_small_picture_is_fitted_or_as_small_as_it_is(page: Page) -> None:
    stage = opened(page, factories.image(png(64, 48), has_thumbs=True))
    page.keyboard.press("z")
    expect(state(page)).to_have_text("100 %")
    box = stage.locator(".own-pixels").bounding_box()
    assert box
    assert (box["width"], box["height"]) == (64, 48)


# Keys and copies


def test_keys_lead_through_the_search_and_on(page: Page) -> None:
    first, second, third = (
        factories.image(png(640, 480, seed=seed), has_thumbs=True, prompt=f"A boat {seed}")
        for seed in range(3)
    )
    go(page, f"/gallery/{second.pk}/?q=boat")
    page.keyboard.press("Shift+ArrowRight")
    for key, image in (("j", first), ("k", second), ("ArrowLeft", third), ("ArrowRight", second)):
        page.keyboard.press(key)
        page.wait_for_url(f"**/gallery/{image.pk}/?q=boat")
        wait_for_quiet(page)
    page.keyboard.press("z")
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(state(page)).to_have_text("Fit")
    expect(page).to_have_url(re.compile(rf"/gallery/{second.pk}/\?q=boat$"))
    hint = page.locator(".stage kbd").first
    expect(hint).to_have_css("visibility", "visible")
    page.evaluate("document.documentElement.dataset.keys = 'off'")
    expect(hint).to_have_css("visibility", "hidden")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/gallery/?q=boat*#image-{second.pk}")
    for key, way in (("r", "reference"), ("e", "prompt")):
        go(page, f"/gallery/{second.pk}/")
        page.keyboard.press(key)
        page.wait_for_url(f"**/?image={second.pk}&as={way}", wait_until="commit")
        page.wait_for_load_state()


def test_a_prompt_is_copied_word_for_word(page: Page) -> None:
    image = factories.image(
        has_thumbs=True, prompt="A red boat & fog", revised_prompt="A small  boat &\nfog"
    )
    go(page, f"/gallery/{image.pk}/?q=fog")
    for name, text in (
        ("Copy the prompt", "A red boat & fog"),
        ("Copy what the model used", "A small  boat &\nfog"),
    ):
        page.get_by_role("button", name=name, exact=True).click()
        expect(
            page.locator("copy-text", has=page.get_by_role("button", name=name, exact=True))
        ).to_contain_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == text


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_a_large_family_keeps_to_its_column(page: Page, width: int) -> None:
    job = uuid4()
    parents = [store.accept(upload(png(40 + 90 * seed, 240, seed=seed)), None) for seed in range(7)]
    image = factories.image(png(seed=20), parents=parents, job=job, prompt="A boat")
    for seed in range(30, 45):
        factories.image(png(320, 80, seed=seed), job=job)
        child = factories.image(png(seed=seed + 50), parents=[image], prompt=f"A boat, {'x' * 50}")
        for other in range(4 if seed > 41 else 0):
            factories.image(png(320, 80, seed=seed * 9 + other), parents=[child])
    page.set_viewport_size({"width": width, "height": 900})
    go(page, f"/gallery/{image.pk}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".side").evaluate("side => side.scrollWidth <= side.clientWidth")
    small = page.locator("#family a").evaluate_all(SMALL)
    assert small == []
