"""Who came by a share link: known by a cookie of that link's addresses alone.

Wrong passwords are counted in the database, for a link and an address, and for a link from
everywhere: a guess has to wait, whether it would have been right or not.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gallery import events
from gallery.actors import Actor
from gallery.models import Event, Guest, PasswordTry, Share

COOKIE = "proofsheet_guest"
LASTS = 90 * 24 * 3600  # seconds
LONGEST = 80  # signs of a name
MOST = 500
"""Guests of one link."""
TRIES = 10
TRIES_FROM_EVERYWHERE = 200
WAIT = timedelta(minutes=10)
AWAY = timedelta(minutes=30)
"""Who comes back after that is told of again."""


class DoorError(ValueError):
    """They do not come in; the text says why. `status` as in HTTP."""

    def __init__(self, said: str, status: int = 422) -> None:
        super().__init__(said)
        self.status = status


def of(request: HttpRequest, share: Share) -> Guest | None:
    """Whoever the cookie names, of this link alone."""
    key = request.COOKIES.get(COOKIE, "")
    is_key = bool(key) and key.isprintable()
    guest = Guest.objects.filter(share=share, key=_digest(key)).first() if is_key else None
    if guest is not None:
        guest.share = share
    return guest


def come(request: HttpRequest, share: Share, name: str, password: str = "") -> str:
    """A new guest of that name: what their cookie is to carry. DoorError."""
    typed = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
    if not typed or len(typed) > LONGEST:
        raise DoorError(_("Write your name, up to 80 signs."))
    _unlock(share, password, request.META["REMOTE_ADDR"])
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        locked = Share.objects.select_for_update().get(pk=share.pk)
        if locked.guests.count() >= MOST:
            raise DoorError(_("This link had too many guests. Ask for a new one."), 429)
        guest = Guest.objects.create(share=share, key=_digest(key), name=typed)
        events.happened(Event.Kind.VISITED, Actor(guest=guest))
    return key


def seen(guest: Guest) -> None:
    """They look at it now."""
    now = timezone.now()
    if now - guest.seen_at < AWAY:
        return
    with transaction.atomic():
        if Guest.objects.filter(pk=guest.pk, seen_at=guest.seen_at).update(seen_at=now):
            events.happened(Event.Kind.VISITED, Actor(guest=guest))


def done(guest: Guest) -> None:
    """They say that they are through."""
    events.happened(Event.Kind.VISITED, Actor(guest=guest), is_done=True)


def remember(response: HttpResponseBase, share: Share, key: str) -> None:
    response.set_cookie(
        COOKIE, key, max_age=LASTS, path=reverse("gallery:guest", args=[share.token]),
        httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def forget(response: HttpResponseBase, share: Share) -> None:
    response.delete_cookie(COOKIE, path=reverse("gallery:guest", args=[share.token]))


def _unlock(share: Share, password: str, address: str) -> None:
    """The try is counted before it is looked at, so that many at once are no way around."""
    if not share.password:
        return
    tried = PasswordTry.objects.create(share=share, address=address)
    if _is_over(share, address):
        tried.delete()
        raise DoorError(_("Too many wrong passwords. Wait ten minutes, then try again."), 429)
    if not check_password(password, share.password):
        raise DoorError(_("This is not the password."))
    share.tries.filter(address=address).delete()


def _is_over(share: Share, address: str) -> bool:
    """Of all processes and machines; what is too old to count is removed."""
    share.tries.filter(created_at__lt=timezone.now() - WAIT).delete()
    near = share.tries.filter(address=address).count()
    return near > TRIES or share.tries.count() > TRIES_FROM_EVERYWHERE


def _digest(key: str) -> str:
    return urlsafe_b64encode(sha256(key.encode()).digest()).decode().rstrip("=")
