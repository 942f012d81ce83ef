"""Nothing is changed by a page of somebody else: no token, another origin, another site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from gallery import people
from gallery.models import User
from tests.roles import EVERYBODY, RULES
from tests.teams import require_login
from tests.test_roles import World, a_world, data_of

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _team(settings: Any) -> None:
    require_login(settings)
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.CSRF_FAILURE_VIEW = "tests.doors.broken.refused"


@pytest.fixture
def world() -> World:
    people.add("chief", "admin")
    return a_world(people.add("olga", "maker"))


def client_of(person: User | None, **headers: str) -> Client:
    client = Client(enforce_csrf_checks=True, headers=headers)
    if person:
        client.force_login(person)
    return client


def let_in(client: Client, world: World, method: str = "POST", **more: str) -> list[str]:
    """Requests that were answered with anything but 403."""
    found = {}
    for name in RULES:
        told = data_of(name, world) | more
        found[name] = client.generic(method, world.address(name), urlencode(told), FORM).status_code
    return [f"{method} {name}: {status}" for name, status in found.items() if status != 403]


@pytest.mark.parametrize("role", [*sorted(EVERYBODY), ""])
def test_without_a_token_every_change_is_refused(role: str, world: World) -> None:
    person = people.add("walker", role) if role else None
    assert let_in(client_of(person), world) == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_by_whatever_method(method: str, world: World) -> None:
    assert let_in(client_of(None), world, method) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},
    ],
    ids=str,
)
def test_with_a_token_other_sites_are_refused_all_the_same(
    headers: dict[str, str], world: World
) -> None:
    client = client_of(world.owner)
    client.get("/gallery/")
    token = client.cookies["proofsheet_csrf"].value
    from_there = client_of(world.owner, **headers)
    from_there.cookies["proofsheet_csrf"] = token
    assert let_in(from_there, world, csrfmiddlewaretoken=token) == []


def test_who_is_made_to_sign_in_by_another_page_is_refused() -> None:
    people.add("mallory", "viewer", password="a boat in the fog")
    typed = {"username": "mallory", "password": "a boat in the fog"}
    answer = client_of(None).post("/sign-in/", typed)
    assert answer.status_code == 403
    assert "proofsheet_session" not in answer.cookies


def test_the_page_says_what_to_do(settings: Any) -> None:
    settings.CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
    answer = client_of(None).post("/sign-in/")
    assert answer.status_code == 403
    assert "reload the page" in answer.content.decode()


def test_no_view_is_left_out() -> None:
    left_out = [
        found.name
        for found in patterns(get_resolver())
        if getattr(found.callback, "csrf_exempt", False)
    ]
    assert left_out == []


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            yield from patterns(found)
        else:
            yield found


# What other sites may still do


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"site": "none", "mode": "navigate", "dest": "document"}, 200),
        ({"site": "same-origin", "mode": "cors", "dest": "empty"}, 200),
        ({"site": "cross-site", "mode": "navigate", "dest": "document"}, 200),
        ({"site": "cross-site", "mode": "navigate", "dest": "iframe"}, 403),
        ({"site": "cross-site", "mode": "no-cors", "dest": "image"}, 403),
        ({"site": "cross-site", "mode": "no-cors", "dest": "script"}, 403),
        ({"site": "cross-site", "mode": "cors", "dest": "empty"}, 403),
        ({"site": "same-site", "mode": "no-cors", "dest": "image"}, 403),
    ],
    ids=str,
)
def test_other_sites_lead_here_and_no_more(
    headers: dict[str, str], status: int, settings: Any
) -> None:
    settings.LOGIN_REQUIRED = False
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SignIn" not in name]
    told = {f"sec-fetch-{name}": value for name, value in headers.items()}
    assert Client().get("/gallery/", headers=told).status_code == status
