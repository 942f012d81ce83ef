"""What browsers are told with each answer: of every address, good or bad."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gallery import people
from tests import factories
from tests.factories import png
from tests.roles import RULES
from tests.teams import require_login, signed_in
from tests.test_roles import a_world, ask, data_of

PAGE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
FORM = "application/x-www-form-urlencoded"
BYTES = {"default-src": "'none'", "frame-ancestors": "'none'", "sandbox": ""}


def policy(answer: Any) -> dict[str, str]:
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in parts)}


def wrong(answer: Any) -> list[str]:
    """What this answer lacks."""
    headers = answer.headers
    is_page = headers.get("Content-Type", "text/html").startswith("text/html")
    wanted = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
    if is_page:
        wanted |= {"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"}
        wanted |= {"X-Frame-Options": "DENY"}
    lacking = [name for name, value in wanted.items() if headers.get(name) != value]
    if policy(answer) != (PAGE if is_page else BYTES):
        lacking.append("Content-Security-Policy")
    kept = headers.get("Cache-Control", "")
    if not ("private" in kept or "no-store" in kept):
        lacking.append(f"Cache-Control {kept}")
    if is_page and "camera=()" not in headers.get("Permissions-Policy", ""):
        lacking.append("Permissions-Policy")
    return lacking


@pytest.mark.django_db
def test_every_address_tells_browsers_the_same(settings: Any) -> None:
    require_login(settings)
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    world, found = a_world(people.add("olga", "admin")), {}
    mara, nobody = signed_in(world.owner), Client()
    asks = [(mara, method, name) for name, rules in RULES.items() for method in rules]
    for client, method, name in [*asks, *((nobody, "GET", name) for name in RULES)]:
        answer = ask(client, method, world.address(name), data_of(name, world))
        if lacking := wrong(answer):
            found[f"{method} {name} {answer.status_code}"] = lacking
    assert found == {}


@pytest.mark.django_db
def test_so_do_answers_that_go_wrong(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.doors.broken"
    client = Client(raise_request_exception=False)
    asks: list[tuple[int, Any]] = [
        (500, client.get("/broken/")),
        (404, client.get("/nothing-here/")),
        (404, client.get("/static/nothing.js")),
        (405, client.put("/gallery/")),
        (400, client.get("/", headers={"host": "evil.example"})),
        (400, client.post("/jobs/", "a", content_type=f"{FORM}; charset=utf-16")),
        (403, client.get("/", headers={"x-forwarded-for": "192.0.2.9"})),
        (403, client.get("/", headers={"sec-fetch-site": "cross-site", "sec-fetch-dest": "image"})),
    ]  # fmt: skip
    assert [answer.status_code for _, answer in asks] == [status for status, _ in asks]
    assert [lacking for _, answer in asks if (lacking := wrong(answer))] == []


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?download"])
def test_a_part_of_a_file_is_never_made_up(client: Client, query: str) -> None:
    """Who asks for a range gets it, or all of it: both are right, half of one is not."""
    data = png()
    image = factories.image(data)
    answer = client.get(f"/gallery/{image.pk}/original/{query}", headers={"range": "bytes=10-19"})
    whole = b"".join(answer)
    if answer.status_code == 206:
        assert whole == data[10:20]
        assert answer["Content-Range"] == f"bytes 10-19/{len(data)}"
    else:
        assert (answer.status_code, whole) == (200, data)
    assert answer["Content-Length"] == str(len(whole))
