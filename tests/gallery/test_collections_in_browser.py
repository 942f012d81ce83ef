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
from tests.browser.conftest import close
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
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1440, "height": 900})
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(error.error.message))
    yield context.new_page()
    assert close([context], errors) == []


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


def test_order_by_keys_and_drag_and_what_is_taken_out(page: Page, ids: list[int]) -> None:
    kept = collections.make("Harbour", NOBODY, images=ids)
    page.goto(f"/collections/{kept.pk}/")
    frame = page.locator(f"#image-{ids[0]}")
    frame.locator(".pic").focus()
    said = page.locator("collection-order [data-said]")
    for place in (2, 3):
        with page.expect_response("**/order/"):
            page.keyboard.press("Alt+ArrowRight")
        expect(said).to_have_text(f"Moved: {place}")
    expect(frame.locator(".pic")).to_be_focused()
    with page.expect_response("**/order/"):
        page.keyboard.press("Alt+ArrowLeft")
    assert order(kept)[:3] == [ids[1], ids[0], ids[2]]

    with page.expect_response("**/order/"):
        frame.drag_to(page.locator(f"#image-{ids[3]}"), target_position={"x": 5, "y": 60})
    assert order(kept)[:4] == [ids[1], ids[2], ids[0], ids[3]]
    for pk in ids[4:6]:
        page.locator(f"#image-{pk} [type=checkbox]").check()
    page.locator(f"#image-{ids[5]} .pic").focus()
    with page.expect_response("**/order/"):
        page.keyboard.press("Alt+ArrowUp")
    assert sorted(order(kept)) == sorted(ids)
    at = order(kept).index(ids[4])
    assert order(kept)[at + 1] == ids[5]
    assert at < 3


def test_what_is_taken_out_comes_back(page: Page, ids: list[int]) -> None:
    kept = collections.make("Harbour", NOBODY, images=ids)
    page.goto(f"/collections/{kept.pk}/")
    for pk in ids[4:6]:
        page.locator(f"#image-{pk} [type=checkbox]").check()
    for name in ("Earlier", "To the end", "To the front", "Later"):
        with page.expect_response("**/order/"):
            page.get_by_role("button", name=name).click()
    expect(page.locator("[data-count]")).to_have_text("2 selected")
    after = [ids[0], *ids[4:6], *ids[1:4], *ids[6:]]
    assert order(kept) == after
    page.keyboard.press("Delete")
    expect(page.locator("undo-line")).to_contain_text("2 images taken out of “Harbour”")
    expect(page.locator(f"#image-{ids[4]}")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator(f"#image-{ids[4]}")).to_be_visible()
    assert order(kept) == after


def test_notes_marks_and_the_sign_off(page: Page, ids: list[int]) -> None:
    kept = collections.make("Harbour", NOBODY, images=ids)
    page.goto(f"/collections/{kept.pk}/")
    page.locator(f"#note-{ids[0]} a").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("textbox").fill("Too <dark>")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#note-{ids[0]}")).to_have_text("Too <dark>")
    expect(page.locator(f"#note-{ids[0]} a")).to_be_focused()

    page.locator(f"#image-{ids[0]} .pic").focus()
    with page.expect_response("**/verdict/"):
        page.keyboard.press("p")
    expect(page.locator("#ways")).to_contain_text("1 picked")
    page.get_by_role("link", name="Sign-off").click()
    page.get_by_role("button", name="Sign off 1 image").click()
    expect(page.get_by_text("These are the picks of today.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download ZIP").click()
    with zipfile.ZipFile(download.value.path()) as file:
        assert len(file.namelist()) == 3
    signed = Event.objects.get(kind="signed")
    assert [one["id"] for one in signed.data["images"]] == [ids[0]]


def test_an_order_that_is_refused_is_taken_back(page: Page, ids: list[int]) -> None:
    kept = collections.make("Harbour", NOBODY, images=ids)
    page.goto(f"/collections/{kept.pk}/")
    collections.decide(kept, "archived", NOBODY)
    page.locator(f"#image-{ids[0]} .pic").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("collection-order [data-said]")).to_contain_text("taken back")
    shown = page.locator(".rows .frame").evaluate_all("all => all.map(one => +one.dataset.image)")
    assert shown == ids == order(kept)


def test_without_javascript_everything_has_a_form(
    browser: Browser, page: Page, live_server: LiveServer, ids: list[int]
) -> None:
    Review.objects.create(image_id=ids[1], verdict="pick")
    with browser.new_context(base_url=live_server.url, java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto("/collections/")
        plain.get_by_label("Name of a new collection").fill("Harbour")
        sent(plain, "Make it")
        kept = Collection.objects.get()
        plain.goto("/gallery/")
        for pk in ids[:3]:
            plain.locator(f"#image-{pk} [type=checkbox]").check()
        plain.get_by_role("button", name="Collect").click()
        plain.get_by_role("dialog").get_by_role("combobox").fill("harbour")
        plain.get_by_role("button", name="Add to it").click()
        expect(plain.get_by_role("link", name="Undo")).to_be_visible()
        assert order(kept) == ids[:3]

        _change(plain, kept, ids)


def sent(plain: Page, name: str) -> None:
    """Press it and wait until the server has answered."""
    with plain.expect_response(lambda answer: answer.request.method == "POST"):
        plain.get_by_role("button", name=name).click()


def _change(plain: Page, kept: Collection, ids: list[int]) -> None:
    plain.goto(f"/collections/{kept.pk}/")
    plain.locator(f"#image-{ids[2]} [type=checkbox]").check()
    sent(plain, "To the front")
    assert order(kept) == [ids[2], *ids[:2]]
    plain.locator(f"#note-{ids[2]} a").click()
    plain.get_by_role("textbox").fill("Too dark")
    plain.get_by_role("button", name="Keep").click()
    expect(plain.locator(f"#note-{ids[2]}")).to_have_text("Too dark")
    plain.get_by_role("link", name="1 picked").click()
    expect(plain.locator(".rows .frame")).to_have_count(1)
    plain.get_by_role("button", name="archived").click()
    expect(plain.get_by_text("Take out")).to_have_count(0)
    assert Image.objects.filter(places__collection=kept).count() == 3
