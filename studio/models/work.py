"""What a person asked for and how it stands. Fields and questions, no deeds."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studio import clock

WATCHED = ("queued", "submitting", "waiting", "received", "failed", "unconfirmed")


class Session(models.Model):
    """A named line of work: jobs in the order in which they were tried."""

    name = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # None: everybody of the team sees it and what is in it.
    private_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="private_sessions",
    )
    # None: it is at hand. Archived ones are left out of lists, and found by search.
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("made_by", "-id"), name="session_newest"),)

    def __str__(self) -> str:
        return self.name or f"Session {self.pk}"


class Job(models.Model):
    """What a person submitted once: a prompt with its parameters, for one model.

    `pk` is the number people say ("19, second frame"), `uuid` its address.
    `version` counts each change that a card shows. `state` follows from the tasks.
    `parent` is the attempt that this one was changed from, `group` what jobs of one submit for
    several models share, `recipe` the fingerprint of what was asked (see `studio.recipes`).
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Making")
        FINISHED = "finished", _("Finished")
        PARTIAL = "partial", _("Partly made")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        UNCONFIRMED = "unconfirmed", _("Unconfirmed")

    OVER = (State.FINISHED, State.PARTIAL, State.FAILED, State.CANCELLED, State.UNCONFIRMED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="jobs")
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="children"
    )
    group = models.UUIDField(null=True)
    recipe = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    submission = models.CharField(max_length=80, unique=True)
    provider = models.CharField(max_length=32)
    provider_label = models.CharField(max_length=64)
    model = models.CharField(max_length=128)
    model_label = models.CharField(max_length=128)
    operation = models.CharField(max_length=8, default="generate")
    prompt = models.TextField()
    prompt_sent = models.TextField()
    parameters = models.JSONField(default=dict)
    # What becomes of each field on its way, see `studio.truth.Fate`; one dict each.
    fates = models.JSONField(default=list)
    # What a copy beside each original is to be: {"width", "height", "format"}; empty: none.
    copy = models.JSONField(default=dict)
    mask = models.ForeignKey(
        "gallery.Image", on_delete=models.PROTECT, null=True, related_name="masked"
    )
    count = models.PositiveSmallIntegerField(default=1)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("session", "-id"), name="job_newest"),
            models.Index(fields=("recipe", "-id"), name="job_by_recipe"),
            models.Index(
                fields=("state",),
                condition=Q(state__in=("queued", "running", "unconfirmed")),
                name="job_open",
            ),
        )

    def __str__(self) -> str:
        return f"Job {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state in self.OVER

    @property
    def private_to_id(self) -> int | None:
        """Whose alone it is: its session's."""
        return self.session.private_to_id

    @property
    def aspect_ratio(self) -> str:
        return str(self.parameters.get("aspect_ratio", ""))

    @property
    def resolution(self) -> str:
        return str(self.parameters.get("resolution", ""))

    @property
    def seconds(self) -> float | None:
        """From submit to end, for people, whatever a clock did meanwhile; None while it runs."""
        if self.ended_at is None:
            return None
        return max(0.0, (self.ended_at - self.created_at).total_seconds())


class Reference(models.Model):
    """An input image of a job, at `position` (from 1).

    `role` is what it is for and `note` what of it: both are told to the model in the prompt.
    """

    class Role(models.TextChoices):
        FREE = "", _("free")
        SUBJECT = "subject", _("subject")
        STYLE = "style", _("style")
        CHARACTER = "character", _("character")
        LAYOUT = "layout", _("layout")

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="references")
    image = models.ForeignKey("gallery.Image", on_delete=models.PROTECT, related_name="used_in")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, choices=Role, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("job", "position"), name="reference_once_per_position"),
        )

    def __str__(self) -> str:
        return f"{self.job}: reference {self.position}"


class Task(models.Model):
    """One call to a provider for a job. `state` says what a restart may do.

    ```
    queued ──▶ submitting ──▶ waiting ──▶ received ──▶ finished
       │           └──────────────┴───────────┴──────▶ failed
       └▶ cancelled    └▶ unconfirmed
    ```
    Only `studio.tasks` writes it.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SUBMITTING = "submitting", _("Sent")
        WAITING = "waiting", _("Waiting")
        RECEIVED = "received", _("Received")
        FINISHED = "finished", _("Finished")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        UNCONFIRMED = "unconfirmed", _("Unconfirmed")

    UNFINISHED = (State.QUEUED, State.SUBMITTING, State.WAITING, State.RECEIVED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    count = models.PositiveSmallIntegerField(default=1)
    # How many images of the job the tasks before it make.
    offset = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    # Replaced by a newer task of the same job: no longer counts for the job's state.
    is_replaced = models.BooleanField(default=False)

    # The lease: who works on it and until when. `due_at`: when its next step is due,
    # None where there is none. `tries` counts tries of the step that the state stands for.
    owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    # The attempt: one paid request. `key_mark` stands for the key that pays it.
    attempt = models.UUIDField(null=True, unique=True)
    key_mark = models.CharField(max_length=32, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)
    sent = models.JSONField(default=dict)

    # What came back.
    handle = models.JSONField(null=True)
    progress = models.PositiveSmallIntegerField(null=True)
    made = models.JSONField(null=True)
    answered_at = models.DateTimeField(null=True)
    links_until = models.DateTimeField(null=True)
    cost = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    currency = models.CharField(max_length=8, blank=True)
    # How far to trust the cost, see `providers.Cost.source`.
    cost_source = models.CharField(max_length=8, blank=True)
    # What it is expected to cost at most, by a price list or by what it cost before.
    estimate = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    estimate_currency = models.CharField(max_length=8, blank=True)
    # What this attempt added to the rows of sums, see `studio.tasks.bills`; None: nothing.
    counted = models.JSONField(null=True)
    usage = models.JSONField(default=dict)
    request_id = models.CharField(max_length=200, blank=True)
    # For a report to the vendor: the last status of HTTP and what the gateway said, cut.
    http_status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True)

    # How it ended.
    error = models.CharField(max_length=20, blank=True)
    error_text = models.TextField(blank=True)
    error_detail = models.TextField(blank=True)
    money = models.CharField(max_length=8, default="no")
    wait_reason = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("job", "position"), name="task_once_per_position"),
        )
        indexes = (
            models.Index(
                fields=("due_at",), condition=Q(due_at__isnull=False), name="task_with_next_step"
            ),
            models.Index(fields=("key_mark", "submitted_at"), name="task_by_key"),
            # Neither finished nor cancelled: few, and whoever watches counts them.
            models.Index(
                fields=("state", "ended_at"),
                condition=Q(state__in=WATCHED),
                name="task_watched",
            ),
        )

    def __str__(self) -> str:
        return f"Task {self.pk} of {self.job_id}"

    @property
    def is_over(self) -> bool:
        return self.state not in self.UNFINISHED

    @property
    def has_live_links(self) -> bool:
        """Failed only at fetching: the results are paid and can still be had for nothing.

        Dead links stay dead, and bytes that were no picture are the same when read again.
        """
        pictures = (self.made or {}).get("pictures", [])
        return bool(
            self.state == self.State.FAILED
            and pictures
            and self.links_until
            and self.links_until > clock.now()
            and self.error != "expired"
            and (self.error != "bad_response" or any(p.get("url") for p in pictures))
        )

    @property
    def is_free_again(self) -> bool:
        """Trying again costs nothing: to fetch, or to ask after a key was refused meanwhile."""
        is_live = self.links_until is not None and self.links_until > clock.now()
        was_key = self.state == self.State.FAILED and self.error == "authentication"
        return self.has_live_links or bool(was_key and self.handle and is_live)
