"""The gallery's grid under hands: rows, sentence, search, keys, marks, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import PIL.Image
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery import counters, saved, search
from gallery.models import Image, Review
from gallery.searches import Search
from tests import factories
from tests.browser.conftest import close
from tests.factories import png

pytestmark = pytest.mark.django_db(transaction=True)

SHAPES = [(160, 90), (90, 160), (100, 100), (80, 100), (160, 40), (320, 40), (40, 320), (100, 80)]
ROWS = """
() => {
  const rows = new Map();
  for (const frame of document.querySelectorAll(".rows .frame")) {
    const box = frame.getBoundingClientRect();
    const pic = frame.querySelector(".pic").getBoundingClientRect();
    const img = frame.querySelector("img");
    const key = Math.round(box.top);
    const shape = img.getAttribute("width") / img.getAttribute("height");
    if (!rows.has(key)) rows.set(key, []);
    rows.get(key).push({
      right: box.right, height: pic.height, skew: pic.width / pic.height / shape,
      own: Math.abs(shape - 8) < 0.2 || Math.abs(shape - 1 / 8) < 0.01,
    });
  }
  return [...rows.values()];
}
"""


@pytest.fixture
def context(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[BrowserContext]:
    # Playwright's loop runs in this thread; the rows are made beside it, not in it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 800})
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    assert close([context], errors) == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def fill(count: int) -> list[int]:
    """Ids, oldest first: eight files, of which the rows share the thumbnails."""
    kept = [
        factories.image(png(*shape, seed=seed), has_thumbs=True)
        for seed, shape in enumerate(SHAPES)
    ]
    Image.objects.filter(pk__in=[image.pk for image in kept]).update(origin="uploaded")
    rows = []
    for number in range(count):
        row = Image.objects.get(pk=kept[number % len(kept)].pk)
        row.pk, row.origin = None, "made"
        row.prompt = f"{'Fog' if number % 3 else 'Sun'} over harbour number {number}"
        row.model = row.model_label = "Alpha" if number % 2 else "Beta"
        rows.append(row)
    made = Image.objects.bulk_create(rows)
    search.put(made)
    counters.count(made, 1)
    return [image.pk for image in made]


def centre(screenshot: bytes) -> object:
    """The colour in the middle."""
    with PIL.Image.open(BytesIO(screenshot)) as seen:
        return seen.convert("RGB").getpixel((seen.width // 2, seen.height // 2))


@pytest.mark.parametrize("width", [1280, 390])
def test_rows_are_justified_and_keep_each_shape(page: Page, width: int) -> None:
    fill(60)
    saved.save("x" * saved.LONGEST, Search(q="fog"), None)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/gallery/searches/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto("/gallery/")
    rows = page.evaluate(ROWS)
    for row in rows:
        heights = [one["height"] for one in row]
        assert max(heights) - min(heights) < 1.5
        assert all(0.985 < one["skew"] < 1.015 for one in row)
    full = [row for row in rows[:-1] if abs(row[-1]["right"] - width) < 1]
    assert len(full) >= 0.6 * len(rows)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_typing_searches_without_a_new_page_and_choices_filter(page: Page) -> None:
    fill(70)
    page.goto("/gallery/")
    page.keyboard.press("/")
    page.keyboard.type("sun")
    expect(page.locator(".rows .frame")).to_have_count(24)
    expect(page).to_have_url(re.compile(r"/gallery/\?q=sun$"))
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#told")).to_have_text("24 images")
    expect(page.locator(".said mark").first).to_have_text("Sun")
    page.get_by_role("link", name="any model").click()
    page.get_by_role("checkbox", name="Alpha").check()
    expect(page.locator(".word.set")).to_have_text("Alpha")
    expect(page).to_have_url(re.compile(r"/gallery/\?q=sun&model="))
    expect(page.locator(".rows .frame")).to_have_count(12)
    page.keyboard.press("Escape")
    expect(page.locator("#choices")).to_be_hidden()
    expect(page.locator(".word.set")).to_be_focused()
    page.locator("#q").fill("nothing of that kind")
    expect(page.get_by_role("heading", name="No image is like that")).to_be_visible()
    page.get_by_role("link", name="Without the words").click()
    expect(page.locator(".rows .frame")).to_have_count(35)


def test_keys_walk_the_grid_judge_and_look(page: Page) -> None:
    ids = fill(30)[::-1]
    page.goto("/gallery/")
    tabs = page.locator(".rows :is(a, input, button)[tabindex='0']")
    expect(tabs).to_have_count(1)
    for key, at in (("j", 0), ("j", 1), ("k", 0), ("ArrowRight", 1)):
        page.keyboard.press(key)
        expect(page.locator(f"#image-{ids[at]} .pic")).to_be_focused()
    page.keyboard.press("ArrowDown")
    above = page.locator(f"#image-{ids[1]}").bounding_box()
    below = page.locator(".frame:has(.pic:focus)").bounding_box()
    assert above
    assert below
    assert below["y"] >= above["y"] + above["height"] - 1
    page.keyboard.press("Home")
    with page.expect_response(re.compile("/verdict/")):
        page.keyboard.press("p")
    expect(page.locator(f"#image-{ids[0]}")).to_have_attribute("data-verdict", "pick")
    expect(page.locator(f"#image-{ids[1]} .pic")).to_be_focused()
    with page.expect_response(re.compile("/verdict/")):
        page.keyboard.press("Shift+Digit4")
    expect(page.locator(f"#image-{ids[1]} .dots")).to_have_attribute("aria-label", "4 stars")
    expect(page.locator(f"#image-{ids[1]} .pic")).to_be_focused()

    page.reload()
    expect(page.locator(f"#image-{ids[0]} .mark")).to_be_visible()
    assert set(Review.objects.values_list("image_id", "verdict", "stars")) == {
        (ids[0], "pick", None),
        (ids[1], "", 4),
    }


def test_space_looks_at_an_image_large(page: Page) -> None:
    ids = fill(30)[::-1]
    page.goto("/gallery/")
    page.locator(f"#image-{ids[1]} .pic").focus()
    page.keyboard.press(" ")
    expect(page.locator("#preview img")).to_have_attribute(
        "src", re.compile(f"/{ids[1]}/thumb/1280")
    )
    page.keyboard.press("ArrowRight")
    expect(page.locator("#preview img")).to_have_attribute(
        "src", re.compile(f"/{ids[2]}/thumb/1280")
    )
    page.keyboard.press("Escape")
    expect(page.locator("#preview")).to_be_hidden()


def test_a_mark_that_is_not_kept_is_taken_back(page: Page) -> None:
    ids = fill(3)[::-1]
    page.goto("/gallery/")
    page.route("**/verdict/", lambda route: route.fulfill(status=500))
    page.locator(f"#image-{ids[0]} .pic").focus()
    page.keyboard.press("x")
    expect(page.locator(".notice[data-said]")).to_have_text(
        "The mark could not be kept and was taken back."
    )
    expect(page.locator(f"#image-{ids[0]} .mark")).to_have_count(0)


def test_frames_go_on_as_one_scrolls_and_back_lands_on_the_frame(page: Page) -> None:
    fill(400)
    page.goto("/gallery/")
    frames = page.locator(".rows .frame")
    for count in (120, 180, 240, 300):
        frames.last.scroll_into_view_if_needed()
        expect(frames.nth(count - 1)).to_be_attached()
    target = frames.nth(290)
    target.scroll_into_view_if_needed()
    name, top = target.get_attribute("id"), target.bounding_box()
    target.locator(".pic").click(position={"x": 12, "y": 60})
    expect(page).to_have_url(re.compile(r"/gallery/\d+/$"))
    page.go_back()
    back = page.locator(f"#{name}")
    expect(back.locator(".pic")).to_be_focused()
    again = back.bounding_box()
    assert top
    assert again
    assert again["y"] == pytest.approx(top["y"], abs=3)
    assert again["height"] == pytest.approx(top["height"], abs=1)
    assert page.evaluate("Object.keys(localStorage).filter(key => !/keys|theme/.test(key))") == []


def test_the_way_out_of_an_image_leads_to_its_frame(page: Page) -> None:
    pk = fill(70)[20]
    page.goto(f"/gallery/{pk}/")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(rf"/gallery/\?at={pk}#image-{pk}$"))
    expect(page.locator(f"#image-{pk} .pic")).to_be_focused()
    expect(page.locator("#sentence")).to_be_in_viewport(ratio=1)


def test_frames_far_away_give_back_what_was_drawn_and_get_it_again(page: Page) -> None:
    fill(300)
    page.goto("/gallery/")
    frames = page.locator(".rows .frame")
    first = frames.first
    first.locator("input").check()
    page.locator("#q").focus()  # a list that has the focus is left as it is
    for count in (120, 180, 240, 300):
        frames.last.scroll_into_view_if_needed()
        expect(frames.nth(count - 1)).to_be_attached()
    frames.last.scroll_into_view_if_needed()
    expect(first.locator("img")).to_have_count(0)
    expect(first.locator("input")).to_be_checked()
    first.scroll_into_view_if_needed()
    expect(first.locator("img")).to_be_visible()
    expect(first.locator(".edge")).to_contain_text("Alpha")


def test_without_scripts_all_is_links_and_forms(browser: Browser, live_server: LiveServer) -> None:
    fill(70)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/gallery/")
    page.get_by_role("link", name="any model").click()
    page.get_by_role("checkbox", name="Alpha").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".rows .frame")).to_have_count(35)
    page.get_by_role("searchbox").fill("fog")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("[?&]q=fog"))
    expect(page.locator(".word.set")).to_have_text("Alpha")
    page.get_by_role("button", name="Large frames").click()
    expect(page.locator('.reel[data-density="large"]')).to_be_visible()
    page.get_by_role("link", name="Clear the sentence").click()
    page.get_by_role("link", name="Older images").click()
    expect(page.locator(".rows .frame")).to_have_count(10)
    page.get_by_role("link", name="Newer images").click()
    expect(page.locator(".rows .frame")).to_have_count(60)
    context.close()


def test_the_frame_that_has_the_focus_hides_none_beside_it(page: Page) -> None:
    ids = fill(8)[::-1]
    page.goto("/gallery/")
    beside = page.locator(f"#image-{ids[1]} .pic")
    assert beside.locator("img").evaluate("image => image.decode().then(() => image.complete)")
    before = beside.screenshot()
    page.keyboard.press("j")
    expect(page.locator(f"#image-{ids[0]} .pic")).to_be_focused()
    assert centre(beside.screenshot()) == centre(before)


def test_what_can_be_done_with_a_narrow_frame_leaves_its_tick_free(page: Page) -> None:
    ids = fill(8)
    page.goto("/gallery/")
    narrow = page.locator(f"#image-{ids[1]}")
    narrow.hover()
    expect(narrow.locator(".frame-tools .tool")).to_have_count(5)
    tick = narrow.locator("input").bounding_box()
    tools = [tool.bounding_box() for tool in narrow.locator(".frame-tools .tool").all()]
    assert tick
    assert all(box and box["x"] >= tick["x"] + tick["width"] for box in tools)


def test_a_frame_keeps_its_mark_and_its_search_when_its_preview_comes(page: Page) -> None:
    pk = fill(1)[0]
    Image.objects.filter(pk=pk).update(thumbs_version=0)
    page.goto("/gallery/?q=sun")
    picture = page.locator(f"#image-{pk} .pic")
    expect(picture.locator(".developing")).to_have_text("Preparing the preview")
    page.keyboard.press("j")
    expect(picture).to_be_focused()
    with page.expect_response(re.compile("/verdict/")):
        page.keyboard.press("p")
    Image.objects.filter(pk=pk).update(thumbs_version=1)
    expect(picture.locator("img")).to_be_visible()
    expect(picture.locator(".mark")).to_be_visible()
    expect(picture).to_be_focused()
    expect(picture).to_have_attribute("href", f"/gallery/{pk}/?q=sun")
