"""`manage.py people`: accounts from the terminal."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from gallery import people
from gallery.models import User
from studio.diagnosis import entrance
from tests.teams import require_login

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("people", *arguments, stdout=output)
    return output.getvalue()


def test_the_first_is_an_admin_and_the_next_a_viewer() -> None:
    run("add", "ada", "--link")
    run("add", "ben", "--link")
    run("add", "cy", "--role", "maker", "--link")
    assert run("list").splitlines() == ["ada  admin", "ben  viewer", "cy  maker"]


def test_the_link_lets_them_choose_a_password(settings: Any) -> None:
    require_login(settings)
    settings.PUBLIC_URL = "https://studio.example.com"
    link = re.search(r"https://studio\.example\.com(/password/\S+)", run("add", "ada", "--link"))
    assert link
    client = Client()
    assert client.post(link[1], {"password": "a boat in the fog"}).status_code == 303
    assert client.get("/people/").status_code == 200
    again = run("link", "ADA")
    assert link[1] not in again


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "Ada", "--link"), "already"),
        (("add", "a b", "--link"), "valid username"),
        (("off", "ada"), "last admin"),
        (("role", "ada", "maker"), "last admin"),
        (("role", "eve", "maker"), "no account"),
        (("link", "eve"), "no account"),
    ],
)
def test_what_cannot_be_done_is_told(arguments: tuple[str, ...], said: str) -> None:
    people.add("ada", "admin")
    with pytest.raises(CommandError, match=said):
        run(*arguments)
    assert [(each.username, each.role) for each in User.objects.all()] == [("ada", "admin")]


def test_roles_are_given_and_accounts_switched() -> None:
    people.add("ada", "admin")
    people.add("ben", "viewer")
    run("role", "ben", "maker")
    run("off", "ben")
    assert "ben  maker  (switched off)" in run("list")
    run("on", "ben")
    assert "off" not in run("list")


def test_the_doctor_says_when_nobody_can_manage() -> None:
    assert "people add" in entrance.admins().advice
    person = people.add("ada", "admin")
    one = entrance.admins()
    assert (one.text, one.advice) == ("1 admin", "")
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert entrance.admins().advice
