"""Collections by hand, in a real browser."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery import collections
from gallery.actors import NOBODY
from gallery.models import Collection, Event, Image, Review
from tests import factories
from tests.factories import png

pytestmark = pytest.mark.django_db(transaction=True)

SHAPES = ((160, 90), (90, 160), (120, 120), (200, 100))


@pytest.fixture
def ids() -> list[int]:
    """Twelve images, newest first."""
    made = [
        factories.image(
            png(*SHAPES[n % 4], seed=n), has_thumbs=True, model_label="Gemini", prompt=f"Boat {n}"
        ).pk
        for n in range(12)
    ]
    return made[::-1]


@pytest.fixture
def page(
    browser: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    # Playwright's loop runs in this thread; the rows are made beside it, not in it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1440, "height": 900}
    )
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(error.error.message))
    yield context.new_page()
    context.close()
    assert errors == []


def order(kept: Collection) -> list[int]:
    return list(kept.items.values_list("image_id", flat=True))


def test_from_the_gallery_into_a_collection_and_back(page: Page, ids: list[int]) -> None:
    page.goto("/gallery/")
    for pk in ids[:3]:
        page.locator(f"#image-{pk} [type=checkbox]").check()
    page.get_by_role("button", name="Collect").click()
    dialog = page.get_by_role("dialog", name="Collect")
    dialog.get_by_role("combobox").fill("Harbour")
    dialog.get_by_role("button", name="Add to it").click()
    notice = page.locator("undo-line")
    expect(notice).to_contain_text("3 images added to “Harbour”")
    kept = Collection.objects.get()
    assert order(kept) == ids[:3]
    notice.get_by_role("button", name="Undo").click()
    expect(notice).to_contain_text("Undone")
    assert order(kept) == []

    page.goto(f"/gallery/{ids[5]}/")
    part = page.locator("#collected")
    part.get_by_role("combobox").focus()
    expect(part.locator("option")).to_have_count(1)
    part.get_by_role("combobox").fill("harbour")
    part.get_by_role("button", name="Collect").click()
    part.get_by_role("link", name="Harbour").click()
    expect(page.get_by_role("heading", name="Harbour", level=1)).to_be_visible()
    expect(page.locator(".rows .frame")).to_have_count(1)
