"""What people and models do again and again."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Timing(models.Model):
    """How long one finished task took, for "usually 34 s": one row for each, the last 50 count."""

    provider = models.CharField(max_length=32)
    model = models.CharField(max_length=128)
    resolution = models.CharField(max_length=16, blank=True)
    references = models.PositiveSmallIntegerField(default=0)
    seconds = models.FloatField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("provider", "model", "resolution", "references", "-id"),
                name="timing_by_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider}:{self.model} {self.seconds:.1f} s"


class Preset(models.Model):
    """A canvas with a name, in pixels, that someone keeps for later."""

    name = models.CharField(max_length=60)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return f"{self.name} {self.width} × {self.height}"


class Pad(models.Model):
    """What stands in the composer of a person and was not sent: kept here, not in one browser.

    `values` are texts by field, `references` a list of {"image", "role", "note"} in order.
    One of each person; while login is off there is one in all (`made_by` null).
    """

    made_by = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True
    )
    values = models.JSONField(default=dict)
    references = models.JSONField(default=list)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Pad {self.pk}"


class Snippet(models.Model):
    """Words to put into prompts; what stands in [brackets] is to be filled in."""

    name = models.CharField(max_length=60)
    text = models.TextField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class Kit(models.Model):
    """A named set of references in order, each with role and note, to be loaded again."""

    name = models.CharField(max_length=60)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class KitItem(models.Model):
    """One picture of a kit, at `position` (from 1)."""

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="items")
    image = models.ForeignKey("gallery.Image", on_delete=models.PROTECT, related_name="kits")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("kit", "position"), name="kit_item_once_per_position"),
        )

    def __str__(self) -> str:
        return f"{self.kit}: {self.position}"
