"""What makes finding quick: counters, searches that are kept, what waits for its index."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from .images import Image
from .people import User


class Counter(models.Model):
    """How many images in the gallery have `value` for `facet`; kept by `gallery.counters`.

    `scope` is 0 for what everybody sees, else the id of the one person who does. `label` is how
    people know the value, '' where the value says it.
    """

    scope = models.BigIntegerField(default=0)
    facet = models.CharField(max_length=16)
    value = models.CharField(max_length=180)
    label = models.CharField(max_length=200, blank=True)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("scope", "facet", "value"), name="counter_once"),
        )
        indexes = (models.Index(fields=("scope", "facet", "-count"), name="counter_most"),)

    def __str__(self) -> str:
        return f"{self.facet} {self.value}: {self.count}"


class SavedSearch(models.Model):
    """A search under a name; `query` is its address without the page."""

    name = models.CharField(max_length=100)
    query = models.TextField()
    made_by = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="searches"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Stale(models.Model):
    """The words of an image changed since it was indexed; the sweep catches up.

    `is_uncounted`: nor do the counters know it yet.
    """

    image = models.OneToOneField(Image, on_delete=models.CASCADE, primary_key=True)
    is_uncounted = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.image_id)


class Deed(models.Model):
    """One act on many images and what it takes to undo it; forgotten after a day."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16)
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"
