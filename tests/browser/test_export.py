"""Many images to be saved, by hand and without JavaScript."""

from __future__ import annotations

import zipfile
from pathlib import Path

from PIL import Image as Pillow
from playwright.sync_api import Browser, Page, expect

from tests.factories import png
from tests.running import RunningStudio

DIALOG = """
address => {
  document.body.insertAdjacentHTML("beforeend", `
    <form action="${address}"><input type="hidden" name="images" value="1">
      <input type="hidden" name="images" value="2"><button data-export>Open</button></form>
    <export-dialog><dialog class="export-dialog"></dialog></export-dialog>`);
  const script = document.createElement("script");
  Object.assign(script, { type: "module", src: "/static/js/elements/export-dialog.js" });
  document.head.append(script);
  return customElements.whenDefined("export-dialog").then(() => true);
}
"""


def fill(page: Page) -> str:
    """Two uploads; the address of their download."""
    page.goto("/")
    token = page.context.cookies()[0]["value"]
    for seed in range(2):
        file = {"name": f"boat-{seed}.png", "mimeType": "image/png", "buffer": png(seed=seed)}
        answer = page.request.post(
            "/references/", multipart={"file": file}, headers={"X-CSRFToken": token}
        )
        assert answer.ok, answer.text()
    return "/gallery/export/?images=1,2"


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as file:
        return file.namelist()


def test_a_download_from_the_page_and_from_the_dialog(page: Page) -> None:
    page.goto(fill(page))
    field, example = page.get_by_label("File names"), page.locator("#export-example")
    expect(example).to_contain_text("0002-4-3.png")
    field.fill("{nme}")
    expect(example).to_contain_text("{name}")
    field.fill("{name} {id}")
    expect(example).to_have_text("The first: boat-1 2.png")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download ZIP").click()
    assert names(download.value.path())[:2] == ["boat-1 2.png", "boat-0 1.png"]
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    page.goto("/gallery/")
    assert page.evaluate(DIALOG, "/gallery/export/")
    page.get_by_role("button", name="Open").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("File names")).to_have_value("{name} {id}")
    dialog.get_by_text("PNG", exact=True).click()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download sheet").click()
    with Pillow.open(download.value.path()) as sheet:
        assert (sheet.format, sheet.width) == ("PNG", 1600)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.evaluate("refused") == []


def test_without_javascript_a_wrong_field_is_told(
    browser: Browser, studio: RunningStudio, page: Page
) -> None:
    address = fill(page)
    with browser.new_context(base_url=studio.url, java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto(address)
        plain.get_by_label("File names").fill("{nme}")
        plain.get_by_role("button", name="Download ZIP").click()
        expect(plain.get_by_label("File names")).to_have_value("{nme}")
        expect(plain.locator("#export-example")).to_contain_text("{name}")
        plain.get_by_label("File names").fill("{name}")
        with plain.expect_download() as download:
            plain.get_by_role("button", name="Download ZIP").click()
        assert "boat-1.png" in names(download.value.path())
