"""Frames that are ticked, tagged, thrown away and brought back, by mouse and by keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery import tags, trash
from gallery.models import Image
from tests.browser.conftest import close
from tests.factories import image, png

pytestmark = pytest.mark.django_db(transaction=True)

SHAPES = [(160, 90), (90, 160), (100, 100), (80, 100), (120, 90), (100, 80)]


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 800})
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    context.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield context
    assert close([context], errors) == []


@pytest.fixture
def pks() -> list[int]:
    """Nine images, the newest first."""
    made = [
        image(png(*SHAPES[seed % 6], seed=seed), has_thumbs=True, prompt=f"Fog {seed}").pk
        for seed in range(9)
    ]
    return made[::-1]


@pytest.fixture
def page(context: BrowserContext, pks: list[int]) -> Page:
    page = context.new_page()
    page.goto("/gallery/")
    return page


def frames(page: Page) -> Locator:
    return page.locator(".frame[data-image]")


def tick(page: Page, pk: int) -> Locator:
    return page.locator(f"#image-{pk} input[type=checkbox]")


def bar(page: Page) -> Locator:
    return page.locator("gallery-selection")


def notice(page: Page) -> Locator:
    return page.locator("#notices undo-line")


def test_ticks_ranges_and_keys_choose_frames(page: Page, pks: list[int]) -> None:
    expect(bar(page)).to_be_hidden()
    before = page.locator(f"#image-{pks[1]}").bounding_box()
    tick(page, pks[1]).check()
    expect(bar(page)).to_contain_text("1 selected")
    assert page.locator(f"#image-{pks[1]}").bounding_box() == before
    tick(page, pks[4]).click(modifiers=["Shift"])
    expect(bar(page)).to_contain_text("4 selected")
    page.locator(f"#image-{pks[6]} .pic").click(modifiers=["Shift"])
    expect(bar(page)).to_contain_text("6 selected")
    page.locator(f"#image-{pks[0]} .pic").focus()
    page.keyboard.press("a")
    expect(bar(page)).to_contain_text("7 selected")
    page.keyboard.press("Control+a")
    expect(bar(page)).to_contain_text("9 selected")
    bar(page).get_by_label("All 9").check()
    expect(bar(page).locator("b")).to_have_text("All 9")
    tick(page, pks[3]).uncheck()
    expect(bar(page).locator("b")).to_have_text("8 selected")
    page.locator(f"#image-{pks[0]} .pic").focus()
    page.keyboard.press("Escape")
    expect(bar(page)).to_be_hidden()
    expect(page.locator(".frame :checked")).to_have_count(0)


def test_a_range_is_tagged_and_that_is_undone(page: Page, pks: list[int]) -> None:
    tick(page, pks[0]).check()
    tick(page, pks[2]).click(modifiers=["Shift"])
    page.locator(f"#image-{pks[2]} .pic").focus()
    page.keyboard.press("t")
    page.keyboard.type("Sea, harbour")
    page.keyboard.press("Enter")
    expect(notice(page)).to_contain_text("3 images tagged “Sea, harbour”")
    expect(page.locator("#tagging")).to_be_hidden()
    expect(bar(page)).to_contain_text("3 selected")
    assert len(tags.every(None)) == 2
    page.locator(f"#image-{pks[0]} .pic").focus()
    page.keyboard.press("Control+z")
    expect(notice(page)).to_contain_text("Undone")
    assert tags.every(None) == []


def test_what_is_thrown_away_comes_back_by_undo(page: Page, pks: list[int]) -> None:
    tick(page, pks[0]).check()
    tick(page, pks[2]).click(modifiers=["Shift"])
    page.locator(f"#image-{pks[2]} .pic").focus()
    page.keyboard.press("Delete")
    expect(notice(page)).to_contain_text("3 images moved to the trash")
    expect(frames(page)).to_have_count(6)
    expect(page.locator(f"#image-{pks[3]} .pic")).to_be_focused()
    expect(bar(page)).to_be_hidden()
    expect(page.locator("#sentence .edge")).to_contain_text("6 images")
    expect(bar(page).locator("label").first).to_have_text("All 6")
    notice(page).get_by_role("button", name="Undo").click()
    expect(frames(page)).to_have_count(9)

    tick(page, pks[0]).check()
    bar(page).get_by_label("All 9").check()
    bar(page).get_by_role("button", name="Move to trash").click()
    expect(notice(page)).to_contain_text("9 images moved to the trash")
    expect(page.get_by_role("heading", name="Gallery")).to_have_count(0)
    assert Image.objects.filter(trashed_at=None).count() == 0
    page.keyboard.press("Control+z")
    expect(frames(page)).to_have_count(9)


def test_a_button_pressed_twice_acts_once_and_keeps_the_way_back(
    page: Page, pks: list[int]
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    tick(page, pks[0]).check()
    button = bar(page).get_by_role("button", name="Move to trash")
    button.evaluate("button => { button.click(); button.click(); }")
    # Asked for after the answer, as the second press would be.
    expect(page.locator("#sentence .edge")).to_contain_text("8 images")
    assert len([url for url in asked if url.endswith("/acts/trash/")]) == 1
    expect(notice(page)).to_contain_text("1 image moved to the trash")


def test_what_is_in_the_trash_is_restored_or_removed(page: Page, pks: list[int]) -> None:
    trash.move(pks, None)
    page.goto("/gallery/trash/")
    expect(frames(page)).to_have_count(9)
    page.locator(f"#image-{pks[4]}").hover()
    page.get_by_role("button", name=f"Restore image {pks[4]:04d}").click()
    expect(frames(page)).to_have_count(8)
    expect(notice(page)).to_contain_text("1 image restored")
    tick(page, pks[0]).check()
    tick(page, pks[1]).click(modifiers=["Shift"])
    bar(page).get_by_role("button", name="Restore").click()
    expect(frames(page)).to_have_count(6)
    page.get_by_role("link", name="Empty the trash").click()
    page.get_by_role("button", name="Remove for good").click()
    expect(page.get_by_text("6 images removed for good")).to_be_visible()
    assert set(Image.objects.values_list("pk", flat=True)) == {pks[0], pks[1], pks[4]}


def test_what_is_ticked_goes_to_the_studio_and_into_a_download(page: Page, pks: list[int]) -> None:
    tick(page, pks[0]).check()
    tick(page, pks[1]).check()
    bar(page).get_by_role("button", name="Download").click()
    expect(page.get_by_role("dialog", name="Download images")).to_contain_text("2 images")
    page.keyboard.press("Escape")
    with page.expect_request(re.compile(rf"image={pks[0]}&image={pks[1]}&as=reference")):
        bar(page).get_by_role("button", name="Use as references").click()
    expect(page.get_by_text("2 of 14")).to_be_visible()


def test_tags_of_an_image_are_changed_on_its_page(page: Page, pks: list[int]) -> None:
    tags.add("Harbour", [pks[3]], None)
    page.goto(f"/gallery/{pks[0]}/")
    own = page.locator("#tags")
    field = own.get_by_role("combobox", name="New tags")
    field.focus()
    expect(own.locator("datalist option")).to_have_attribute("value", "Harbour")
    field.fill("Sea")
    field.press("Enter")
    expect(own.get_by_role("link", name="Sea")).to_be_visible()
    expect(field).to_be_focused()
    own.get_by_role("button", name="Take off Sea").click()
    expect(own.get_by_role("link", name="Sea")).to_have_count(0)


def test_all_goes_without_a_script(
    browser: Browser, live_server: LiveServer, pks: list[int]
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/gallery/")
    tick(page, pks[0]).check()
    page.get_by_role("button", name="Move to trash").click()
    expect(page.get_by_text("1 image moved to the trash")).to_be_visible()
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    expect(frames(page)).to_have_count(9)
    tick(page, pks[1]).check()
    page.get_by_role("button", name="Tag", exact=True).click()
    page.get_by_label("Tags, with commas between").fill("sea")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("1 image tagged “sea”")).to_be_visible()
    context.close()
