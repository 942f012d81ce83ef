"""A team behind TLS: Django's own checks, and what a proxy in front changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.running import RunningStudio, manage

PUBLIC = "https://studio.example.com"
BEHIND = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "studio.example.com"}
TEAM = {
    "PROOFSHEET_LOGIN": "required",
    "PROOFSHEET_URL": PUBLIC,
    "PROOFSHEET_TRUSTED_PROXY": "127.0.0.1",
}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    folder = str(tmp_path_factory.mktemp("team") / "data")
    running = RunningStudio(
        "start", "--port", "0", "--no-browser", **TEAM, PROOFSHEET_DATA_DIR=folder
    )
    yield running.wait_until_ready()
    running.stop()


def test_djangos_checks_find_nothing(tmp_path: Path) -> None:
    ended = manage(
        "check", "--deploy", "--fail-level", "WARNING", **TEAM, PROOFSHEET_DATA_DIR=str(tmp_path)
    )
    assert ended.returncode == 0, ended.stderr
    assert "no issues" in ended.stdout


def test_they_find_what_is_left_open(tmp_path: Path) -> None:
    known = TEAM | {"PROOFSHEET_DATA_DIR": str(tmp_path)}
    plain = manage("check", "--deploy", **known | {"PROOFSHEET_URL": "http://studio.example.com"})
    found = set(re.findall(r"security\.W\d+", plain.stderr))
    assert {"security.W004", "security.W008", "security.W012", "security.W016"} <= found


def test_behind_the_proxy_browsers_keep_to_https(studio: RunningStudio) -> None:
    answer = studio.get("sign-in/", **BEHIND)
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == f"max-age={30 * 86400}"
    cookies = answer.headers.get_list("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert "Secure" in cookie
        assert "SameSite=Lax" in cookie


def test_what_came_on_plain_http_is_led_to_the_public_address(studio: RunningStudio) -> None:
    for headers in ({}, BEHIND | {"X-Forwarded-Proto": "http"}, {"Host": "evil.example"}):
        answer = studio.get("gallery/?q=fog", **headers)
        assert answer.status_code == 301
        assert answer.headers["Location"] == f"{PUBLIC}/gallery/?q=fog"
    assert studio.get("healthz").text == "ok"


def test_a_form_from_the_public_address_is_taken_and_from_elsewhere_not(
    studio: RunningStudio,
) -> None:
    with studio.client() as browser:
        token = browser.get("sign-in/", headers=BEHIND).text
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', token)
        assert found
        typed = {"username": "a", "password": "b", "csrfmiddlewaretoken": found[1]}
        # The client keeps secure cookies to itself on plain http.
        cookie = httpx.Cookies(browser.cookies)
        held = "; ".join(f"{name}={value}" for name, value in cookie.items())
        for origin, status in ((PUBLIC, 200), ("https://evil.example", 403), ("", 403)):
            told = BEHIND | {"Cookie": held} | ({"Origin": origin} if origin else {})
            assert browser.post("sign-in/", data=typed, headers=told).status_code == status
