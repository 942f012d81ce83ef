"""The README's nginx, for real: TLS, cookies, large uploads, and words of strangers."""

from __future__ import annotations

from http.cookies import SimpleCookie

from tests import factories

from .crew import Team
from .people import Visitor

LARGE = 24_000_000


def test_cookies_are_for_tls_alone(team: Team):
    answer = team.visitor().client.get("/sign-in/")
    cookies = [SimpleCookie(line) for line in answer.headers.get_list("set-cookie")]
    assert cookies
    assert all(morsel["secure"] for cookie in cookies for morsel in cookie.values())
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_what_strangers_say_of_themselves_is_not_believed(visitor: Visitor):
    lies = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-For": "10.1.2.3",
        "Forwarded": "host=evil.example;proto=http",
    }
    assert visitor.client.get("/", headers=lies).status_code == 200
    assert visitor.client.get("/", headers={"Host": "evil.example"}).status_code != 200


def test_a_large_reference_comes_through(visitor: Visitor):
    picture = factories.png() + bytes(LARGE)
    files = {"file": ("large.png", picture, "image/png")}
    answer = visitor.client.post("/references/", files=files)
    assert answer.status_code == 201, answer.text[:300]
