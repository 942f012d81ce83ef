"""Accounts: made, given a role, switched off. There is always an admin who can sign in."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from .models import Role, User


class LastAdminError(ValueError):
    """Nobody would be left who manages the studio."""


def every() -> QuerySet[User]:
    """Who is on first, then by name."""
    return User.objects.order_by("-is_active", "username")


def admins() -> QuerySet[User]:
    """Those who can sign in and manage the studio."""
    return User.objects.filter(role=Role.ADMIN, is_active=True)


def find(name: str) -> User | None:
    """The account of this name, in any case of its letters."""
    return User.objects.filter(username__iexact=name).first()


def add(username: str, role: str, *, name: str = "", password: str | None = None) -> User:
    """Without a password nobody can sign in until a link lets them choose one."""
    return User.objects.create_user(username, password=password, role=role, first_name=name)


def rename(person: User, name: str) -> None:
    """An empty name leaves it to the one that they sign in with."""
    User.objects.filter(pk=person.pk).update(first_name=name, last_name="")


def set_role(person: User, role: str) -> None:
    """Raises LastAdminError."""
    with transaction.atomic():
        if role != Role.ADMIN:
            _refuse_last(person)
        User.objects.filter(pk=person.pk).update(role=role)


def switch_off(person: User) -> None:
    """They cannot sign in any more, and are out at once. Raises LastAdminError."""
    with transaction.atomic():
        _refuse_last(person)
        User.objects.filter(pk=person.pk).update(is_active=False)
    end_sign_ins(person)


def switch_on(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=True)


def set_password(person: User, password: str) -> None:
    """Every sign-in with the former one ends by it."""
    person.set_password(password)
    person.save(update_fields=["password"])


def end_sign_ins(person: User) -> None:
    """On every browser."""
    for row in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if row.get_decoded().get(SESSION_KEY) == str(person.pk):
            row.delete()


def _refuse_last(person: User) -> None:
    """Admins are locked, so that two do not demote each other at once."""
    ids = set(admins().select_for_update().values_list("pk", flat=True))
    if ids == {person.pk}:
        raise LastAdminError
