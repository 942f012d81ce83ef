"""Pictures on their way into the gallery. Fields and questions, no deeds."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import User


class Import(models.Model):
    """A folder, an archive or files of a browser, taken in piece by piece.

    `path` is what a command was given, '' where files arrived from a browser. `cursor` is the key
    of the last file that was dealt with: whoever goes on begins after it. `told` has an entry of
    {"name", "why"} for each file that was left out, up to a limit, with {"image", "is_trashed"}
    where it is a duplicate.
    """

    class State(models.TextChoices):
        RECEIVING = "receiving", _("receiving")
        OPEN = "open", _("importing")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("stopped")
        FAILED = "failed", _("interrupted")

    name = models.CharField(max_length=255)
    path = models.TextField(blank=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    tag = models.CharField(max_length=64, blank=True)
    folders_are_tags = models.BooleanField(default=True)
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVING)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    cursor: models.JSONField[Any, Any] = models.JSONField(default=list)
    # Beginnings since the cursor moved: a file that ends the whole process is not tried for ever.
    tries = models.PositiveSmallIntegerField(default=0)
    # None: not counted yet.
    found = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    # Of the duplicates.
    trashed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    # Hidden files and those of the system.
    hidden = models.PositiveIntegerField(default=0)
    told: models.JSONField[Any, Any] = models.JSONField(default=list)
    why = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("id",), condition=models.Q(state="open"), name="import_open"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def done(self) -> int:
        """Files that were dealt with, one way or the other."""
        return self.taken + self.duplicates + self.refused + self.hidden

    @property
    def is_moving(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.CANCELLED}


class Arrival(models.Model):
    """A file that a browser sent for an import; `key` names it on disk, `name` is as it came."""

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="arrivals")
    key = models.UUIDField()
    name = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("batch", "key"), name="arrival_once_by_key"),
        )

    def __str__(self) -> str:
        return self.name
