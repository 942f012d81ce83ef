"""What was spent, as rows of sums, and how much may be."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Spent(models.Model):
    """What attempts of one day, model, person and session came to in one currency.

    Only `studio.tasks` adds to it. `day` is that on which they were sent, in the studio's time
    zone. `person` and `session` are ids (0: nobody), which stay when the account or session goes.
    `cost` is known; `unknown` of the `attempts` have no known price and by the price list
    `perhaps` came to so much. `currency` is '' where not even that is known.
    """

    day = models.DateField()
    provider = models.CharField(max_length=32)
    model = models.CharField(max_length=128)
    person = models.BigIntegerField(default=0)
    session = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=8, blank=True)
    cost = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    perhaps = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    images = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)
    unknown = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("day", "provider", "model", "person", "session", "currency"),
                name="spent_once_per_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.provider}: {self.cost} {self.currency}"


class Budget(models.Model):
    """A limit of money for a provider and month; `stops`: beyond it nothing is sent."""

    provider = models.CharField(max_length=32, unique=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=8)
    stops = models.BooleanField(default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.provider}: {self.amount} {self.currency}"
