"""Who sits at the browser."""

from __future__ import annotations

from django.http import HttpRequest

from gallery.models import User


def of(request: HttpRequest) -> User | None:
    """The person who is signed in; nobody while login is off."""
    return request.user if isinstance(request.user, User) else None
