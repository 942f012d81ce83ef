"""Verdicts where one happens to be: on the frames of a job, in a session, on an image's page."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from tests.running import RunningStudio


def a_job(studio: RunningStudio, page: Page, count: int = 2) -> None:
    path = studio.submit(prompt="A lighthouse in fog", model="sketch:quick", num_images=str(count))
    page.goto(f"/{path}")
    expect(page.locator(".job[data-state=finished]")).to_be_visible()


def test_the_frames_of_a_job_are_judged_by_keys_by_pointer_and_in_its_session(
    page: Page, studio: RunningStudio
) -> None:
    a_job(studio, page)
    frames = page.locator(".strip .frame[data-image]")
    page.keyboard.press("x")
    expect(page.locator(".mark")).to_have_count(0)
    frames.nth(0).locator("a.pic").focus()
    with page.expect_response(re.compile("/verdict/")):
        page.keyboard.press("p")
    expect(frames.nth(0).get_by_label("Picked")).to_be_visible()
    expect(frames.nth(1).locator("a.pic")).to_be_focused()
    frames.nth(1).hover()
    with page.expect_response(re.compile("/verdict/")):
        frames.nth(1).get_by_role("button", name="Reject").click()
    pressed = frames.nth(1).get_by_role("button", name="Reject")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(frames.nth(0).get_by_label("Picked")).to_be_visible()
    expect(frames.nth(1).get_by_label("Rejected")).to_be_visible()
    judged_in_its_session(page)


def judged_in_its_session(page: Page) -> None:
    """The first is picked, the second rejected: so say the tree and the step, which takes back."""
    page.goto("/sessions/")
    page.locator("main a[href*='/sessions/'][href$='/']").first.click()
    look = page.locator(".look").last
    expect(look.locator("[data-verdict=pick] .mark")).to_be_visible()
    look.click()
    step = page.locator(".step-frames .frame")
    step.nth(1).locator("a.pic").focus()
    with page.expect_response(re.compile("/verdict/")):
        page.keyboard.press("u")
    expect(step.nth(1).locator(".mark")).to_have_count(0)


def test_the_page_of_an_image_has_its_verdict_and_leads_on(
    page: Page, studio: RunningStudio
) -> None:
    a_job(studio, page)
    page.locator(".strip .frame a.pic").last.click()
    expect(page).to_have_url(re.compile(r"/gallery/\d+/$"))
    first = page.url
    row = page.locator("verdict-row")
    expect(page.locator("verdict-row:defined")).to_be_attached()
    row.get_by_role("button", name="4 stars").click()
    expect(row.locator(".on")).to_have_count(4)
    expect(page.locator(".stage .dots")).to_have_attribute("aria-label", "4 stars")
    page.keyboard.press("Shift+P")
    expect(row.get_by_role("button", name="Pick")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".stage .mark")).to_be_visible()
    page.keyboard.press("x")
    expect(page).not_to_have_url(first)
    page.wait_for_function("() => sessionStorage['proofsheet-verdicts-'] === '[]'")
    page.goto(first)
    expect(row.get_by_role("button", name="Reject")).to_have_attribute("aria-pressed", "true")
    expect(row.locator(".on")).to_have_count(4)


def test_without_a_script_a_verdict_is_a_form(browser: Browser, studio: RunningStudio) -> None:
    context = browser.new_context(base_url=studio.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/gallery/")
    page.locator(".rows .pic").first.click()
    pick = page.get_by_role("button", name="Pick")
    pick.click()
    expect(pick).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="2 stars").click()
    expect(page.locator(".stars .on")).to_have_count(2)
    pick.click()
    expect(pick).to_have_attribute("aria-pressed", "false")
    context.close()
