"""A designer's first quarter of an hour, from fourteen pictures to the tree of two attempts."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import JSHandle, Page, expect

from .conftest import go

DRAWN = """async count => {
  const data = new DataTransfer();
  for (let n = 1; n <= count; n++) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 60 + n, height: 40 });
    canvas.getContext("2d").fillStyle = `hsl(${n * 25} 80% 50%)`;
    canvas.getContext("2d").fillRect(0, 0, 80, 40);
    const blob = await new Promise(done => canvas.toBlob(done, "image/png"));
    data.items.add(new File([blob], `${n}.png`, { type: "image/png" }));
  }
  return data;
}"""


def drop(page: Page, count: int) -> None:
    files: JSHandle = page.evaluate_handle(DRAWN, count)
    page.locator("main").dispatch_event("drop", {"dataTransfer": files})
    expect(page.locator(".ref:not(.uploading)")).to_have_count(count)


def references(page: Page) -> Any:
    return page.locator(".ref").evaluate_all("items => items.map(item => item.dataset.reference)")


def make(page: Page, prompt: str) -> None:
    cards = page.locator("[data-job]").count()
    page.get_by_label("Prompt", exact=True).fill(prompt)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-job]")).to_have_count(cards + 1)
    expect(page.locator('[data-job][data-state="finished"]')).to_have_count(cards + 1)


def test_fourteen_pictures_two_attempts_and_the_word_between_them(page: Page) -> None:
    go(page, "./")
    drop(page, 14)
    first, second, *rest = references(page)
    page.locator(".ref").first.focus()
    page.keyboard.press("Alt+ArrowRight")
    assert references(page) == [second, first, *rest]

    make(page, "A red boat in the harbour")
    assert references(page) == [second, first, *rest]
    make(page, "A blue boat in the harbour")
    newest = page.locator("[data-job]").first
    expect(newest.locator(".job-prompt ins")).to_have_text("blue")
    expect(newest.locator("[data-reference]")).to_have_count(14)

    page.get_by_role("link", name="Tree").click()
    expect(page.locator("main")).to_contain_text("2 attempts")
    expect(page.locator("main ins").filter(has_text="blue").first).to_be_visible()
    expect(page.locator("main del").filter(has_text="red").first).to_be_visible()
    expect(page.locator("main [data-image]")).to_have_count(2)
