"""Accounts: invited by link, given roles, switched off, with passwords that end sign-ins."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gallery import invitations, people
from gallery.models import Invitation, Role, User
from tests.teams import PASSWORD as GOOD
from tests.teams import require_login, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _team(settings: Any) -> None:
    require_login(settings)


@pytest.fixture
def ada() -> User:
    return people.add("ada", Role.ADMIN, name="Ada", password=GOOD)


def link(client: Client, address: str, **data: str) -> str:
    """The path of the link that a page shows once."""
    page = client.post(address, data)
    assert page.status_code == 201
    found = re.search(r"<code>http://testserver(/\w+/[\w-]+/)</code>", page.content.decode())
    assert found
    return found[1]


def test_who_is_invited_joins_with_the_role_once(ada: User) -> None:
    path = link(signed_in(ada), "/people/invite/", role="maker")
    assert "/join/" in path
    guest = Client()
    assert guest.get(path).status_code == 200
    typed = {"username": "ben", "name": "Ben Oak", "password": GOOD}
    assert guest.post(path, typed)["Location"] == "/"
    ben = User.objects.get(username="ben")
    assert (ben.role, ben.name) == ("maker", "Ben Oak")
    assert guest.get("/gallery/").status_code == 200
    assert ben.password.startswith("argon2")
    late = Client()
    assert late.get(path).status_code == 410
    assert late.post(path, typed | {"username": "eve"}).status_code == 410
    assert not people.find("eve")


def test_a_link_is_not_in_the_database_and_not_shown_again(ada: User) -> None:
    client = signed_in(ada)
    token = link(client, "/people/invite/", role="viewer").split("/")[2]
    [row] = Invitation.objects.all()
    assert token not in str(row.__dict__)
    page = client.get("/people/").content.decode()
    assert token not in page
    assert "To join as viewer" in page


@pytest.mark.parametrize("way", ["late", "revoked", "made up"])
def test_a_link_that_is_no_longer_good_says_so(way: str, ada: User) -> None:
    client = signed_in(ada)
    path = link(client, "/people/invite/", role="admin")
    if way == "late":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif way == "revoked":
        client.post(f"/people/invitations/{Invitation.objects.get().pk}/revoke/")
    else:
        path = path[:-4] + "AAA/"
    answer = Client().post(path, {"username": "eve", "password": GOOD})
    assert answer.status_code == 410
    assert "no longer good" in answer.content.decode()
    assert not people.find("eve")


def test_a_link_to_join_is_none_to_a_password_and_the_other_way_round(ada: User) -> None:
    join = invitations.invite("admin", ada)
    back = invitations.way_back(ada, ada)
    assert Client().get(f"/password/{join}/").status_code == 410
    assert Client().get(f"/join/{back}/").status_code == 410


@pytest.mark.parametrize(
    "typed",
    [
        {"username": "ADA", "password": GOOD},
        {"username": "a b", "password": GOOD},
        {"username": "eve", "password": "password12"},
        {"username": "eve", "password": "short"},
        {"username": "evelyn-oak", "password": "evelyn-oak"},
        {"username": "", "password": GOOD},
    ],
)
def test_what_is_typed_wrong_is_told_and_the_link_stays_good(
    typed: dict[str, str], ada: User
) -> None:
    path = f"/join/{invitations.invite('viewer', ada)}/"
    answer = Client().post(path, typed)
    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode()
    assert User.objects.count() == 1
    assert Client().post(path, {"username": "eve", "password": GOOD}).status_code == 303


def test_a_forgotten_password_is_replaced_by_a_link_and_ends_sign_ins(ada: User) -> None:
    ben = people.add("ben", Role.MAKER, password=GOOD)
    before = signed_in(ben)
    void = link(signed_in(ada), f"/people/{ben.pk}/password/")
    path = link(signed_in(ada), f"/people/{ben.pk}/password/")
    assert Client().get(void).status_code == 410
    assert before.get("/gallery/").status_code == 200
    fresh = Client()
    assert fresh.post(path, {"password": "another good one"}).status_code == 303
    assert fresh.get("/gallery/").status_code == 200
    assert before.get("/gallery/")["Location"].startswith("/sign-in/")
    assert Client().post(path, {"password": "a third good one"}).status_code == 410
    ben.refresh_from_db()
    assert ben.check_password("another good one")


def test_who_is_switched_off_stays_out_also_by_a_link(ada: User) -> None:
    ben = people.add("ben", Role.MAKER, password=GOOD)
    token = invitations.way_back(ben, ada)
    browser = signed_in(ben)
    signed_in(ada).post(f"/people/{ben.pk}/off/")
    assert browser.get("/gallery/")["Location"].startswith("/sign-in/")
    fresh = Client()
    fresh.post(f"/password/{token}/", {"password": "another good one"})
    assert fresh.get("/gallery/").status_code == 302
    signed_in(ada).post(f"/people/{ben.pk}/on/")
    assert browser.get("/gallery/").status_code == 302


def test_changing_ones_password_asks_for_the_former_and_ends_the_other_sign_ins(ada: User) -> None:
    here, elsewhere = signed_in(ada), signed_in(ada)
    wrong = here.post("/account/password/", {"former": "no", "password": "another good one"})
    assert wrong.status_code == 422
    right = here.post("/account/password/", {"former": GOOD, "password": "another good one"})
    assert right.status_code == 303
    assert here.get("/gallery/").status_code == 200
    assert elsewhere.get("/gallery/").status_code == 302


def test_ones_name_is_changed(ada: User) -> None:
    client = signed_in(ada)
    assert client.post("/account/", {"name": "Ada L."}).status_code == 303
    assert "Ada L." in client.get("/gallery/").content.decode()


def test_the_last_admin_stays_one(ada: User) -> None:
    client = signed_in(ada)
    for path, data in (
        (f"/people/{ada.pk}/role/", {"role": "viewer"}),
        (f"/people/{ada.pk}/off/", {}),
    ):
        page = client.post(path, data, follow=True).content.decode()
        assert "last admin" in page
    ada.refresh_from_db()
    assert (ada.role, ada.is_active) == ("admin", True)
    people.add("ben", Role.ADMIN)
    assert client.post(f"/people/{ada.pk}/role/", {"role": "viewer"}).status_code == 303
    ada.refresh_from_db()
    assert ada.role == "viewer"


def test_the_page_is_for_admins(ada: User) -> None:
    maker = people.add("ben", Role.MAKER)
    answer = signed_in(maker).get("/people/")
    assert answer.status_code == 403
    said = answer.content.decode()
    assert "are for admins" in said
    assert "Your role is maker" in said
    assert "Ada" in said


def test_a_part_of_an_open_page_sends_the_page_to_sign_in() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/gallery/?q=fog"}
    answer = Client(headers=headers).get("/gallery/")
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Fgallery%2F%3Fq%3Dfog"


def test_signing_out_is_a_deed(ada: User) -> None:
    client = signed_in(ada)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/gallery/").status_code == 302


def test_who_has_not_signed_in_learns_nothing_of_the_studio(ada: User) -> None:
    page = Client().get("/sign-in/").content.decode()
    assert 'class="nav"' not in page
    assert 'class="spent"' not in page
    assert "Ada" not in page
