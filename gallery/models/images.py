"""Images and what they were made from. Fields and questions, no deeds."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gallery import ratios
from gallery.formats import COPIED, FORMATS, Format

from .people import User

PATIENCE = timedelta(minutes=10)
LIGHT = 8_000_000  # bytes
ALT = 120  # signs


class Image(models.Model):
    """One stored picture with its whole recipe, so that jobs may go and it stays complete."""

    class Origin(models.TextChoices):
        MADE = "made", _("made here")
        UPLOADED = "uploaded", _("uploaded")
        IMPORTED = "imported", _("imported")

    origin = models.CharField(max_length=8, choices=Origin)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    # None: it is in the gallery. In the trash it keeps all that it had.
    trashed_at = models.DateTimeField(null=True, blank=True)
    trashed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="trashed"
    )
    # None: everybody of the team sees it. An index of nearly all rows under one value would be
    # taken by SQLite for the shortest way to any image.
    private_to = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="private",
        db_index=False,
    )

    # The file. `digest` is the SHA-256 of the original's bytes and names it on disk.
    digest = models.CharField(max_length=64, db_index=True)
    file_format = models.CharField(max_length=8)
    file_name = models.CharField(max_length=255, blank=True)
    bytes = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    has_alpha = models.BooleanField(default=False)
    color = models.CharField(max_length=7)
    # 0: no thumbnails yet. Each rebuild counts one up and so gets a new address.
    thumbs_version = models.PositiveIntegerField(default=0)

    # The recipe.
    provider = models.CharField(max_length=32, blank=True)
    provider_label = models.CharField(max_length=64, blank=True)
    model = models.CharField(max_length=128, blank=True)
    model_label = models.CharField(max_length=128, blank=True)
    prompt = models.TextField(blank=True)
    prompt_sent = models.TextField(blank=True)
    revised_prompt = models.TextField(blank=True)
    note = models.TextField(blank=True)
    aspect_ratio = models.CharField(max_length=16, blank=True)
    resolution = models.CharField(max_length=16, blank=True)
    asked_width = models.PositiveIntegerField(null=True, blank=True)
    asked_height = models.PositiveIntegerField(null=True, blank=True)
    parameters_asked = models.JSONField(default=dict, blank=True)
    parameters_sent = models.JSONField(default=dict, blank=True)
    # What became of each field on its way: {"name", "asked", "sent", "as", "fate"}.
    fates = models.JSONField(default=list, blank=True)
    # Pages that the model drew upon: {"title", "url"}.
    sources = models.JSONField(default=list, blank=True)
    # What a copy beside the original is to be: {"width", "height", "format"}; empty: none.
    copy = models.JSONField(default=dict, blank=True)
    seed = models.BigIntegerField(null=True, blank=True)
    cost = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    currency = models.CharField(max_length=8, blank=True)
    # How far to trust it: told, exact, table.
    cost_source = models.CharField(max_length=8, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    parents = models.ManyToManyField(
        "self", through="Parentage", symmetrical=False, related_name="children"
    )

    # Opaque keys of what made it.
    job = models.UUIDField(null=True, blank=True, db_index=True)
    task = models.UUIDField(null=True, blank=True)
    frame = models.PositiveSmallIntegerField(null=True, blank=True)
    session = models.CharField(max_length=36, blank=True)
    # The fingerprint of what was asked: all results of one recipe have the same.
    recipe = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("task", "frame"), name="image_once_per_frame"),
            models.UniqueConstraint(
                fields=("digest",), condition=Q(origin="uploaded"), name="upload_once_by_content"
            ),
        )
        indexes = (
            # With `private_to` a database passes images by without their rows.
            models.Index(
                fields=("-id", "private_to"),
                condition=~Q(origin="uploaded") & Q(trashed_at=None),
                name="image_shown",
            ),
            models.Index(fields=("-id",), condition=Q(origin="uploaded"), name="image_uploaded"),
            models.Index(
                fields=("trashed_at", "id", "private_to"),
                condition=Q(trashed_at__isnull=False),
                name="image_trashed",
            ),
            models.Index(
                fields=("private_to",), condition=~Q(private_to=None), name="image_private"
            ),
            models.Index(fields=("recipe", "id"), condition=~Q(recipe=""), name="image_by_recipe"),
            models.Index(fields=("id",), condition=Q(thumbs_version=0), name="image_no_thumbs"),
        )

    def __str__(self) -> str:
        return f"{self.pk:04d}" if self.pk else "new image"

    @property
    def is_trashed(self) -> bool:
        return self.trashed_at is not None

    @property
    def has_thumbs(self) -> bool:
        return self.thumbs_version > 0

    @property
    def is_developing(self) -> bool:
        """Its thumbnails are on their way; after ten minutes a page no longer waits for them."""
        return not self.has_thumbs and timezone.now() - self.created_at < PATIENCE

    @property
    def is_light(self) -> bool:
        """The original itself may stand in for a thumbnail."""
        return self.bytes <= LIGHT and FORMATS[self.file_format].is_shown

    @property
    def is_visible(self) -> bool:
        """A browser can show it: there are thumbnails, or it knows the original's format."""
        return self.has_thumbs or FORMATS[self.file_format].is_shown

    @property
    def alt(self) -> str:
        """What stands for the picture where it is not seen."""
        text = self.prompt or self.file_name or str(self)
        return text if len(text) <= ALT else f"{text[: ALT - 1].rstrip()}…"

    @property
    def format_label(self) -> str:
        return FORMATS[self.file_format].label

    @property
    def copy_format(self) -> Format:
        """Of the copy beside the original; its own where no other was asked."""
        wanted = str(self.copy.get("format", self.file_format))
        return FORMATS[wanted if wanted in COPIED else "png"]

    @property
    def copy_size(self) -> tuple[int, int]:
        """Of the copy beside the original, (width, height) in pixels; one side keeps the shape."""
        width, height = int(self.copy.get("width", 0)), int(self.copy.get("height", 0))
        if not (width or height):
            return self.width, self.height
        return (
            width or max(1, round(height * self.width / self.height)),
            height or max(1, round(width * self.height / self.width)),
        )

    @property
    def has_copy(self) -> bool:
        """A copy was asked for and the original itself is none of just that kind."""
        own = ((self.width, self.height), self.file_format)
        return bool(self.copy) and (self.copy_size, self.copy_format.name) != own

    @property
    def is_copy_possible(self) -> bool:
        """A file of its format holds so many pixels."""
        return self.has_copy and self.copy_format.holds(*self.copy_size)

    @property
    def is_reshaped(self) -> bool:
        """The shape that came back differs from the one that was sent by over 2 %."""
        asked = ratios.exact(self.aspect_ratio)
        if self.asked_width and self.asked_height:
            asked = Fraction(self.asked_width, self.asked_height)
        return asked is not None and not ratios.is_near(Fraction(self.width, self.height), asked)


class Parentage(models.Model):
    """One image was a reference for another, at `position` (from 1)."""

    child = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="from_parents")
    parent = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="to_children")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("child", "position"), name="parent_once_per_position"),
        )

    def __str__(self) -> str:
        return f"{self.parent_id} → {self.child_id}"
