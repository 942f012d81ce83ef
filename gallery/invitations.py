"""Links that are good for one use: to join, or to choose a new password. No mail is sent.

Only the SHA-256 of what a link carries is kept: whoever reads the database can open none.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from . import people
from .models import Invitation, User

Result = TypeVar("Result")

JOIN_LASTS = timedelta(days=7)
PASSWORD_LASTS = timedelta(hours=24)


class UsedLinkError(ValueError):
    """It was used or taken back meanwhile, or its time is over."""


def invite(role: str, by: User | None) -> str:
    """What the link to join carries. It is told this once."""
    return _made(JOIN_LASTS, role=role, made_by=by)


def way_back(person: User, by: User | None) -> str:
    """What the link to a new password carries; links made for it before are void."""
    with transaction.atomic():
        _void(person)
        return _made(PASSWORD_LASTS, role=person.role, person=person, made_by=by)


def find(token: str, *, is_way_back: bool) -> Invitation | None:
    """Also one that is no longer open; None where there never was one."""
    kind = Q(person__isnull=not is_way_back)
    return Invitation.objects.filter(kind, digest=_digest(token)).select_related("person").first()


def open_ones() -> QuerySet[Invitation]:
    """Invitations to join that can be used, newest first."""
    found = Invitation.objects.filter(person=None, used_at=None, expires_at__gt=timezone.now())
    return found.select_related("made_by").order_by("-pk")


def revoke(pk: int) -> None:
    open_ones().filter(pk=pk).delete()


def join(invitation: Invitation, username: str, name: str, password: str) -> User:
    """Raises UsedLinkError."""
    role = invitation.role
    return _use(invitation, lambda: people.add(username, role, name=name, password=password))


def renew(invitation: Invitation, password: str) -> User:
    """A new password by a link; every sign-in with the former one ends. Raises UsedLinkError."""
    if invitation.person is None:
        raise UsedLinkError
    person = invitation.person
    _use(invitation, lambda: people.set_password(person, password))
    return person


def address(token: str, *, is_way_back: bool) -> str:
    """Whole where the studio knows its public address, else from the root."""
    name = "gallery:password" if is_way_back else "gallery:join"
    return settings.PUBLIC_URL + reverse(name, args=[token])


def _made(lasts: timedelta, **columns: object) -> str:
    token = secrets.token_urlsafe(32)
    expires_at = timezone.now() + lasts
    Invitation.objects.create(digest=_digest(token), expires_at=expires_at, **columns)
    return token


def _use(invitation: Invitation, deed: Callable[[], Result]) -> Result:
    with transaction.atomic():
        locked = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
        if locked is None or not locked.is_open:
            raise UsedLinkError
        locked.used_at = timezone.now()
        locked.save(update_fields=["used_at"])
        return deed()


def _void(person: User) -> None:
    Invitation.objects.filter(person=person, used_at=None).update(used_at=timezone.now())


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
