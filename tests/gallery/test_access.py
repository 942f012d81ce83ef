"""Who may see the gallery."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from gallery.access import Act, may
from gallery.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def addresses() -> list[str]:
    pk = factories.image(has_thumbs=True).pk
    return [f"/gallery/{rest}" for rest in ("", f"{pk}/", f"{pk}/original/", f"{pk}/thumb/320/")]


def test_while_login_is_off_everybody_may_do_everything(client: Client) -> None:
    assert all(may(AnonymousUser(), act) for act in Act)
    assert {client.get(address).status_code for address in addresses()} == {200}


def test_with_login_a_stranger_sees_nothing(client: Client, settings: Any) -> None:
    settings.LOGIN_REQUIRED = True
    assert not any(may(AnonymousUser(), act) for act in Act)
    assert {client.get(address).status_code for address in addresses()} == {403}


def test_with_login_who_is_signed_in_may(client: Client, settings: Any) -> None:
    settings.LOGIN_REQUIRED = True
    client.force_login(User.objects.create(username="mara"))
    assert {client.get(address).status_code for address in addresses()} == {200}


def test_who_was_shut_out_may_no_longer(settings: Any) -> None:
    settings.LOGIN_REQUIRED = True
    assert not any(may(User(username="jonas", is_active=False), act) for act in Act)


def test_while_login_is_off_nobody_has_an_account(client: Client) -> None:
    assert client.get("/account/").status_code == 404
    assert "has no sign-in" in client.get("/people/").content.decode()
