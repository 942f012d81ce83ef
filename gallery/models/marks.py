"""What people and guests say of images: tags, verdicts, comments. Fields and questions."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .collections import Guest
from .images import Image
from .people import User

MAX_STARS = 5


class Tag(models.Model):
    """A word for images. `key` is its name in one spelling: two names of one key are one tag."""

    name = models.CharField(max_length=64)
    key = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    images = models.ManyToManyField(Image, through="Tagging", related_name="tags")

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """An image has a tag."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings", db_index=False)
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="taggings")
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tag", "image"), name="tag_once_per_image"),)

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.image_id}"


class Review(models.Model):
    """One person's or guest's verdict on an image; nobody's while login is off.

    `stars` None: not rated; 0 to 5 otherwise. A row without both is deleted.
    """

    class Verdict(models.TextChoices):
        NONE = "", _("none")
        PICK = "pick", _("pick")
        REJECT = "reject", _("reject")

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="reviews")
    person = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="reviews"
    )
    guest = models.ForeignKey(
        Guest, on_delete=models.CASCADE, null=True, blank=True, related_name="reviews"
    )
    verdict = models.CharField(max_length=6, choices=Verdict, blank=True)
    stars = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(MAX_STARS)]
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("image",),
                condition=Q(person=None, guest=None),
                name="review_once_by_nobody",
            ),
            models.UniqueConstraint(fields=("guest", "image"), name="review_once_per_guest"),
            models.UniqueConstraint(fields=("person", "image"), name="review_once_per_person"),
            models.CheckConstraint(
                condition=Q(stars=None) | Q(stars__lte=MAX_STARS), name="review_stars"
            ),
        )
        indexes = (
            models.Index(fields=("verdict", "image"), name="review_by_verdict"),
            models.Index(fields=("stars", "image"), name="review_by_stars"),
            models.Index(fields=("person", "verdict", "image"), name="review_of_one_by_verdict"),
            models.Index(fields=("person", "stars", "image"), name="review_of_one_by_stars"),
        )

    def __str__(self) -> str:
        return f"{self.verdict or self.stars} for {self.image_id}"


class Comment(models.Model):
    """A remark in an image's thread; with `left` and `top` a pin, with `width` too a rectangle.

    The four are fractions of the image, from its top left. `number` counts an image's pins from 1.
    """

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    guest = models.ForeignKey(
        Guest, on_delete=models.SET_NULL, null=True, blank=True, related_name="comments"
    )
    # As the author was called then.
    name = models.CharField(max_length=150, blank=True)
    answers = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="answered"
    )
    text = models.TextField()
    left = models.FloatField(null=True, blank=True)
    top = models.FloatField(null=True, blank=True)
    width = models.FloatField(null=True, blank=True)
    height = models.FloatField(null=True, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    mentions = models.ManyToManyField(User, related_name="mentioned_in", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="resolved"
    )
    # None: it is there. A removed one keeps its place while others answer it.
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("image", "number"), name="pin_once_per_number"),
        )
        indexes = (
            models.Index(
                fields=("-id", "image"),
                condition=Q(number__isnull=False, resolved_at=None, removed_at=None),
                name="pin_open",
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]


class Read(models.Model):
    """Up to which comment a person knows an image's thread; nobody's while login is off."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="reads")
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="reads")
    comment = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "image"), name="read_once_per_person"),
            models.UniqueConstraint(
                fields=("image",), condition=Q(person=None), name="read_once_by_nobody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.image_id} up to {self.comment}"
