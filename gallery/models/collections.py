"""Sets of images to review and to share, and what happened to them. Fields and questions."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from .images import Image
from .people import User

PROOF = 43
"""Characters at the end of a link that show that the studio made it; 256 bits."""


class Collection(models.Model):
    """A hand-picked set of images; `search` is the address that it was made from, or ''."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        IN_REVIEW = "in_review", _("in review")
        APPROVED = "approved", _("approved")
        ARCHIVED = "archived", _("archived")

    name = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    search = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    cover = models.ForeignKey(
        Image, on_delete=models.SET_NULL, null=True, blank=True, related_name="covers"
    )
    images = models.ManyToManyField(Image, through="CollectionItem", related_name="collections")
    made_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="collections"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = (models.Index(fields=("state", "-changed_at"), name="collection_newest"),)

    def __str__(self) -> str:
        return self.name


class CollectionItem(models.Model):
    """An image's place in a collection; `position` grows, with room between."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="places")
    position = models.BigIntegerField()
    note = models.TextField(blank=True)
    added_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("collection", "image"), name="image_once_per_collection"
            ),
        )
        indexes = (models.Index(fields=("collection", "position"), name="item_in_order"),)

    def __str__(self) -> str:
        return f"{self.image_id} in {self.collection_id}"


class Share(models.Model):
    """A link to a collection for people without an account.

    `password` is hashed, '' for none. `label` says for whom it is. What the link carries is
    `seed` and what only the studio's secret key makes of it, so that no database opens one.
    """

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="shares")
    seed = models.CharField(max_length=43, unique=True)
    label = models.CharField(max_length=100, blank=True)
    password = models.CharField(max_length=128, blank=True)
    may_download = models.BooleanField(default=False)
    may_judge = models.BooleanField(default=True)
    may_comment = models.BooleanField(default=True)
    shows_prompts = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label or f"Link {self.pk}"

    @property
    def token(self) -> str:
        """What the link carries."""
        made = salted_hmac("proofsheet: share links", self.seed, algorithm="sha256").digest()
        return self.seed + urlsafe_b64encode(made).decode()[:PROOF]

    @property
    def is_open(self) -> bool:
        is_over = self.expires_at is not None and self.expires_at <= timezone.now()
        return self.revoked_at is None and not is_over


class PasswordTry(models.Model):
    """Somebody guessed at the password of a link; kept while it counts."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="tries")
    address = models.CharField(max_length=45)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.address} at {self.share_id}"


class Guest(models.Model):
    """Somebody who came by a share link, under the name they typed.

    `key` is a digest of what their cookie carries.
    """

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="guests")
    key = models.CharField(max_length=43, unique=True)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """Something that happened: who, what, when. Rows are only ever added.

    It is a collection's decision log, a share link's log and everybody's activity. `data` holds
    what the kind needs to be told, `name` who did it as they were called then.
    """

    class Kind(models.TextChoices):
        VERDICT = "verdict", _("verdict")
        COMMENT = "comment", _("comment")
        RESOLVED = "resolved", _("resolved")
        ADDED = "added", _("added")
        REMOVED = "removed", _("removed")
        ORDERED = "ordered", _("ordered")
        STATE = "state", _("state")
        NOTED = "noted", _("noted")
        SIGNED = "signed", _("signed off")
        SHARED = "shared", _("shared")
        REVOKED = "revoked", _("revoked")
        VISITED = "visited", _("visited")
        DOWNLOADED = "downloaded", _("downloaded")

    kind = models.CharField(max_length=10, choices=Kind)
    person = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    guest = models.ForeignKey(
        Guest, on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    name = models.CharField(max_length=150, blank=True)
    image = models.ForeignKey(
        Image, on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    collection = models.ForeignKey(
        Collection, on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    share = models.ForeignKey(
        Share, on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (
            models.Index(fields=("collection", "-id"), name="event_of_collection"),
            models.Index(
                fields=("share", "-id"), condition=Q(share__isnull=False), name="event_of_share"
            ),
            models.Index(fields=("person", "-id"), name="event_by_person"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.kind}"
