"""Every address with what no form would send: a refusal or a page, never a mistake of ours.

With `HOSTILE_VALUES=27` all values everywhere; with `DATABASE_URL` on PostgreSQL, which minds more.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from gallery import people
from tests.hostile.values import FIELDS, NASTY
from tests.roles import RULES
from tests.teams import require_login
from tests.test_roles import World, a_world, browser, data_of

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
FEW = int(os.environ.get("HOSTILE_VALUES", "1"))
"""Values for each address and method."""


@pytest.fixture
def world(settings: Any) -> World:
    require_login(settings)
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    return a_world(people.add("olga", "admin"))


def mistakes(world: World, every: int) -> Iterator[str]:
    """Each answer above 499, told in a line; `every` how many values are passed by for one."""
    client = browser(world.owner)
    client.raise_request_exception = False
    number = 0
    for name, rules in RULES.items():
        for method in rules.keys() & {"GET", "POST"}:
            for word, value in NASTY.items():
                number += 1
                if number % every:
                    continue
                known = data_of(name, world) if method == "POST" else {}
                fields = dict.fromkeys([*FIELDS, *known], value)
                for sent in (fields, {**fields, **known}) if known else (fields,):
                    if status_of(client, method, world.address(name), sent) >= 500:
                        yield f"{method} {name} with {word}"


def status_of(client: Client, method: str, address: str, fields: dict[str, Any]) -> int:
    """Of one request of which nothing stays."""
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    form = urlencode(fields, doseq=True, encoding="utf-8", errors="surrogatepass")
    with transaction.atomic():
        query = form[:100_000] if method == "GET" else ""
        body = form if method == "POST" else ""
        answer: Any = client.generic(method, address, body, FORM, QUERY_STRING=query)
        if answer.streaming:
            answer.getvalue()
        transaction.set_rollback(True)
    client.cookies = cookies
    return int(answer.status_code)


def test_no_address_makes_a_mistake_of_what_it_is_sent(world: World) -> None:
    assert list(mistakes(world, max(1, len(NASTY) // FEW))) == []
