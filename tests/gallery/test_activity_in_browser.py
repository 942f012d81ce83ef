"""Activity under hands: what is new is seen once its end was read, and filters need no button."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gallery import reviews
from gallery.actors import Actor
from gallery.models import Image, User
from tests import teams
from tests.browser.conftest import close
from tests.factories import image, png

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 700}, "is_mobile": True, "has_touch": True,
}  # fmt: skip
pytestmark = pytest.mark.django_db(transaction=True)


def opened(browser: Browser, server: LiveServer, who: User, **options: Any) -> Page:
    context = browser.new_context(base_url=server.url, **options)
    cookies = teams.signed_in(who).cookies.values()
    known = [{"name": c.key, "value": c.value, "url": server.url} for c in cookies]
    context.add_cookies(known)  # type: ignore[arg-type]
    return context.new_page()


def who_has_nine_new() -> User:
    """Eight images, each of its own hour, and a verdict; two images are older."""
    ann, bob = teams.person("maker", "ann"), teams.person("reviewer", "bob")
    images = [image(png(seed=n), has_thumbs=True, made_by=ann) for n in range(10)]
    now = timezone.now()
    User.objects.filter(pk=bob.pk).update(seen_at=now - timedelta(days=1))
    for number, one in enumerate(images):
        ago = timedelta(hours=number) if number < 8 else timedelta(days=2)
        Image.objects.filter(pk=one.pk).update(created_at=now - ago)
    reviews.judge(images[0], Actor(person=ann), verdict="pick")
    return bob


def test_what_is_new_is_seen_once_its_end_was_read(
    browser: Browser, live_server: LiveServer, settings: Any
) -> None:
    settings.LOGIN_REQUIRED = True
    page = opened(browser, live_server, who_has_nine_new(), **PHONE)
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.goto("/gallery/")
    mark, happened = page.locator("#activity-mark"), page.locator(".happened")
    mark.tap()
    expect(page.locator(".happened.new")).to_have_count(9)
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    page.wait_for_load_state()  # and with it what hears the choices
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    kind = page.get_by_role("combobox", name="What")
    kind.select_option("verdicts")
    expect(happened).to_have_count(1)
    expect(page).to_have_url(f"{live_server.url}/activity/?person=&kind=verdicts")
    kind.select_option("")
    expect(happened).to_have_count(10)
    expect(mark).to_have_accessible_name("Activity, 9 new")

    page.get_by_text("You were here").scroll_into_view_if_needed()
    expect(mark).to_have_accessible_name("Activity")
    page.reload()
    expect(page.locator(".edge-line")).to_contain_text("Nothing new since you were here")
    expect(page.locator(".happened.new")).to_have_count(0)
    assert close([page.context], errors) == []
