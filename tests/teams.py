"""A studio that wants an account, for tests within one process, and people in it."""

from __future__ import annotations

from typing import Any

from django.test import Client

from gallery import people
from gallery.models import User

AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
PASSWORD = "a boat in the fog"


def require_login(settings: Any) -> None:
    """As the settings make it of PROOFSHEET_LOGIN=required, but for django-axes."""
    known = [name for name in settings.MIDDLEWARE if name != "studio.middleware.SignInRequired"]
    place = known.index(AUTHENTICATION) + 1
    settings.MIDDLEWARE = [*known[:place], "studio.middleware.SignInRequired", *known[place:]]
    settings.LOGIN_REQUIRED = True


def person(role: str, name: str = "", password: str | None = None) -> User:
    return people.add(name or role, role, password=password)


def signed_in(who: User, **headers: str) -> Client:
    client = Client(headers=headers)
    client.force_login(who)
    return client
