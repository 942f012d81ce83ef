"""What the gallery owes the eye, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery import store
from tests import factories
from tests.factories import drawing, encoded, png, upload

pytestmark = pytest.mark.django_db(transaction=True)

CAPTIONS = """
frames => frames.map(frame => {
  const line = frame.querySelector(":scope > .edge").getBoundingClientRect();
  return [...frame.querySelectorAll(":scope > .edge > span")].map(word => {
    const box = word.getBoundingClientRect();
    if (box.top >= line.bottom - 1) return "left out";
    return box.right <= line.right + 1 ? "whole" : "cut";
  });
})
"""


@pytest.fixture
def page(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    # Playwright's loop runs in this thread; the rows are made beside it, not in it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    context = browser.new_context(base_url=live_server.url)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_captions_of_narrow_frames_are_whole_or_left_out(page: Page, width: int) -> None:
    sizes = [(40, 320), (40, 320), (80, 320), (120, 200), (100, 100), (320, 80), (320, 40)]
    for seed, size in enumerate(sizes * 2):
        factories.image(
            png(*size, seed=seed), has_thumbs=True, model_label="Gemini 3.1 Flash Image"
        )
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/gallery/")
    told = page.locator(".rows .frame").evaluate_all(CAPTIONS)
    assert len(told) == len(sizes) * 2
    assert {word for words in told for word in words} <= {"whole", "left out"}
    assert ["whole", "whole"] in told
    assert any("left out" in words for words in told)


def test_a_large_view_fills_itself_when_its_preview_is_there(page: Page) -> None:
    image = store.accept(upload(encoded(drawing(640, 480), "HEIF"), "quay.heic"), None)
    page.goto(f"/gallery/{image.pk}/")
    stage = page.locator(".stage .big")
    expect(stage).to_have_text("Preparing the preview")
    expect(stage.locator("img")).to_have_count(0)
    before = stage.bounding_box()
    store.thumbs(image.pk)
    expect(stage.locator("img")).to_be_visible()
    assert stage.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)")
    assert stage.bounding_box() == before


@pytest.mark.parametrize("width", [1440, 768, 320])
def test_a_table_of_long_words_scrolls_in_itself(page: Page, width: int) -> None:
    word = "generationConfig" * 8
    fate = {
        "name": word,
        "asked": word,
        "fitted": word,
        "sent": word,
        "as": word,
        "fate": "renamed",
    }
    source = {"title": word, "url": f"https://example.com/{word}"}
    image = factories.image(
        has_thumbs=True, note=word, fates=[fate], sources=[source],
        copy={"width": 1920, "height": 1080, "format": "webp"},
    )  # fmt: skip
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/gallery/{image.pk}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    side = page.locator(".side")
    assert side.evaluate("side => side.scrollWidth <= side.clientWidth")
