"""Share links: made, revoked, and what who comes by one may do and see.

A link shows one collection. While login is off there are none: the studio answers this machine
alone, and a link would lead to it.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from gallery import downloads, events, store
from gallery.actors import Actor
from gallery.formats import FORMATS, Format
from gallery.models import PROOF, Collection, CollectionItem, Event, Guest, Image, Share

BYTES = 16


class GuestAct(StrEnum):
    """What a guest does; each but the first is a choice of who makes the link."""

    SEE = "see"
    JUDGE = "may_judge"
    COMMENT = "may_comment"
    DOWNLOAD = "may_download"


class ShareError(ValueError):
    """No link can be made; the text says why."""


def may(share: Share, guest: Guest | None, act: GuestAct) -> bool:
    """The one answer for guests. Who has not come by this very link may nothing."""
    if guest is None or guest.share_id != share.pk or not is_open(share):
        return False
    return act is GuestAct.SEE or bool(getattr(share, act.value))


def is_open(share: Share) -> bool:
    is_archived = share.collection.state == Collection.State.ARCHIVED
    return settings.LOGIN_REQUIRED and share.is_open and not is_archived


def find(token: str) -> Share | None:
    """Also one that is closed; None where there never was one."""
    known = Share.objects.select_related("collection", "made_by")
    found = known.filter(seed=token[:-PROOF]).first()
    return found if found and constant_time_compare(found.token, token) else None


# Making


@transaction.atomic
def make(
    collection: Collection,
    by: Actor,
    *,
    label: str = "",
    expires_at: datetime | None = None,
    password: str = "",
    **may_do: bool,
) -> Share:
    """A new link; `may_do` are the columns of that name. ShareError."""
    if not settings.LOGIN_REQUIRED:
        raise ShareError(_("Share links need a studio with sign-in: PROOFSHEET_LOGIN=required."))
    if collection.state == Collection.State.ARCHIVED:
        raise ShareError(_("An archived collection is not shared. Open it again first."))
    share = Share.objects.create(
        collection=collection, seed=secrets.token_urlsafe(BYTES), label=label.strip()[:100],
        password=make_password(password) if password else "", expires_at=expires_at,
        made_by=by.person, **may_do,
    )  # fmt: skip
    events.happened(Event.Kind.SHARED, by, collection=collection, share=share, label=str(share))
    return share


@transaction.atomic
def revoke(share: Share, by: Actor) -> None:
    """Nobody comes by it any more, and who is there is out."""
    if Share.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=timezone.now()):
        events.happened(
            Event.Kind.REVOKED, by, collection=share.collection, share=share, label=str(share)
        )


def address(share: Share) -> str:
    """Whole where the studio knows its public address, else from the root."""
    return settings.PUBLIC_URL + reverse("gallery:guest", args=[share.token])


def of(collection: Collection) -> QuerySet[Share]:
    """Newest first, each with how many came and when one was last there."""
    shares = collection.shares.select_related("made_by", "collection").order_by("-pk")
    return shares.annotate(came=Count("guests"), last_seen=Max("guests__seen_at"))


# What a link shows


def items(share: Share) -> QuerySet[CollectionItem]:
    """In the collection's order; nothing private, nothing from the trash."""
    here = CollectionItem.objects.filter(collection=share.collection_id)
    shown = here.filter(image__private_to=None, image__trashed_at=None)
    return shown.order_by("position", "pk")


def image(share: Share, pk: int) -> Image | None:
    """None where the link does not show it."""
    item = items(share).filter(image=pk).select_related("image").first()
    return item.image if item else None


def file(share: Share, image: Image) -> tuple[Path, Format]:
    """The original; without what is written in it of its recipe where prompts are hidden.

    RefusedDownloadError, and Http404 where the original is gone.
    """
    if share.shows_prompts:
        return store.original(image), FORMATS[image.file_format]
    wish = downloads.wish(image, QueryDict())
    return downloads.made(image, wish), wish.form
