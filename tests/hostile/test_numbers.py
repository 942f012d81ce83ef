"""Numbers in addresses that no row can have: databases do not even look for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.hostile.test_forms import status_of, world  # noqa: F401 (a fixture)
from tests.test_roles import World, browser

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"<int:\w+>")
OTHERS = {"uuid": "00000000-0000-4000-8000-000000000000", "int": "1"}
TOO_LARGE = str(2**63)


def routes(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for found in resolver.url_patterns:
        route = before + str(found.pattern)
        if isinstance(found, URLPattern):
            yield route
        else:
            yield from routes(found, route)


def addresses() -> Iterator[str]:
    """Each with one such number in each place where a number stands."""
    for route in routes(get_resolver()):
        for place in NUMBER.finditer(route):
            filled = f"{route[: place.start()]}{TOO_LARGE}{route[place.end() :]}"
            yield re.sub(r"<(?:(\w+):)?\w+>", lambda m: OTHERS.get(m[1], "a"), filled)


def test_no_row_is_looked_for_by_a_number_that_it_cannot_have(world: World) -> None:  # noqa: F811
    client = browser(world.owner)
    asked = list(addresses())
    assert len(asked) > 50
    for address in asked:
        for method in ("GET", "POST"):
            assert status_of(client, method, address, {}) == 404, (method, address)
