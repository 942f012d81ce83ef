"""A picture with a recipe inside on the studio, and the way back into a file, in a real browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.gallery.metadata import files
from tests.running import RunningStudio

from .conftest import go

PARAMETERS = (
    "a lighthouse on a headland\nNegative prompt: blurry\n"
    "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 99, Size: 768x1344, Model: v1-5"
)


def picture(seed: int = 0) -> dict[str, Any]:
    data = files.png(parameters=PARAMETERS, Comment=str(seed))
    return {"name": "old.png", "mimeType": "image/png", "buffer": data}


def test_a_dropped_recipe_is_offered_and_fills_the_form(page: Page) -> None:
    go(page, "./")
    page.get_by_label("Prompt", exact=True).fill("My own words")
    choose = page.locator('input[name="references"]')
    line = page.get_by_role("status").filter(has_text="This file carries a recipe")
    choose.set_input_files([picture()])
    expect(line).to_contain_text("a lighthouse on a headland")
    page.get_by_role("button", name="Use it as a reference").press("Enter")
    expect(line).to_have_count(0)
    expect(page.locator(".ref")).to_be_focused()

    choose.set_input_files([picture(1)])
    page.get_by_role("link", name="Fill the form with it").press("Enter")
    prompt = page.get_by_label("Prompt", exact=True)
    expect(prompt).to_have_value("a lighthouse on a headland")
    expect(page.locator("#filled")).to_contain_text("Not taken over: model v1-5")
    # The one that is a reference stays, the one that was read goes.
    expect(page.locator(".ref")).to_have_count(1)
    expect(page).to_have_url(page.url.partition("?")[0])
    page.get_by_role("button", name="Bring it back").click()
    expect(prompt).to_have_value("My own words")
    assert page.evaluate("refused") == []


def test_without_scripts_a_file_fills_the_form_and_a_file_is_saved(
    browser: Browser, studio: RunningStudio
) -> None:
    studio.clear_composer()
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("./")
    page.get_by_label("Prompt", exact=True).fill("My own words")
    page.get_by_label("Recipe from a file").set_input_files([picture(2)])
    page.get_by_role("button", name="Fill the form with it").click()
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("a lighthouse on a headland")
    expect(page.locator(".aside").first).to_contain_text("My own words")

    page.goto("./references/picker/")
    newest = page.locator(".picks input").first.get_attribute("value")
    page.goto(f"./gallery/{newest}/")
    page.get_by_text("As another file").click()
    page.get_by_label("JPEG").check()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download", exact=True).click()
    assert saved.value.suggested_filename == "old-clean.jpg"
    context.close()
