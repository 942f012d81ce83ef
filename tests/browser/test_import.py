"""Bringing pictures in from a browser: files, folders, a drop, and how far it is."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.running import RunningStudio

DROP = """
async ([name, data]) => {
  const bytes = Uint8Array.from(atob(data), sign => sign.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type: "image/png" }));
  for (const kind of ["dragover", "drop"]) {
    document.body.dispatchEvent(
      new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}
"""


def filled(folder: Path) -> Path:
    (folder / "day one").mkdir(parents=True)
    for number in range(12):
        (folder / "day one" / f"{number}.png").write_bytes(factories.png(90, 60, seed=number))
    (folder / "notes.txt").write_text("no picture")
    return folder


def test_a_folder_a_zip_and_a_drop_are_imported_together(
    page: Page, studio: RunningStudio, tmp_path: Path
) -> None:
    folder = filled(tmp_path / "Holiday")
    with ZipFile(tmp_path / "more.zip", "w") as packed:
        packed.writestr("evening/z.png", factories.png(90, 60, seed=50))
        packed.writestr("evening/again.png", factories.png(90, 60, seed=3))
    page.goto("/gallery/import/")
    button = page.get_by_role("button", name="Import", exact=True)
    expect(button).to_be_disabled()
    page.locator("#import-folder").set_input_files(folder)
    page.locator("#import-files").set_input_files(tmp_path / "more.zip")
    dropped = b64encode(factories.png(90, 60, seed=51)).decode()
    page.evaluate(DROP, ["dropped.png", dropped])
    expect(page.locator(".import-chosen")).to_contain_text("15 files")
    page.get_by_label("Tag for all of them").fill("Harbour")
    with studio.held_worker():
        button.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Importing")
    done = page.get_by_role("heading", name="14 pictures imported")
    expect(done).to_be_visible()
    expect(page.locator("#import-told")).to_have_text("14 pictures imported")
    expect(page.get_by_text("1 was here already")).to_be_visible()
    expect(page.get_by_text("Holiday/notes.txt")).to_be_visible()
    page.get_by_role("link", name="See them in the gallery").click()
    expect(page.locator("[data-image]")).to_have_count(14)


def test_without_scripts_the_field_itself_is_shown_and_works(
    browser: Browser, studio: RunningStudio, tmp_path: Path
) -> None:
    (tmp_path / "plain.png").write_bytes(factories.png(90, 60, seed=77))
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/gallery/import/")
    field = page.locator("#import-files")
    expect(field).to_be_visible()
    assert field.bounding_box()["height"] >= 24  # type: ignore[index]
    expect(page.locator("#import-folder")).to_be_hidden()
    field.set_input_files(tmp_path / "plain.png")
    with studio.held_worker():
        page.get_by_role("button", name="Import", exact=True).click()
        expect(page.locator("h1")).to_contain_text("mport")
        expect(page.get_by_role("button", name="Stop")).to_be_visible()
    context.close()
