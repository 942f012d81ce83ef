"""The tray of references in a real browser: pictures that come, stay, move and go."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.running import RunningStudio

from .test_look import WATCH

# A prompt in the address is a start of its own: the tray is empty.
START = "./?model=sketch:quick&prompt=A+boat"
ONEMIN = "onemin:gemini-3.1-flash-image-preview"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    folder = str(tmp_path_factory.mktemp("tray") / "data")
    variables = {"PROOFSHEET_DATA_DIR": folder, "ONEMIN_API_KEY": "secret-key-of-a-test"}
    running = RunningStudio("start", "--port", "0", "--no-browser", **variables)
    yield running.wait_until_ready()
    running.stop()


@pytest.fixture
def context(browser: Browser, studio: RunningStudio) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=studio.url, viewport={"width": 1440, "height": 900})
    context.add_init_script(WATCH)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(START, wait_until="networkidle")
    return page


def png(number: int = 0, size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture of its own colour."""
    file = BytesIO()
    Image.new("RGB", size, f"#{number * 611 % 0xFFFFFF:06x}").save(file, "PNG")
    return file.getvalue()


def picture(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/png", "buffer": data}


def add(page: Page, *numbers: int) -> None:
    """Choose so many pictures in one dialog, and wait until all are there."""
    before = page.locator(".ref").count()
    files = [picture(f"{number}.png", png(number)) for number in numbers]
    page.locator('input[name="references"]').set_input_files(files)
    expect(page.locator(".ref")).to_have_count(before + len(numbers))
    expect(page.locator(".ref.uploading")).to_have_count(0)


def ids(page: Page) -> list[str]:
    return page.locator(".ref").evaluate_all("items => items.map(item => item.dataset.reference)")


def said(page: Page) -> Locator:
    return page.locator("[data-said]")


# Added


def test_many_files_of_one_dialog_come_in_their_order(page: Page) -> None:
    add(page, 1, 2, 3, 4, 5)
    assert page.locator(".ref .n").all_inner_texts() == ["1", "2", "3", "4", "5"]
    assert len(set(ids(page))) == 5
    assert page.locator('[name="reference_images"]').count() == 5
    expect(page.locator(".holds")).to_have_text("5 of 14.")
    assert page.evaluate("document.querySelector('input[name=references]').files.length") == 0
    assert page.evaluate("refused") == []


def test_a_file_that_is_no_picture_says_why_and_may_be_tried_again(page: Page) -> None:
    page.locator('input[name="references"]').set_input_files([picture("words.png", b"words")])
    expect(page.locator(".ref.failed .why")).to_contain_text("words.png is no picture")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".ref.failed .why")).to_contain_text("words.png is no picture")


def test_a_line_that_is_cut_can_be_tried_again(page: Page) -> None:
    page.route("**/references/", lambda route: route.abort(), times=1)
    page.locator('input[name="references"]').set_input_files([picture("boat.png", png(7))])
    expect(page.locator(".ref.failed .why")).to_have_text("The studio did not answer.")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".ref:not(.uploading)")).to_have_count(1)


def test_the_same_picture_twice_stays_once(page: Page) -> None:
    add(page, 1, 2)
    page.locator('input[name="references"]').set_input_files([picture("again.png", png(2))])
    expect(said(page)).to_have_text("The same picture is reference 2 already.")
    expect(page.locator(".ref")).to_have_count(2)


def test_the_fifteenth_is_not_added_and_told(page: Page) -> None:
    files = [picture(f"{n}.png", png(n + 20)) for n in range(16)]
    page.locator('input[name="references"]').set_input_files(files)
    expect(page.locator(".ref")).to_have_count(14)
    expect(said(page)).to_have_text("14 is the most: 2 not added.")
    expect(page.locator(".ref.uploading")).to_have_count(0)


def carried(page: Page, names: list[str]) -> Any:
    """A DataTransfer with pictures, as a drop or a paste brings it."""
    return page.evaluate_handle(
        """async names => {
          const data = new DataTransfer();
          for (const name of names) {
            const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
            canvas.getContext("2d").fillStyle = `hsl(${name.length * 40} 90% 50%)`;
            canvas.getContext("2d").fillRect(0, 0, 40, 30);
            const blob = await new Promise(done => canvas.toBlob(done, "image/png"));
            data.items.add(new File([blob], name, { type: "image/png" }));
          }
          return data;
        }""",
        names,
    )


def test_pictures_are_dropped_anywhere_on_the_page(page: Page) -> None:
    files = carried(page, ["a.png", "be.png"])
    page.locator("main").dispatch_event("drop", {"dataTransfer": files})
    expect(page.locator(".ref:not(.uploading)")).to_have_count(2)


def test_a_picture_is_pasted_while_the_prompt_has_the_caret(page: Page) -> None:
    page.get_by_label("Prompt", exact=True).focus()
    page.evaluate(
        """data => document.activeElement.dispatchEvent(
          new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))""",
        carried(page, ["pasted.png"]),
    )
    expect(page.locator(".ref:not(.uploading)")).to_have_count(1)


# Sent


def test_what_is_here_goes_along_with_its_order(page: Page) -> None:
    add(page, 30, 31, 32)
    before = ids(page)
    page.get_by_label("Prompt", exact=True).fill("Three references")
    page.get_by_role("button", name="Make").click()
    fan = page.locator(".job").first.locator(".fan [data-reference]")
    expect(fan).to_have_count(3)
    found = fan.evaluate_all("items => items.map(item => item.dataset.reference)")
    assert found == before


def held(page: Page) -> list[Route]:
    """Uploads stop on their way until the test lets them go on."""
    routes: list[Route] = []
    page.route("**/references/", lambda route: routes.append(route))
    return routes


def test_the_form_waits_for_a_picture_on_its_way_and_stays_free(page: Page) -> None:
    routes = held(page)
    page.locator('input[name="references"]').set_input_files([picture("slow.png", png(40))])
    expect(page.locator(".ref.uploading progress")).to_be_visible()
    page.get_by_label("Prompt", exact=True).fill("A slow one")
    page.get_by_role("button", name="Make").click()
    expect(said(page)).to_have_text("Sent as soon as the pictures are there: 1 on their way.")
    expect(page.locator(".job", has_text="A slow one")).to_have_count(0)
    page.get_by_label("Prompt", exact=True).press("End")
    routes[0].continue_()
    expect(page.locator(".job", has_text="A slow one").locator(".fan li")).to_have_count(1)


def test_three_go_up_at_once_and_the_others_after_them(page: Page) -> None:
    routes = held(page)
    files = [picture(f"{n}.png", png(n + 50)) for n in range(5)]
    page.locator('input[name="references"]').set_input_files(files)
    expect(page.locator(".ref.uploading")).to_have_count(5)
    page.get_by_label("Prompt", exact=True).fill("Typed meanwhile")
    assert len(routes) == 3
    for done in range(5):
        with page.expect_response("**/references/"):
            routes[done].continue_()
        expect(page.locator(".ref.uploading")).to_have_count(4 - done)
    assert len(set(ids(page))) == 5


def test_what_failed_before_is_not_waited_for_and_told(page: Page) -> None:
    page.locator('input[name="references"]').set_input_files([picture("words.png", b"words")])
    expect(page.locator(".ref.failed")).to_have_count(1)
    page.get_by_label("Prompt", exact=True).fill("Without it")
    page.get_by_role("button", name="Make").click()
    expect(said(page)).to_have_text("Sent without words.png.")
    expect(page.locator(".job", has_text="Without it")).to_have_count(1)


def test_what_fails_while_the_form_waits_stops_it(page: Page) -> None:
    routes = held(page)
    page.locator('input[name="references"]').set_input_files([picture("slow.png", png(60))])
    page.get_by_label("Prompt", exact=True).fill("Not without it")
    page.get_by_role("button", name="Make").click()
    expect(said(page)).to_contain_text("Sent as soon as")
    routes[0].abort()
    expect(said(page)).to_contain_text("Nothing was sent: slow.png did not get through.")
    expect(page.locator(".job", has_text="Not without it")).to_have_count(0)


def test_a_refused_form_loses_no_picture_on_its_way(page: Page) -> None:
    add(page, 70)
    page.locator('input[name="references"]').set_input_files([picture("words.png", b"words")])
    expect(page.locator(".ref.failed")).to_have_count(1)
    page.get_by_label("Prompt", exact=True).fill("")
    page.get_by_role("button", name="Make").click()
    expect(page.locator(".prompt .errorlist")).to_have_count(1)
    expect(page.locator(".ref")).to_have_count(2)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".ref.failed .why")).to_contain_text("words.png is no picture")


def test_twenty_megabytes_block_nothing(page: Page) -> None:
    heavy = picture("heavy.png", png(80) + b"\0" * 20_000_000)
    page.locator('input[name="references"]').set_input_files([heavy])
    page.get_by_label("Prompt", exact=True).fill("Typed meanwhile")
    expect(page.locator(".ref:not(.uploading)")).to_have_count(1, timeout=15_000)
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("Typed meanwhile")


# Without scripts


def test_without_scripts_files_and_tick_boxes_do(browser: Browser, studio: RunningStudio) -> None:
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(START)
    files = [picture("a.png", png(90)), picture("b.png", png(91))]
    page.locator('input[name="references"]').set_input_files(files)
    page.get_by_label("Prompt", exact=True).fill(" ")
    page.get_by_role("button", name="Make").click()
    expect(page.get_by_role("checkbox", name="Send reference 2")).to_be_checked()
    page.get_by_role("checkbox", name="Send reference 1").uncheck()
    page.get_by_label("Prompt", exact=True).fill("Only the second")
    page.get_by_role("button", name="Make").click()
    expect(page.locator(".fan li")).to_have_count(1)
    context.close()
