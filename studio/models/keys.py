"""What is known of keys: as typed in, and what gateways taught about them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Setup(models.Model):
    """What was typed into the providers page for one provider; the environment wins over it.

    `key` is encrypted, `key_end` its last characters; `model_ids` have commas between.
    """

    provider = models.CharField(max_length=32, unique=True)
    key = models.TextField(blank=True)
    key_end = models.CharField(max_length=4, blank=True)
    base_url = models.CharField(max_length=500, blank=True)
    model_ids = models.TextField(blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.provider


class Limit(models.Model):
    """What 429 answers taught about a key, shared by all workers.

    `concurrency` None: no limit learned. `resume_at`: nothing is sent before.
    `sent_at`: when its requests of the last minute went out, in seconds since 1970.
    """

    key_mark = models.CharField(max_length=32, unique=True)
    concurrency = models.PositiveIntegerField(null=True)
    resume_at = models.DateTimeField(null=True)
    limited_at = models.DateTimeField(null=True)
    grown_at = models.DateTimeField(null=True)
    sent_at = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"Limit of {self.key_mark}"


class Upload(models.Model):
    """A reference that a gateway keeps for a while, so that it is not given to it twice.

    `digest` is that of the bytes as sent, `url` what requests call it by.
    """

    key_mark = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    url = models.TextField()
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("key_mark", "digest"), name="upload_once_per_key"),
        )

    def __str__(self) -> str:
        return f"Upload {self.digest[:8]}"
