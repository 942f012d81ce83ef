"""What the processes of all machines leave in rows about themselves, for whoever watches."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """How often something happened and what it came to, added up by every process.

    `name` is what is counted (see `studio.tallies`), `first` and `second` are its labels, `bound`
    the upper bound of a class of a histogram in seconds. `amount` is seconds or money.
    It only ever grows.
    """

    name = models.CharField(max_length=24)
    first = models.CharField(max_length=64, blank=True)
    second = models.CharField(max_length=64, blank=True)
    bound = models.FloatField(default=0)
    count = models.BigIntegerField(default=0)
    amount = models.DecimalField(max_digits=24, decimal_places=6, default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("name", "first", "second", "bound"), name="tally_once_per_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.first} {self.second}: {self.count}"


class Process(models.Model):
    """A web or worker process of this studio, on whatever machine, and its last sign of life.

    `seen_at` is told by the database's clock, `clock_at` by that of its machine at that moment.
    `secret_mark` is the same wherever the secret key is the same.
    """

    class Kind(models.TextChoices):
        WEB = "web"
        WORKER = "worker"

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    host = models.CharField(max_length=64)
    pid = models.PositiveIntegerField()
    version = models.CharField(max_length=32)
    secret_mark = models.CharField(max_length=16)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    clock_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
