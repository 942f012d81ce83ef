"""From one attempt to the next in a real browser: the button, several models, the ways back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, Route, expect

from tests.gateways.lumenfall import LumenfallGateway
from tests.running import RunningStudio

from .conftest import go, wait_for_quiet
from .test_composer import wait_for_fields

LUMENFALL = "lumenfall:gemini-3.1-flash-image-preview"
ONEMIN = "onemin:gemini-3.1-flash-image-preview"


@pytest.fixture(scope="module")
def variables() -> Iterator[dict[str, str]]:
    with LumenfallGateway() as gateway:
        yield {"ONEMIN_API_KEY": "secret-key-of-a-test", **gateway.environment}


def button(page: Page) -> Locator:
    return page.locator("#due .primary")


def open_with(page: Page, address: str) -> None:
    go(page, f"./?{address}")
    wait_for_fields(page)


# The button


def test_the_words_on_the_button_follow_the_count(page: Page) -> None:
    open_with(page, f"model={ONEMIN}&prompt=A+boat")
    expect(button(page)).to_contain_text("Make 1 image,")
    page.get_by_role("button", name="One more").click()
    expect(button(page)).to_contain_text("Make 2 images,")
    count = page.get_by_role("spinbutton", name="Images")
    count.fill("4")
    expect(button(page)).to_contain_text("Make 4 images,")
    count.press("Tab")
    expect(page.locator("#due .adjust")).to_contain_text("4 calls")
    expect(button(page)).to_contain_text("Make 4 images,")


def test_a_late_answer_does_not_undo_a_count_typed_meanwhile(page: Page) -> None:
    open_with(page, f"model={ONEMIN}&prompt=A+boat")
    held: list[Route] = []
    page.route("**/composer/fields/*", lambda route: held.append(route), times=1)
    with page.expect_request("**/composer/fields/*"):
        page.get_by_role("button", name="One more").click()
    page.get_by_role("spinbutton", name="Images").fill("4")
    expect(button(page)).to_contain_text("Make 4 images,")
    held[0].continue_()
    expect(page.locator("#due .adjust")).to_contain_text("2 calls")
    expect(button(page)).to_contain_text("Make 4 images,")


def test_the_price_on_the_button_follows_the_count(page: Page) -> None:
    open_with(page, f"model={LUMENFALL}&prompt=A+boat&resolution=1K")
    expect(button(page)).to_contain_text("Make 1 image, exactly $0.067")
    page.get_by_role("button", name="One more").click()
    expect(button(page)).to_contain_text("Make 2 images, exactly $0.134")


@pytest.mark.parametrize("width", [320, 390])
def test_the_button_stays_on_the_screen_of_a_phone(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_with(page, f"model={ONEMIN}&prompt=A+boat&num_images=4&aspect_ratio=7:6")
    box = button(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["height"] < 60


# Several models at once


def add_model(page: Page, name: str) -> None:
    page.locator(".another > summary").click()
    page.get_by_label("Another model").select_option(name)
    chosen = page.locator(f'.models select[id^="id_model_"] option[value="{name}"]:checked')
    expect(chosen).to_have_count(1)
    wait_for_fields(page)


def test_a_second_model_is_added_told_apart_and_left_out_again(page: Page) -> None:
    open_with(page, f"model={LUMENFALL}&prompt=A+boat&aspect_ratio=7:6")
    add_model(page, ONEMIN)
    expect(page.locator("#due .adjust")).to_have_text("1min.ai: 5:4 instead of 7:6")
    expect(button(page)).to_contain_text("Make 2 images,")
    page.get_by_role("button", name="One more").click()
    expect(button(page)).to_contain_text("Make 4 images,")
    expect(page.locator("#due")).to_contain_text("2 from each of 2 models")
    page.get_by_label("Model 2").select_option("")
    expect(button(page)).to_contain_text("Make 2 images,")
    expect(page.locator("#due .adjust")).to_have_text("")
    assert page.evaluate("refused") == []


def test_two_models_make_one_group_whose_cards_live_on(page: Page) -> None:
    open_with(page, "model=sketch:quick&prompt=Two+hands+on+one+oar")
    add_model(page, "sketch:later")
    button(page).click()
    group = page.locator(".group").first
    expect(group.get_by_role("heading", name="Two hands on one oar").first).to_be_visible()
    cards = group.locator("[data-job]")
    expect(cards).to_have_count(2)
    for number in range(2):
        expect(cards.nth(number)).to_have_attribute("data-state", "finished")
    left, right = (cards.nth(number).bounding_box() for number in range(2))
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    expect(page.locator(".models select")).to_have_count(3)


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_six_models_and_their_group_never_scroll_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    open_with(page, f"model={LUMENFALL}&model={ONEMIN}&model=sketch:quick&model=sketch:later")
    if width < 760:
        page.locator(".brief").click()
    page.locator(".more > summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_two_models_are_chosen_and_sent(
    browser: Browser, studio: RunningStudio
) -> None:
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("./?model=sketch:quick")
    page.get_by_label("Prompt", exact=True).fill("A plain pair")
    page.locator(".more > summary").click()
    page.get_by_label("Model 3").select_option("sketch:later")
    page.get_by_role("button", name="Make").click()
    expect(page.locator(".group").first.locator("[data-job]")).to_have_count(2)
    context.close()


# The ways back


def made_card(page: Page, prompt: str) -> Locator:
    """The card of a finished job of one image; the composer holds what was sent."""
    open_with(page, "model=sketch:quick&num_images=1&aspect_ratio=1:1&resolution=1K")
    page.get_by_label("Prompt", exact=True).fill(prompt)
    button(page).click()
    card = page.locator(".job", has=page.get_by_text(prompt, exact=True)).first
    expect(card).to_have_attribute("data-state", "finished")
    expect(card.locator("[data-image] img").first).to_be_visible()
    return card


def prompt(page: Page) -> Locator:
    return page.get_by_label("Prompt", exact=True)


def write(page: Page, text: str) -> None:
    """Type it and wait until it is kept."""

    def is_it(response: Response) -> bool:
        return "/composer/pad/" in response.url and text in (response.request.post_data or "")

    with page.expect_response(is_it):
        prompt(page).fill(text)


def test_words_of_this_very_moment_are_put_aside_and_come_back(page: Page) -> None:
    card = made_card(page, "A heron in reeds")
    prompt(page).fill("Typed just now, never sent")
    card.get_by_role("link", name="Vary", exact=True).click()
    expect(page.locator(".aside")).to_contain_text("Your unsent prompt was put aside")
    expect(prompt(page)).to_have_value("A heron in reeds")
    prompt(page).fill("A heron in snow")
    page.get_by_role("button", name="Bring it back").click()
    expect(prompt(page)).to_have_value("Typed just now, never sent")
    expect(page.locator(".aside q")).to_have_text("A heron in snow")
    page.get_by_role("button", name="Let it go").click()
    expect(page.get_by_text("A heron in snow")).to_have_count(0)
    expect(prompt(page)).to_have_value("Typed just now, never sent")
    assert page.evaluate("refused") == []


def test_a_reload_after_a_way_back_keeps_what_was_changed_since(page: Page) -> None:
    card = made_card(page, "A kite over dunes")
    card.get_by_role("link", name="Edit this prompt again").click()
    write(page, "A kite over a pier")
    page.reload()
    wait_for_quiet(page)
    expect(prompt(page)).to_have_value("A kite over a pier")


def test_continuing_from_a_frame_brings_it_as_first_reference(page: Page) -> None:
    card = made_card(page, "A fox by a well")
    image = card.locator("[data-image]").first
    number = image.get_attribute("data-image")
    image.hover()
    image.get_by_role("link", name="Continue from image").click()
    expect(page.locator(".ref").first).to_have_attribute("data-reference", str(number))
    expect(prompt(page)).to_have_value("A fox by a well")


def test_tools_of_a_frame_are_reached_by_keys(page: Page) -> None:
    image = made_card(page, "A crane at dusk").locator("[data-image]").first
    image.locator(".pic").focus()
    for name in ("Pick image", "Reject image"):
        page.keyboard.press("Tab")
        expect(image.get_by_role("button", name=name)).to_be_focused()
    expect(image.locator(".frame-tools")).to_have_css("opacity", "1")
    page.keyboard.press("Tab")
    expect(image.get_by_role("link", name="Continue from image")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(prompt(page)).to_have_value("A crane at dusk")


def test_the_final_of_a_draft_tells_its_step(page: Page) -> None:
    card = made_card(page, "A map of an island")
    card.get_by_role("link", name="Make it at 2K").click()
    expect(page.locator("#due .adjust")).to_contain_text("1K → 2K, free → free")
    expect(page.get_by_role("radio", name="2K", exact=True)).to_be_checked()


def test_after_a_submit_the_next_attempt_goes_on_from_it(page: Page) -> None:
    card = made_card(page, "An owl on a gate")
    expect(page.locator("#parent")).to_have_value(str(card.get_attribute("data-job")))


def test_without_scripts_a_way_back_and_its_undo_work(
    browser: Browser, studio: RunningStudio, page: Page
) -> None:
    uuid = made_card(page, "A bridge in rain").get_attribute("data-job")
    write(page, "Written elsewhere")
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"./?job={uuid}&as=again")
    expect(prompt(plain)).to_have_value("A bridge in rain")
    plain.get_by_role("button", name="Bring it back").click()
    expect(prompt(plain)).to_have_value("Written elsewhere")
    context.close()


@pytest.mark.parametrize("width", [320, 390])
def test_the_line_and_the_tools_fit_on_a_phone(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    uuid = made_card(page, "A long quay with many lamps in a row").get_attribute("data-job")
    write(page, "Something that was typed and is rather long for one line of a phone")
    go(page, f"./?job={uuid}&as=vary")
    expect(page.get_by_role("button", name="Bring it back")).to_be_visible()
    box = button(page).bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


# The same again


def test_what_was_made_before_is_told_as_soon_as_it_is_asked_for(page: Page) -> None:
    first = str(made_card(page, "A mill by a river").get_attribute("data-job"))
    line = page.locator("made-before")
    expect(line).to_contain_text("You made this before: 1 image, just now")
    expect(line.locator(".mini-pic")).to_have_count(1)
    prompt(page).fill("A mill by a sea")
    expect(line).to_be_hidden()
    prompt(page).fill("A mill by a river")
    expect(line).to_contain_text("You made this before")
    page.locator("#id_model").select_option("sketch:later")
    expect(line).to_be_hidden()
    wait_for_fields(page)
    page.locator("#id_model").select_option("sketch:quick")
    expect(line).to_be_visible()
    wait_for_fields(page)
    button(page).click()
    expect(page.locator(".job").first).not_to_have_attribute("data-job", first)
    assert page.evaluate("refused") == []


def test_the_line_moves_nothing_on_a_desk(page: Page) -> None:
    made_card(page, "A gull on a post")
    before = button(page).bounding_box()
    prompt(page).fill("A gull on a mast")
    expect(page.locator("made-before")).to_be_hidden()
    assert button(page).bounding_box() == before


def test_the_page_weighs_little_over_the_wire(page: Page) -> None:
    """Without images, htmx included."""
    wire = page.context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    weights: dict[str, int] = {}

    def told(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]

    def done(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        weights[kind] = weights.get(kind, 0) + int(event["encodedDataLength"])

    wire.on("Network.responseReceived", told)
    wire.on("Network.loadingFinished", done)
    wire.send("Network.enable")
    open_with(page, f"model={LUMENFALL}&model={ONEMIN}&before=1")
    weights.pop("Image", None)
    assert weights["Script"] > 20_000
    assert sum(weights.values()) < 120_000, weights
