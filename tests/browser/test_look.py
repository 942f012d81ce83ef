"""What every page owes the eye: in a real browser, on a real studio."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.running import RunningStudio

from .conftest import FROM_NOW, go

PAGES = (
    "",
    "gallery/",
    "providers/",
    "snippets/",
    "composer/history/",
    "nothing-here/",
    "?prompt=A+pale+sun&model=sketch:later",
)


def drawn_png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (64, 48), "#bf3413").save(file, "PNG")
    return file.getvalue()


def send(page: Page, prompt: str) -> Locator:
    """Submit and wait until the newest card is that of this job."""
    page.get_by_label("Prompt", exact=True).fill(prompt)
    page.get_by_role("button", name="Make").click()
    newest = page.locator(".job").first
    expect(newest).to_contain_text(prompt)
    return newest


def arrive(card: Locator) -> None:
    expect(card).to_have_attribute("data-state", "finished")
    expect(card.locator("[data-image] img").first).to_be_visible()


def make(page: Page, prompt: str) -> None:
    """Submit and wait until the newest strip holds its picture."""
    arrive(send(page, prompt))


@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_a_page_breaks_the_content_security_policy(page: Page, path: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    go(page, f"./{path}")
    assert page.evaluate("refused") == []
    assert errors == []


def test_a_job_from_press_to_picture_breaks_no_policy_and_moves_nothing(page: Page) -> None:
    go(page, "./?model=sketch:later")
    newest = send(page, "Hills in fog, a pale sun")
    page.evaluate(FROM_NOW)
    arrive(newest)
    assert page.evaluate("refused") == []
    assert sum(page.evaluate("shifts")) < 0.001


@pytest.mark.parametrize("width", [320, 390, 768])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    go(page, f"./{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PAGES)
def test_each_page_has_one_h1_and_one_main(page: Page, path: str) -> None:
    page.goto(f"./{path}")
    expect(page.locator("h1")).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)


def test_a_phone_leaves_most_of_the_screen_to_the_feed(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    go(page, "./")
    box = page.locator("#composer").bounding_box()
    assert box is not None
    assert box["height"] < 844 / 4
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)


def test_a_phone_opens_the_choices_with_one_press(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    go(page, "./")
    resolution = page.get_by_role("group", name="Resolution")
    expect(resolution).to_be_hidden()
    page.locator(".brief").click()
    expect(resolution).to_be_visible()


def test_without_scripts_every_field_is_there_and_no_dead_button(
    browser: Browser, studio: RunningStudio
) -> None:
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("./")
    for name in ("Prompt", "Model", "Images"):
        expect(page.get_by_label(name).first).to_be_visible()
    expect(page.get_by_role("group", name="Shape")).to_be_visible()
    expect(page.locator("#id_references")).to_be_visible()
    expect(page.locator("theme-switch, count-stepper button").first).to_be_hidden()
    context.close()


def test_the_shapes_stand_from_tall_to_wide(page: Page) -> None:
    page.goto("./")
    values = (
        page.get_by_role("group", name="Shape")
        .get_by_role("radio")
        .evaluate_all("radios => radios.map(radio => radio.value)")
    )
    sides = [value.split(":") for value in values if ":" in value]
    widths = [int(width) / int(height) for width, height in sides]
    assert len(widths) == 14
    assert widths == sorted(widths)


def test_the_exact_pixels_follow_the_shape_before_the_click(page: Page) -> None:
    go(page, "./?aspect_ratio=1:1&resolution=1K")
    expect(page.locator("[data-pixels]")).to_have_text("1024 × 1024")
    page.get_by_role("radio", name="16:9").check(force=True)
    expect(page.locator("[data-pixels]")).to_have_text("1376 × 768")


def test_a_chosen_theme_is_remembered(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto("./")
    page.get_by_role("button", name="Switch between light and dark").click()
    page.goto("./gallery/")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_n_comes_back_to_the_prompt_but_not_while_typing(page: Page) -> None:
    go(page, "./")
    prompt = page.get_by_label("Prompt", exact=True)
    page.keyboard.press("n")
    expect(prompt).to_be_focused()
    page.keyboard.type("nine")
    expect(prompt).to_have_value("nine")


def test_errors_of_the_last_try_go_when_the_next_one_is_good(page: Page) -> None:
    go(page, "./")
    page.get_by_role("button", name="Make").click()
    expect(page.get_by_role("alert").filter(has_text="Nothing was sent")).to_be_visible()
    expect(page.locator(".errorlist")).to_have_count(1)
    make(page, "A bottle and two oranges")
    expect(page.locator(".errorlist")).to_have_count(0)
    expect(page.locator("#errors")).to_be_empty()
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("A bottle and two oranges")


def test_a_refused_form_puts_the_cursor_into_its_first_wrong_field(page: Page) -> None:
    go(page, "./")
    page.get_by_role("button", name="Make").click()
    expect(page.locator(".errorlist")).to_have_count(1)
    expect(page.get_by_label("Prompt", exact=True)).to_be_focused()


def test_a_phone_says_which_reference_it_could_not_take(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    go(page, "./")
    page.locator("#id_references").set_input_files(
        [
            {"name": "good.png", "mimeType": "image/png", "buffer": drawn_png()},
            {"name": "words.png", "mimeType": "image/png", "buffer": b"words"},
        ]
    )
    expect(page.locator(".tray .failed .why")).to_contain_text("words.png is no picture")
    expect(page.locator(".tray .failed .why")).to_be_in_viewport()


def test_a_card_that_is_drawn_anew_keeps_the_focus(page: Page) -> None:
    go(page, "./?model=sketch:quick")
    make(page, "Early oranges")  # after which nobody else draws the card
    newest = page.locator(".job").first
    newest.evaluate(
        """card => {
          const form = document.createElement("form");
          form.innerHTML = "<button>Again</button>";
          card.append(form);
          form.firstChild.focus();
          htmx.ajax("GET", `/jobs/${card.dataset.job}/`,
                    {source: form, target: card, swap: "outerHTML"});
        }"""
    )
    expect(newest.get_by_role("button", name="Again")).to_have_count(0)
    expect(newest).to_be_focused()


def test_the_end_of_a_job_is_announced(page: Page) -> None:
    go(page, "./?model=sketch:later")
    make(page, "Leaves on four blocks of colour")
    expect(page.locator("[data-announce]")).to_contain_text("Finished. Images: 1.")
