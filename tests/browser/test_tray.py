"""The tray of references in a real browser: pictures that come, stay, move and go."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, Route, expect

from tests.running import RunningStudio, wait_until

from .conftest import go
from .test_composer import wait_for_fields

# A prompt in the address is a start of its own: the tray is empty.
START = "./?model=sketch:quick&prompt=A+boat"
ONEMIN = "onemin:gemini-3.1-flash-image-preview"


@pytest.fixture(scope="module")
def variables() -> dict[str, str]:
    return {"ONEMIN_API_KEY": "secret-key-of-a-test"}


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    go(page, START)
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


def keeps(text: str) -> Callable[[Response], bool]:
    """Whether the server was given a composer to keep in which this stands."""

    def is_it(response: Response) -> bool:
        return "/composer/pad/" in response.url and text in (response.request.post_data or "")

    return is_it


def keeps_in_order(*ids: str) -> Callable[[Response], bool]:
    """Whether the server was given just these references to keep."""

    def is_it(response: Response) -> bool:
        body = response.request.post_data or ""
        given = re.findall(r'name="reference_images"\r\n\r\n(\d+)', body)
        return "/composer/pad/" in response.url and given == list(ids)

    return is_it


def said(page: Page) -> Locator:
    return page.locator("span[data-said]")


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
    with page.expect_response("**/references/"):
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
            const canvas = document.createElement("canvas");
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


def wait_for(page: Page, routes: list[Route], count: int) -> None:
    """Until so many uploads have stopped; the question to the page lets us hear of them."""
    wait_until(lambda: page.evaluate("true") and len(routes) >= count)


def test_the_form_waits_for_a_picture_on_its_way_and_stays_free(page: Page) -> None:
    routes = held(page)
    page.locator('input[name="references"]').set_input_files([picture("slow.png", png(40))])
    expect(page.locator(".ref.uploading progress")).to_be_visible()
    page.get_by_label("Prompt", exact=True).fill("A slow one")
    page.get_by_role("button", name="Make").click()
    expect(said(page)).to_have_text("Sent as soon as the pictures are there: 1 on their way.")
    expect(page.locator(".job", has_text="A slow one")).to_have_count(0)
    page.get_by_label("Prompt", exact=True).press("End")
    wait_for(page, routes, 1)
    routes[0].continue_()
    expect(page.locator(".job", has_text="A slow one").locator(".fan li")).to_have_count(1)


def test_three_go_up_at_once_and_the_others_after_them(page: Page) -> None:
    routes = held(page)
    files = [picture(f"{n}.png", png(n + 50)) for n in range(5)]
    page.locator('input[name="references"]').set_input_files(files)
    expect(page.locator(".ref.uploading")).to_have_count(5)
    page.get_by_label("Prompt", exact=True).fill("Typed meanwhile")
    wait_for(page, routes, 3)
    assert len(routes) == 3
    for done in range(5):
        wait_for(page, routes, done + 1)
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
    wait_for(page, routes, 1)
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
    with page.expect_response("**/references/"):
        page.get_by_role("button", name="Try again").click()
    expect(page.locator(".ref.failed .why")).to_contain_text("words.png is no picture")


def test_twenty_megabytes_block_nothing(page: Page) -> None:
    heavy = picture("heavy.png", png(80) + b"\0" * 20_000_000)
    page.locator('input[name="references"]').set_input_files([heavy])
    page.get_by_label("Prompt", exact=True).fill("Typed meanwhile")
    expect(page.locator(".ref:not(.uploading)")).to_have_count(1)
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("Typed meanwhile")


# Roles, notes, order


def open_panel(page: Page, number: int) -> Locator:
    page.locator(".ref-role").nth(number - 1).click()
    return page.locator(".ref-panel:popover-open")


def test_a_role_and_a_note_stand_under_the_prompt_before_it_is_sent(page: Page) -> None:
    add(page, 100, 101)
    panel = open_panel(page, 2)
    panel.get_by_label("What it is for").select_option("style")
    panel.get_by_label("What of it").fill("only the lighting")
    panel.get_by_label("What of it").press("Enter")
    expect(panel).to_have_count(0)
    expect(page.locator("#sent-along")).to_have_text(
        "Sent along: Image 2: style reference, only the lighting."
    )
    expect(page.locator(".ref-role").nth(1)).to_have_text("style")
    expect(page.get_by_role("listitem", name="Reference 2, style")).to_be_visible()
    page.get_by_role("button", name="Make").click()
    expect(page.locator(".job").first.locator(".fan li")).to_have_count(2)


def test_a_reference_is_left_out_and_brought_back(page: Page) -> None:
    add(page, 102, 103, 104)
    before = ids(page)
    open_panel(page, 3).get_by_label("What it is for").select_option("layout")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Leave out reference 3").click()
    expect(said(page)).to_have_text("Left out reference 3.")
    assert ids(page) == before[:2]
    page.get_by_role("button", name="Undo").click()
    assert ids(page) == before
    expect(page.get_by_role("listitem", name="Reference 3, layout")).to_be_visible()


def test_the_keys_walk_move_leave_out_and_bring_back(page: Page) -> None:
    add(page, 105, 106, 107)
    one, two, three = ids(page)
    page.locator(".ref").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".ref").nth(1)).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    expect(said(page)).to_have_text("Reference 2 is now 3 of 3.")
    assert ids(page) == [one, three, two]
    expect(page.locator(f'.ref[data-reference="{two}"]')).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Delete")
    assert ids(page) == [three, two]
    expect(page.locator(f'.ref[data-reference="{three}"]')).to_be_focused()
    page.keyboard.press("Control+z")
    assert ids(page) == [one, three, two]
    page.keyboard.press("Enter")
    expect(page.locator(".ref-panel:popover-open")).to_have_count(1)


def test_one_reference_is_in_the_order_of_tab(page: Page) -> None:
    add(page, 108, 109)
    found = page.locator(".ref").evaluate_all("items => items.map(item => item.tabIndex)")
    assert sorted(found) == [-1, 0]


def test_the_buttons_move_and_their_panel_stays_open(page: Page) -> None:
    add(page, 110, 111)
    one, two = ids(page)
    open_panel(page, 2).get_by_role("button", name="Move earlier").click()
    assert ids(page) == [two, one]
    expect(page.locator(".ref-panel:popover-open")).to_have_count(1)
    page.get_by_role("button", name="Move earlier").click()
    assert ids(page) == [two, one]


def test_a_reference_is_dragged_to_another_place(page: Page) -> None:
    add(page, 112, 113, 114)
    one, two, three = ids(page)
    last = page.locator(".ref").nth(2)
    box = last.bounding_box()
    assert box
    edge = {"x": box["width"] - 3, "y": 20}
    page.locator(".ref").first.drag_to(
        last, source_position={"x": 20, "y": 40}, target_position=edge
    )
    expect(said(page)).to_have_text("Reference 1 is now 3 of 3.")
    assert ids(page) == [two, three, one]
    expect(page.locator(".ref.uploading, .dropping")).to_have_count(0)


# More than the model takes


def test_what_the_model_does_not_take_is_grey_and_comes_back_with_another(page: Page) -> None:
    add(page, *range(120, 125))
    page.locator("#id_model").select_option(ONEMIN)
    over = page.locator(".ref.over")
    expect(over).to_have_count(2)
    expect(over.first).to_have_attribute("title", "Reference 4, not sent: this model takes 3")
    expect(page.locator("#due .adjust")).to_contain_text(
        "References 4 to 5 are not sent, this model takes 3"
    )
    expect(page.locator(".holds")).to_have_text("5 here, 3 are sent.")
    page.locator("#id_model").select_option("sketch:quick")
    expect(over).to_have_count(0)


# Kept


def test_a_reload_and_another_browser_find_all_as_it_was(page: Page, browser: Browser) -> None:
    add(page, 130, 131, 132)
    before = ids(page)
    panel = open_panel(page, 3)
    moved = [before[0], before[2], before[1]]
    with page.expect_response(keeps("the coat")):
        panel.get_by_label("What it is for").select_option("character")
        panel.get_by_label("What of it").fill("the coat")
    with page.expect_response(keeps_in_order(*moved)):
        panel.get_by_role("button", name="Move earlier").click()
    other = browser.new_context(base_url=page.url.partition("?")[0]).new_page()
    for fresh in (page, other):
        go(fresh, "./")
        assert ids(fresh) == moved
        expect(fresh.get_by_role("listitem", name="Reference 2, character")).to_be_visible()
        assert fresh.locator('[name="reference_notes"]').nth(1).input_value() == "the coat"
    other.context.close()


# From what is there


def test_pictures_of_the_gallery_are_picked_by_keys_in_their_order(page: Page) -> None:
    add(page, 940, 941, 942)
    first, second, third = sorted(ids(page), key=int)  # three go up at once
    go(page, START)
    add(page, 943)
    page.get_by_role("link", name="From the gallery").press("Enter")
    search = page.get_by_role("searchbox", name="Words of the prompt or file name")
    expect(search).to_be_focused()
    with page.expect_response(re.compile(r"[?&]q=94(\+|%20)png")):
        search.fill("94 png")
    wait_for_fields(page)
    expect(page.locator(".pick")).to_have_count(4)
    search.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Add 2")).to_be_enabled()
    page.keyboard.press("Enter")
    expect(page.locator(".picker")).to_be_hidden()
    assert ids(page)[1:] == [third, first]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".ref")).to_have_count(1)
    assert second not in ids(page)


def test_what_was_chosen_stays_chosen_over_another_search(page: Page) -> None:
    add(page, 150, 151)
    one, two = ids(page)
    go(page, START)
    page.get_by_role("link", name="From the gallery").click()
    search = page.get_by_role("searchbox", name="Words of the prompt or file name")
    for name in ("150.png", "151.png"):
        search.fill(name)
        expect(page.locator(".pick")).to_have_count(1)
        page.get_by_role("checkbox", name=name).check(force=True)
    page.get_by_role("button", name="Add 2").click()
    expect(page.locator(".ref")).to_have_count(2)
    assert ids(page) == [one, two]


def test_use_as_reference_adds_and_is_kept(page: Page) -> None:
    add(page, 160)
    with page.expect_response(keeps("Kept while I look")):
        page.get_by_label("Prompt", exact=True).fill("Kept while I look")
    (before,) = ids(page)
    image = page.evaluate(
        """async file => {
          const body = new FormData();
          body.append("file", new Blob([new Uint8Array(file)]), "other.png");
          const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
          const headers = { "X-CSRFToken": token };
          return (await (await fetch("/references/", { method: "POST", body, headers })).json()).id;
        }""",
        list(png(161)),
    )
    page.goto(f"./gallery/{image}/")
    with page.expect_response(keeps_in_order(before, str(image))):
        page.get_by_role("link", name="Use as reference").click()
    expect(said(page)).to_have_text("Added as reference 2.")
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("Kept while I look")
    page.reload()
    assert ids(page) == [before, str(image)]


def test_the_panel_tells_where_a_reference_was_used(page: Page) -> None:
    add(page, 170)
    page.get_by_label("Prompt", exact=True).fill("Used once")
    page.get_by_role("button", name="Make").click()
    expect(page.locator(".job").first).to_contain_text("Used once")
    panel = open_panel(page, 1)
    panel.get_by_role("link", name="Where it was used").click()
    expect(panel.locator(".uses")).to_contain_text("Used once")
    panel.locator(".uses a").first.click()
    expect(page.locator("h3")).to_have_text("Used once")


def keep_kit(page: Page, name: str) -> None:
    page.get_by_role("button", name="Kits").click()
    page.get_by_label("Name of the kit").fill(name)
    page.get_by_label("Name of the kit").press("Enter")
    expect(page.locator(".kit-name", has_text=name)).to_be_visible()


def test_a_kit_is_kept_by_enter_which_orders_nothing_and_removed(page: Page) -> None:
    add(page, 180)
    page.get_by_label("Prompt", exact=True).fill("Not sent by Enter")
    keep_kit(page, "Harbour")
    expect(page.locator(".job", has_text="Not sent by Enter")).to_have_count(0)
    page.get_by_role("button", name="Remove Harbour").click()
    expect(page.locator(".kit-name", has_text="Harbour")).to_have_count(0)


def test_a_kit_takes_the_place_of_what_is_here_or_goes_behind_it(page: Page) -> None:
    add(page, 181, 182)
    kept = ids(page)
    open_panel(page, 1).get_by_label("What it is for").select_option("style")
    page.keyboard.press("Escape")
    keep_kit(page, "Fog and sea")
    go(page, START)
    add(page, 183)
    (here,) = ids(page)
    page.get_by_role("button", name="Kits").click()
    page.get_by_role("button", name="Use Fog and sea instead of what is here").click()
    expect(said(page)).to_have_text("Replaced by 2 of the kit.")
    assert ids(page) == kept
    expect(page.get_by_role("listitem", name="Reference 1, style")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    assert ids(page) == [here]
    page.get_by_role("button", name="Kits").click()
    page.get_by_role("button", name="Add Fog and sea").click()
    expect(page.locator(".ref")).to_have_count(3)


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
