"""What people and models do again and again."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Timing(models.Model):
    """How long one finished task took, for "usually 34 s": one row for each, the last 50 count."""

    provider = models.CharField(max_length=32)
    model = models.CharField(max_length=128)
    resolution = models.CharField(max_length=16, blank=True)
    seconds = models.FloatField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (
            models.Index(fields=("provider", "model", "resolution", "-id"), name="timing_newest"),
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
