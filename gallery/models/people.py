"""People: with an account, invited, or guests of a share link. There is none while login is off."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do, least first; see `gallery.access`."""

    VIEWER = "viewer", _("viewer")
    REVIEWER = "reviewer", _("reviewer")
    MAKER = "maker", _("maker")
    ADMIN = "admin", _("admin")


class User(AbstractUser):
    """A person with an account. `seen_at`: up to when they know what happened."""

    role = models.CharField(max_length=8, choices=Role, default=Role.VIEWER)
    seen_at = models.DateTimeField(null=True, blank=True)

    @property
    def name(self) -> str:
        return self.get_full_name() or self.get_username()


class Invitation(models.Model):
    """A link that is good for one use: to join with `role`, or to choose a new password.

    `digest` is the SHA-256 of what the link carries; `person` is who may choose a new password,
    None in an invitation to join.
    """

    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=8, choices=Role, default=Role.VIEWER)
    person = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="ways_back"
    )
    made_by = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.role} until {self.expires_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and timezone.now() < self.expires_at
