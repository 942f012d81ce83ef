"""Who gets in: hosts, proxies, sign-in, and what browsers are told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from studio.middleware import forwarded
from tests.doors.test_headers import wrong
from tests.running import RunningStudio, manage

PROXY = "10.0.0.7"


def told(request: HttpRequest) -> HttpResponse:
    """What a view learns about where the request came from."""
    return HttpResponse(f"{request.scheme} {request.get_host()} {request.META['REMOTE_ADDR']}")


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """With the settings of a first start."""
    folder = str(tmp_path_factory.mktemp("studio") / "data")
    running = RunningStudio("start", "--port", "0", "--no-browser", PROOFSHEET_DATA_DIR=folder)
    yield running.wait_until_ready()
    running.stop()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """With a sign-in."""
    known = {"PROOFSHEET_DATA_DIR": str(tmp_path_factory.mktemp("guarded") / "data")}
    running = RunningStudio(
        "start", "--port", "0", "--no-browser", PROOFSHEET_LOGIN="required", **known
    )
    yield running.wait_until_ready()
    running.stop()


@pytest.fixture
def team(settings: Settings) -> None:
    settings.LOGIN_REQUIRED = True
    settings.TRUSTED_PROXY = PROXY
    settings.ALLOWED_HOSTS = ["testserver", "studio.example.com"]


SAID = {
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "studio.example.com",
    "HTTP_X_FORWARDED_FOR": "6.6.6.6, 192.0.2.9",
}


def test_the_trusted_proxy_is_believed(team: None, rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR=PROXY, **SAID)
    assert forwarded(told)(request).content == b"https studio.example.com 192.0.2.9"


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ("192.0.2.9:4711", "192.0.2.9"), ("[2001:db8::7]:4711", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"), ("6.6.6.6, 192.0.2.9", "192.0.2.9"),
        ("unknown", PROXY), ("192.0.2.9.evil", PROXY), ("_hidden", PROXY), ("192.0.2.9, ", PROXY),
    ],
)  # fmt: skip
def test_only_an_address_is_believed_as_one(
    team: None, rf: RequestFactory, said: str, client: str
) -> None:
    request = rf.get("/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=said)
    assert forwarded(told)(request).content.decode().endswith(f" {client}")


def test_only_a_scheme_is_believed_as_one(team: None, rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_PROTO="https://evil.example/?")
    assert forwarded(told)(request).content.startswith(b"http testserver")


def test_what_anyone_else_says_is_taken_off(team: None, rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR="192.0.2.9", **SAID)
    assert forwarded(told)(request).content == b"http testserver 192.0.2.9"
    assert not {"X-Forwarded-For", "X-Forwarded-Host"} & set(request.headers)


def test_without_a_trusted_proxy_nobody_is_believed(
    team: None, settings: Settings, rf: RequestFactory
) -> None:
    settings.TRUSTED_PROXY = ""
    request = rf.get("/", REMOTE_ADDR="", **SAID)
    assert forwarded(told)(request).content == b"http testserver "


def test_without_login_a_proxied_request_is_refused_with_a_sentence(studio: RunningStudio) -> None:
    for header in ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"):
        answer = studio.get(**{header: "for=192.0.2.9"})
        assert answer.status_code == 403
        assert "PROOFSHEET_LOGIN=required" in answer.text


def test_a_foreign_host_name_is_refused(studio: RunningStudio) -> None:
    assert studio.get(Host="studio.example.com").status_code == 400


def test_with_login_every_page_leads_to_the_sign_in(guarded: RunningStudio) -> None:
    for path in ("", "gallery/", "providers/", "composer/fields/?model=sketch:quick"):
        answer = guarded.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")
    assert guarded.get("sign-in/").status_code == 200
    assert guarded.get("healthz").text == "ok"


def test_who_tries_many_passwords_waits_though_the_last_is_right(guarded: RunningStudio) -> None:
    team = {"PROOFSHEET_LOGIN": "required", "PROOFSHEET_DATA_DIR": str(guarded.folder)}
    made = manage("people", "add", "ada", **team)
    link = made.stdout.split("8000/")[1].strip()
    with guarded.client() as browser:
        assert browser.get(link).status_code == 200
        token = browser.cookies["proofsheet_csrf"]
        typed = {"password": "a boat in the fog", "csrfmiddlewaretoken": token}
        assert browser.post(link, data=typed).status_code == 303
        assert browser.get("gallery/").status_code == 200
    with guarded.client() as browser:
        browser.get("sign-in/")
        token = browser.cookies["proofsheet_csrf"]
        typed = {"username": "ada", "csrfmiddlewaretoken": token}
        tries = [
            browser.post("sign-in/", data=typed | {"password": word})
            for word in [*["wrong"] * 10, "a boat in the fog"]
        ]
    assert [answer.status_code for answer in tries] == [*[200] * 9, 429, 429]
    assert "Wait 10 minutes" in tries[-1].text
    assert int(tries[-1].headers["Retry-After"]) > 500


def test_the_health_page_makes_no_session(studio: RunningStudio) -> None:
    assert "Set-Cookie" not in studio.get("healthz").headers


def test_cookies_have_names_of_their_own(studio: RunningStudio) -> None:
    names = set(studio.get().cookies)
    assert names
    assert all(name.startswith("proofsheet_") for name in names)


def test_pages_of_a_started_studio_say_what_they_may(studio: RunningStudio) -> None:
    asked = ("", "gallery/", "healthz", "nothing/")
    assert {path: lacking for path in asked if (lacking := wrong(studio.get(path)))} == {}


def test_scripts_and_styles_are_what_they_say(studio: RunningStudio) -> None:
    for path in ("static/js/main.js", "static/css/main.css", "static/img/icons.svg"):
        assert studio.get(path).headers["X-Content-Type-Options"] == "nosniff"
