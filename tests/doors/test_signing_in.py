"""Sessions, passwords, and where one is led after signing in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.test import Client

from gallery import invitations, people
from gallery.models import User
from studio import hashing
from tests.teams import PASSWORD, require_login

pytestmark = pytest.mark.django_db
SESSION = "proofsheet_session"
ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example",
    "\\\\evil.example", "http:evil.example", "javascript:alert(1)", "https:///evil.example",
    "\thttps://evil.example", "https://testserver@evil.example/", "//testserver.evil.example",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _team(settings: Any) -> None:
    require_login(settings)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # is quick


@pytest.fixture
def mara() -> User:
    return people.add("mara", "admin", password=PASSWORD)


def sign_in(client: Client, **more: str) -> Any:
    return client.post("/sign-in/", {"username": "mara", "password": PASSWORD} | more)


def test_a_session_from_before_is_not_the_one_after(mara: User) -> None:
    client = Client()
    client.cookies[SESSION] = "a-session-that-somebody-else-chose"
    sign_in(client)
    first = client.cookies[SESSION].value
    assert first != "a-session-that-somebody-else-chose"
    client.post("/sign-out/")
    sign_in(client)
    assert client.cookies[SESSION].value != first
    former = Client()
    former.cookies[SESSION] = first
    assert former.get("/gallery/").status_code == 302


@pytest.mark.parametrize("is_by_link", [False, True])
def test_a_new_password_signs_out_everywhere_else(mara: User, is_by_link: bool) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client)
    if is_by_link:
        here.post(f"/password/{invitations.way_back(mara, None)}/", {"password": f"{PASSWORD} 2"})
    else:
        former = here.cookies[SESSION].value
        here.post("/account/password/", {"former": PASSWORD, "password": f"{PASSWORD} 2"})
        assert here.cookies[SESSION].value != former
    assert here.get("/gallery/").status_code == 200
    assert there.get("/gallery/").status_code == 302


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(mara: User) -> None:
    client = Client()
    cookie = sign_in(client).cookies[SESSION]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_signing_out_takes_the_pictures_along(mara: User) -> None:
    client = Client()
    sign_in(client)
    assert client.post("/sign-out/")["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_led_elsewhere(mara: User, address: str) -> None:
    client = Client()
    assert sign_in(client, next=address)["Location"] == "/"
    again = client.get("/sign-in/", {"next": address})
    assert again["Location"] == "/"
    for path in ("/gallery/acts/tag/", "/gallery/acts/trash/", "/gallery/acts/references/"):
        assert client.post(path, {"next": address})["Location"] == "/gallery/"
    htmx = {"HX-Request": "true", "HX-Current-URL": f"{address}?a=b"}
    asked = Client().get("/gallery/", headers=htmx)
    assert asked["HX-Redirect"].startswith("/sign-in/?next=")


def test_a_password_as_long_as_a_form_may_be_is_just_wrong(mara: User) -> None:
    assert sign_in(Client(), password="x" * 2_000_000).status_code == 200


def test_two_passwords_are_looked_at_at_once_and_the_others_wait(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["studio.hashing.Argon2"]
    kept = make_password(PASSWORD)
    assert isinstance(identify_hasher(kept), hashing.Argon2)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda typed: check_password(typed, kept), [PASSWORD, "x"] * 3)) == [
            True, False,
        ] * 3  # fmt: skip
    for _ in range(hashing.AT_ONCE):
        assert hashing._room.acquire(blocking=False)
    assert not hashing._room.acquire(blocking=False)
    for _ in range(hashing.AT_ONCE):
        hashing._room.release()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("LOCALHOST:8000", 200), ("127.0.0.1:9", 200), ("[::1]:8000", 200),
        ("localhost.", 200), ("localhost.evil.example", 400), ("evil.localhost", 400),
        ("127.0.0.1.nip.io", 400), ("127.0.0.2", 400), ("0.0.0.0", 400), ("2130706433", 400),
        ("[::ffff:127.0.0.1]", 400), ("evil.example:8000", 400), ("localhost@evil.example", 400),
        ("localhost:8000.evil.example", 400), ("localhost/evil", 400), ("local\u017fost", 400),
    ],
)  # fmt: skip
def test_a_name_that_was_turned_to_this_machine_is_refused(
    host: str, status: int, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    assert Client().get("/sign-in/", headers={"host": host}).status_code == status
