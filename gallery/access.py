"""Who may do what. Every view asks here and nowhere else."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest

from .models import User


class Act(StrEnum):
    SEE = "see"
    MAKE = "make"
    JUDGE = "judge"
    MANAGE = "manage"


def may(user: User | AnonymousUser, act: Act, thing: Model | None = None) -> bool:
    """Whether `user` may do `act`, to `thing` where there is one.

    With login off everybody at this machine may do everything; with login
    everybody who is signed in may.
    """
    return not settings.LOGIN_REQUIRED or (user.is_authenticated and user.is_active)


def require(request: HttpRequest, act: Act, thing: Model | None = None) -> None:
    """Raise PermissionDenied unless the request's person may do `act`."""
    if settings.LOGIN_REQUIRED and not may(request.user, act, thing):
        raise PermissionDenied


def person(request: HttpRequest) -> User | None:
    """Who is signed in; None while login is off."""
    return request.user if isinstance(request.user, User) else None
