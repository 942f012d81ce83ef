"""Two people and a guest take forty images to three, in a real studio of a team.

With PROOFSHEET_SHOTS=<folder> a picture of each station is kept there, for whoever wants to look.
"""

from __future__ import annotations

import csv
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pypdf import PdfReader

from tests import factories, teams
from tests.browser.conftest import WATCH, _error, close
from tests.running import RunningStudio, manage

FORTY, TEN, THREE = 40, 10, 3
SHAPES = ((960, 540), (540, 960), (720, 720), (900, 600))
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True,
}  # fmt: skip
SHOTS = os.environ.get("PROOFSHEET_SHOTS", "")
NAME = "Harbour lights"
KEPT = """
() => Object.entries(sessionStorage)
  .every(([key, kept]) => !key.includes("verdicts") || kept === "[]")
"""

Come = Callable[..., Page]


@pytest.fixture(scope="module")
def variables() -> dict[str, str]:
    return {"PROOFSHEET_LOGIN": "required"}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    for number in range(FORTY):
        shape = SHAPES[number * 7 // 3 % len(SHAPES)]
        (folder / f"{number:02}.png").write_bytes(factories.png(*shape, seed=number))
    return folder


@pytest.fixture
def come(browser: Browser, studio: RunningStudio) -> Iterator[Come]:
    """Somebody's own browser; no page of it may have an error, nor break the policy."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def start(**options: Any) -> Page:
        context = browser.new_context(base_url=studio.url, reduced_motion="reduce", **options)
        context.add_init_script(WATCH)
        context.on("weberror", lambda e: errors.append(e.error.stack or e.error.message))
        context.on("console", lambda message: errors.extend(_error(message)))
        contexts.append(context)
        return context.new_page()

    yield start
    for context in contexts:
        assert [page.evaluate("refused") for page in context.pages] == [[]]
    assert close(contexts, errors) == []


def shot(page: Page, name: str) -> None:
    if not SHOTS:
        return
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.screenshot(path=Path(SHOTS) / f"{name}-{scheme}.png")


def all_kept(page: Page) -> None:
    """Until every verdict has been answered."""
    page.wait_for_function(KEPT)


def pane(page: Page, at: int) -> Locator:
    return page.locator(".pane").nth(at)


# Coming in


def first_admin(studio: RunningStudio, come: Come) -> Page:
    """By the link that the terminal prints."""
    data = {"PROOFSHEET_DATA_DIR": str(studio.folder), "PROOFSHEET_LOGIN": "required"}
    told = manage("people", "add", "mara", "--role", "admin", "--link", **data).stdout
    link = re.search(r"/password/\S+", told)
    assert link, told
    page = come(**DESK)
    page.goto(link[0])
    page.get_by_label("password").fill(teams.PASSWORD)
    page.get_by_role("button", name="Keep it and sign in").click()
    expect(page.locator(".me-menu > summary")).to_contain_text("mara")
    return page


def invited(mara: Page, come: Come) -> Page:
    mara.goto("/people/")
    mara.get_by_label("They join as").select_option("reviewer")
    mara.get_by_role("button", name="Make a link").click()
    link = mara.locator(".one-link code").inner_text()
    shot(mara, "01-people")
    page = come(**DESK)
    page.goto(link[link.index("/join/") :])
    page.get_by_label("Name to sign in with").fill("ben")
    page.get_by_label("Your name").fill("Ben Okafor")
    page.get_by_label("Password").fill(teams.PASSWORD)
    shot(page, "02-join")
    page.get_by_role("button", name="Join").click()
    expect(page.locator(".me-menu > summary")).to_contain_text("Ben Okafor")
    return page


# What they do


def cull(mara: Page) -> str:
    """Forty by keys, every fourth is picked; the address of the collection of the picks."""
    mara.goto("/gallery/")
    shot(mara, "03-gallery")
    mara.get_by_role("link", name="Cull", exact=True).click()
    expect(mara).to_have_url(re.compile(r"at=\d+$"))  # the script is there
    expect(mara.locator("[data-progress]")).to_have_text(f"1 of {FORTY}")
    for number in range(FORTY):
        if number == FORTY // 2:
            shot(mara, "04-cull")
        mara.keyboard.press("p" if number % 4 == 0 else "x")
    told = f"You are through: {TEN} picked, {FORTY - TEN} rejected of {FORTY}."
    expect(mara.get_by_role("heading", name=told)).to_be_focused()
    all_kept(mara)
    shot(mara, "05-cull-end")
    mara.get_by_label("Put the picks into a collection").fill(NAME)
    mara.get_by_role("button", name="Collect").click()
    mara.get_by_role("link", name=NAME).first.click()
    expect(mara.get_by_role("heading", name=NAME, level=1)).to_be_visible()
    expect(mara.locator(".rows .frame")).to_have_count(TEN)
    return re.sub(r"^https?://[^/]+", "", mara.url)


def compare(ben: Page, collection: str) -> None:
    """Two of the ten, in each way, and stars for one."""
    ben.goto(collection)
    shot(ben, "06-collection")
    boxes = ben.locator(".rows .frame").get_by_role("checkbox")
    for at in range(2):
        boxes.nth(at).check()
    ben.keyboard.press("c")
    expect(ben.locator("compare-panes:defined .pane")).to_have_count(2)
    shot(ben, "07-compare")
    for key in "wodb":
        ben.keyboard.press(key)
    ben.keyboard.press("w")
    shot(ben, "08-wipe")
    ben.keyboard.press("w")
    pane(ben, 0).locator(".name").focus()
    with ben.expect_response("**/verdict/"):
        ben.keyboard.press("4")
    ben.keyboard.press("Escape")
    expect(ben.locator(".rows .frame")).to_have_count(TEN)


def survey(ben: Page) -> None:
    """From the collection: one of the ten stands, and the others are rejected."""
    ben.get_by_role("link", name="Survey the picks").click()
    expect(ben.get_by_role("heading")).to_have_text(f"{TEN} candidates, {TEN} left")
    expect(ben.locator("survey-grid:defined")).to_be_visible()
    shot(ben, "09-survey")
    for left in range(TEN - 1, 1, -1):
        ben.keyboard.press("x")
        expect(ben.locator(".pane")).to_have_count(left)
        if left == 4:
            shot(ben, "10-survey-of-four")
    with ben.expect_response("**/verdict/"):
        ben.keyboard.press("x")
    expect(ben.locator("[data-words]")).to_contain_text("last one standing and is picked")
    ben.get_by_role("button", name="Also mark the others as rejected").click()
    expect(ben.locator("[data-words]")).to_contain_text(f"the other {TEN - 1} are rejected")
    all_kept(ben)
    shot(ben, "11-last-standing")


def talk(mara: Page, ben: Page, collection: str) -> None:
    """Ben pins a comment that names Mara; it waits for her until she has resolved it."""
    ben.goto(collection)
    ben.locator(".rows .frame .pic").first.click()
    expect(ben.locator("picture-pins:defined")).to_be_attached()
    box = ben.locator(".big img").bounding_box()
    assert box
    ben.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.4)
    expect(ben.get_by_label("Comment", exact=True)).to_be_focused()
    ben.keyboard.type("More fog here, @ma")
    expect(ben.get_by_role("option", name="mara")).to_be_visible()
    shot(ben, "12-mention")
    ben.keyboard.press("Enter")
    ben.keyboard.type("please")
    ben.keyboard.press("Control+Enter")
    expect(ben.locator(".comment").last).to_contain_text("@mara please")
    expect(ben.locator("#pin-1")).to_be_visible()

    mara.goto("/waiting/")
    expect(mara.get_by_role("heading", name="You were mentioned")).to_be_visible()
    shot(mara, "13-waiting")
    mara.get_by_role("link", name="More fog here").first.click()
    comment = mara.locator(".comment").filter(has_text="More fog here")
    comment.hover()
    comment.get_by_role("button", name="Resolve").click()
    expect(comment).to_contain_text("resolved")
    shot(mara, "14-image")


def share(mara: Page, collection: str) -> str:
    """The address for the guest."""
    mara.goto(collection)
    mara.get_by_role("link", name="Share").click()
    mara.get_by_label("For whom").fill("The client")
    mara.get_by_role("button", name="Make a link").click()
    address = mara.locator(".shares code").inner_text()
    shot(mara, "15-share")
    return address[address.index("/s/") :]


def look_as_guest(guest: Page, address: str) -> None:
    """With a thumb: three are kept, the last one standing among them, and the rest is out."""
    guest.goto(address)
    guest.get_by_label("Your name").fill("Edda")
    shot(guest, "16-door-390")
    guest.get_by_role("button", name="Look at the images").tap()
    expect(guest.locator(".print")).to_have_count(TEN)
    shot(guest, "17-guest-390")
    kept = {TEN, 1, 2}
    for number in range(1, TEN + 1):
        word = "Keep" if number in kept else "Out with"
        button = guest.get_by_role("button", name=f"{word} {number}", exact=True)
        button.tap()
        expect(button).to_have_attribute("aria-pressed", "true")
    expect(guest.locator("#tally")).to_have_text(f"{TEN} of {TEN} marked {THREE} kept")
    guest.get_by_role("link", name="Comment on 2").tap()
    expect(guest.locator("picture-pins:defined")).to_be_attached()
    guest.locator(".holder").tap(position={"x": 120, "y": 160})
    guest.get_by_role("textbox", name="Comment").fill("The fog gives us room")
    guest.get_by_role("button", name="Say").tap()
    expect(guest.locator("#comments .comment")).to_contain_text("The fog gives us room")
    shot(guest, "18-guest-image-390")
    guest.get_by_role("link", name="All images").tap()
    shot(guest, "19-guest-marked-390")
    guest.get_by_role("button", name="I am through").tap()
    expect(guest.get_by_role("heading")).to_have_text("Thank you, Edda")
    shot(guest, "20-thanks-390")


def sign_off(mara: Page, collection: str) -> None:
    """Three are left, on paper, in a table and as files."""
    mara.goto("/activity/")
    expect(mara.get_by_role("main")).to_contain_text("Edda")
    shot(mara, "21-activity")
    mara.goto(collection)
    expect(mara.locator("#ways")).to_contain_text(f"{THREE} picked")
    shot(mara, "22-collection")
    mara.get_by_role("link", name="Sign-off").click()
    mara.get_by_role("button", name=f"Sign off {THREE} images").click()
    expect(mara.get_by_text("These are the picks of today.")).to_be_visible()
    shot(mara, "23-sign-off")
    pdf = PdfReader(downloaded(mara, "Download sheet"))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert all(name in text for name in (NAME, "Ben Okafor", "Edda", "mara"))
    with zipfile.ZipFile(downloaded(mara, "Download ZIP")) as file:
        files = [name for name in file.namelist() if name.endswith(".png")]
    assert len(files) == THREE
    rows = list(csv.reader(StringIO(downloaded(mara, "Download CSV").read_text("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == files


def downloaded(page: Page, name: str) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return download.value.path()


def test_forty_images_become_three(studio: RunningStudio, come: Come, pictures: Path) -> None:
    data = {"PROOFSHEET_DATA_DIR": str(studio.folder), "PROOFSHEET_LOGIN": "required"}
    brought = manage("gallery", "import", str(pictures), **data)
    assert brought.returncode == 0, brought.stdout + brought.stderr
    mara = first_admin(studio, come)
    ben = invited(mara, come)
    collection = cull(mara)
    compare(ben, collection)
    survey(ben)
    talk(mara, ben, collection)
    look_as_guest(come(**PHONE), share(mara, collection))
    sign_off(mara, collection)
