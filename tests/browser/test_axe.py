"""Every page under axe-core, in both themes, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery import collections, comments, invitations, people, reviews, saved, shares, tags, trash
from gallery.actors import Actor
from gallery.models import Collection, Image, Share
from gallery.pins import Pin
from gallery.searches import Search
from studio import budgets
from studio.models import Session, Spent
from tests import factories, teams
from tests.attempts import line
from tests.browser.conftest import ANSWERS, close, go, wait_for_quiet
from tests.factories import png

pytestmark = pytest.mark.django_db(transaction=True)

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WHOLE = {"resultTypes": ["violations"], "runOnly": TAGS}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
"""All that another theme changes."""
DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TELL = """
document.addEventListener("securitypolicyviolation",
  ({ violatedDirective, blockedURI }) => tell(`${location}: ${violatedDirective} ${blockedURI}`));
"""
SHAPES = ((480, 270), (270, 480), (360, 360))
MAY = {"may_judge": True, "may_comment": True, "may_download": True, "shows_prompts": True}


class Studio:
    """A team's studio with something on each of its pages."""

    def __init__(self) -> None:
        self.mara = people.add("mara", "admin", name="Mara Lind", password=teams.PASSWORD)
        self.ben = people.add("ben", "reviewer", name="Ben Okafor")
        self.invited = invitations.invite("maker", self.mara)
        self.session = Session.objects.create(name="Harbour festival", made_by=self.mara)
        self.job = line(self.session, 3, images=2)[-1]
        self.images = [self._image(n) for n in range(7)]
        trash.move([self.images.pop().pk], self.mara)
        tags.add("fog, harbour at night", self.ids[:3], self.mara)
        saved.save("Boats", Search(q="boat"), self.mara)
        self.collection = self._collected()
        self.share = shares.make(self.collection, self.by_mara, label="The client", **MAY)
        self._judged()
        self._said()
        self._spent()

    @property
    def ids(self) -> list[int]:
        return [image.pk for image in self.images]

    @property
    def by_mara(self) -> Actor:
        return Actor(person=self.mara)

    @property
    def by_ben(self) -> Actor:
        return Actor(person=self.ben)

    def _image(self, n: int) -> Image:
        made = png(*SHAPES[n % 3], seed=3 * n)
        return factories.image(made, has_thumbs=True, prompt=f"A red boat, take {n}")

    def _collected(self) -> Collection:
        made = collections.make("Harbour lights", self.by_mara, images=self.ids)
        collections.write(made, "Four directions for the poster.", self.by_mara)
        collections.write_of(made, self.images[0], "The client's own.", self.by_mara)
        return made

    def _judged(self) -> None:
        first, second, *_ = self.images
        reviews.judge(first, self.by_mara, verdict="pick", stars=4)
        reviews.judge(first, self.by_ben, verdict="reject", stars=2)
        reviews.judge(second, self.by_ben, verdict="reject")
        reviews.judge(self.images[2], self.by_ben, verdict="pick")

    def _said(self) -> None:
        first = self.images[0]
        said = comments.say(first, self.by_ben, "More fog here, @mara", pin=Pin(0.3, 0.4))
        comments.say(first, self.by_mara, "Yes", answers=said)
        lamp = comments.say(first, self.by_mara, "The lamp", pin=Pin(0.6, 0.2, 0.2, 0.3))
        comments.resolve(lamp, self.by_ben)

    def _spent(self) -> None:
        cost = {"cost": Decimal("1.2"), "currency": "USD", "images": 20, "attempts": 20}
        known = {"provider": "openai", "model": "gpt-image", "person": self.mara.pk}
        Spent.objects.create(day=timezone.localdate(), session=self.session.pk, **known, **cost)
        budgets.keep("openai", amount=Decimal(5), currency="USD", stops=True, by=self.mara)


def team_pages(studio: Studio) -> dict[str, str]:
    """What is looked at, signed in; by name, the address from the root."""
    image, job, session = studio.ids[0], studio.job.uuid, studio.session.pk
    some = "&".join(f"images={pk}" for pk in studio.ids[:4])
    two = "&".join(f"images={pk}" for pk in studio.ids[:2])
    held = f"collections/{studio.collection.pk}"
    return {
        "waiting": "waiting/", "studio": "", "job": f"jobs/{job}/", "sessions": "sessions/",
        "session": f"sessions/{session}/", "history": "composer/history/",
        "snippets": "snippets/", "picker": "references/picker/", "providers": "providers/",
        "spending": "spending/", "gallery": "gallery/", "found": "gallery/?q=boat&stack=recipe",
        "nothing found": "gallery/?q=nothing", "filters": "gallery/choices/tag/",
        "searches": "gallery/searches/", "image": f"gallery/{image}/",
        "cull": "gallery/cull/", "compare": f"gallery/compare/?{two}",
        "wipe": f"gallery/compare/?{two}&mode=wipe", "survey": f"gallery/survey/?{some}",
        "export": f"gallery/export/?{some}", "import": "gallery/import/", "tags": "gallery/tags/",
        "trash": "gallery/trash/", "empty trash": "gallery/trash/empty/",
        "collections": "collections/", "collection": f"{held}/",
        "a note": f"{held}/images/{image}/note/", "decisions": f"{held}/decisions/",
        "sign-off": f"{held}/sign-off/", "shares": f"{held}/shares/",
        "share log": f"{held}/shares/{studio.share.pk}/",
        "activity": "activity/", "people": "people/", "account": "account/",
        "not there": "nothing-here/",
    }  # fmt: skip


ON_A_PHONE = (
    "waiting", "studio", "session", "providers", "spending", "gallery", "image", "cull", "compare",
    "survey", "collection", "sign-off", "shares", "activity", "people", "account",
)  # fmt: skip
TICK = ".frame input[type=checkbox] >> nth=0"
OPENED = {
    "keys": ("gallery", ["keys-panel > button"], "keys-panel dialog"),
    "menu of a person": ("gallery", [".me-menu > summary"], ".me-panel"),
    "words": ("gallery", [".word >> nth=0"], "gallery-sentence [popover]:popover-open"),
    "ticked": ("gallery", [TICK], ".selbar"),
    "tagging": ("gallery", [TICK, "[popovertarget=tagging]"], "#tagging"),
    "download": ("gallery", [TICK, ".selbar [data-export]"], ".export-dialog .export"),
    "note": ("collection", ["[data-note] >> nth=0"], ".note-dialog .note-form"),
    "bits": ("studio", ["[data-open=snippets]"], "prompt-snippets dialog"),
    "past": ("studio", ["[data-open=history]"], "prompt-history dialog"),
}
"""By name: the page, what is pressed, what it opens."""


def guest_pages(share: Share, image: int) -> dict[str, str]:
    """Where somebody comes who has gone through the door."""
    root = f"s/{share.token}"
    return {
        "guest": f"{root}/", "guest's image": f"{root}/{image}/",
        "guest's other image": f"{root}/0/", "no link": "s/none/",
    }  # fmt: skip


def faults(page: Page, name: str, options: dict[str, Any]) -> list[str]:
    """A line for each part of the page that breaks a rule."""
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{name}: {rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def look(page: Page, name: str) -> list[str]:
    """What axe finds on an open page: all in the dark, colours in the light."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = faults(page, f"{name} (dark)", WHOLE)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found + faults(page, f"{name} (light)", COLOURS)


def unfold(page: Page) -> None:
    """Whatever is folded is on the page too; the menu lies over it."""
    folded = page.locator("main details:not([open])")
    folded.evaluate_all("all => all.forEach(one => { one.open = true })")
    wait_for_quiet(page)


def look_at(page: Page, pages: dict[str, str]) -> list[str]:
    found = []
    for name, address in pages.items():
        page.goto(f"/{address}", wait_until="load")
        unfold(page)
        found += look(page, name)
    return found


@pytest.fixture
def studio(settings: Any, tmp_path: Path) -> Studio:
    settings.DATA_DIR = tmp_path
    settings.LOGIN_REQUIRED = True
    return Studio()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Any]:
    """Opens pages that break neither the content security policy nor anything in the console."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open(who: Any = None, **options: Any) -> Page:
        contexts.append(browser.new_context(base_url=live_server.url, **options))
        contexts[-1].expose_function("tell", lambda line: wrong.append(line))
        contexts[-1].add_init_script(TELL)
        contexts[-1].on("console", lambda message: wrong.extend(said(message)))
        for cookie in teams.signed_in(who).cookies.values() if who else ():
            known = {"name": cookie.key, "value": cookie.value, "url": live_server.url}
            contexts[-1].add_cookies([known])  # type: ignore[list-item]
        return contexts[-1].new_page()

    yield open
    assert close(contexts, wrong) == []


def said(message: ConsoleMessage) -> list[str]:
    is_wrong = message.type in {"error", "warning"} and not message.text.startswith(ANSWERS)
    return [f"{message.page and message.page.url}: {message.text}"] if is_wrong else []


def come_in(page: Page, share: Share) -> list[str]:
    """Through the door, which is looked at first."""
    page.goto(f"/s/{share.token}/")
    found = look(page, "door")
    page.get_by_label("Your name").fill("Edda")
    page.get_by_role("button", name="Look at the images").click()
    expect(page.locator(".print")).not_to_have_count(0)
    return found


def test_nothing_is_found_at_a_desk(studio: Studio, open_page: Any) -> None:
    assert look_at(open_page(studio.mara, **DESK), team_pages(studio)) == []


def test_nothing_is_found_in_what_opens(studio: Studio, open_page: Any) -> None:
    pages, found = team_pages(studio), []
    page = open_page(studio.mara, **DESK)
    for name, (at, pressed, opened) in OPENED.items():
        go(page, f"/{pages[at]}")
        for one in pressed:
            page.locator(one).click()
        expect(page.locator(opened)).to_be_visible()
        page.evaluate("scrollTo(0, 0)")
        found += look(page, name)
    assert found == []


def test_nothing_is_found_on_a_phone(studio: Studio, open_page: Any) -> None:
    pages = team_pages(studio)
    page = open_page(studio.mara, **PHONE)
    assert look_at(page, {name: pages[name] for name in ON_A_PHONE}) == []


@pytest.mark.parametrize("shape", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_is_found_by_who_comes_from_outside(
    studio: Studio, open_page: Any, shape: dict[str, Any]
) -> None:
    page = open_page(**shape)
    found = come_in(page, studio.share)
    found += look_at(page, guest_pages(studio.share, studio.ids[0]))
    page.goto(f"/s/{studio.share.token}/")
    page.get_by_role("button", name="I am through").click()
    expect(page.get_by_role("heading")).to_contain_text("Thank you")
    found += look(page, "thanks")
    outside = {"sign in": "sign-in/", "join": f"join/{studio.invited}/", "void": "join/none/"}
    assert found + look_at(page, outside) == []
