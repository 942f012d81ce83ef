"""Budgets: what may be spent at a provider in a month, what of it is gone, and what may go out.

Gone is what the rows of sums tell of this month and what unfinished tasks are expected to cost.
Only what is paid in the budget's own currency counts: nothing is converted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gallery import prices
from gallery.models import User

from . import figures, providers
from .models import Budget, Spent, Task
from .providers import NotFoundError

NEAR = Decimal("0.8")
# How far back is looked for what a model without a price list costs.
HISTORY = timedelta(days=90)
SENT = (Task.State.SUBMITTING, Task.State.WAITING, Task.State.RECEIVED)
MONEY: DecimalField[Decimal, Decimal] = DecimalField(max_digits=18, decimal_places=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A budget and what of it is gone: `spent` for sure or perhaps, `reserved` under way."""

    budget: Budget
    spent: Decimal
    reserved: Decimal

    @property
    def used(self) -> Decimal:
        return self.spent + self.reserved

    @property
    def left(self) -> Decimal:
        return max(self.budget.amount - self.used, Decimal())

    @property
    def is_near(self) -> bool:
        return self.used >= NEAR * self.budget.amount

    @property
    def is_reached(self) -> bool:
        return self.used >= self.budget.amount

    def allows(self, more: Decimal) -> bool:
        """Whether `more` may go out; of an unknown price (0) as long as anything is left."""
        return self.used + more <= self.budget.amount and not self.is_reached

    def money(self, amount: Decimal) -> str:
        """`$50`, `$4.10`, `60 credits`."""
        return round_words(amount, self.budget.currency)

    @property
    def label(self) -> str:
        return provider_label(self.budget.provider)


def of_all() -> dict[str, Standing]:
    """By provider. One statement."""
    return {budget.provider: _standing(budget) for budget in _with_sums(Task.UNFINISHED)}


def are_there(providers: Sequence[str]) -> bool:
    """Whether any of them has one; that is soon told, the sums are not."""
    return Budget.objects.filter(provider__in=providers).exists()


def refusal(task: Task) -> str:
    """Why the request of a task may not go out, '' where it may.

    Call it in the transaction that records the intent: the budget's row is locked, so that of
    two at the same moment the second one sees the first. What is sent and not over counts as
    it is expected to cost, so a month can only be overrun by what requests under way cost
    beyond that.
    """
    mine = Budget.objects.filter(provider=task.job.provider, stops=True)
    if not mine.select_for_update().values_list("pk", flat=True).first():
        return ""
    # Read once the lock is had: what was written meanwhile is seen.
    standing = _standing(_with_sums(SENT).get(provider=task.job.provider))
    own = _expected(task, standing.budget)
    return "" if standing.allows(own) else gone(standing)


def _expected(task: Task, budget: Budget) -> Decimal:
    """What a task may cost in the budget's currency; where no list tells, what it cost before.

    That is kept with the task, so that it counts while it is under way.
    """
    if task.estimate is not None:
        return task.estimate if task.estimate_currency == budget.currency else Decimal()
    since = timezone.localdate() - HISTORY
    known = Spent.objects.filter(
        day__gte=since,
        provider=budget.provider,
        model=task.job.model,
        currency=budget.currency,
        cost__gt=0,
    ).aggregate(cost=Sum("cost"), images=Sum("images"))
    if not known["images"]:
        return Decimal()
    task.estimate = (known["cost"] / known["images"] * task.count).quantize(Decimal("0.000001"))
    task.estimate_currency = budget.currency
    task.save(update_fields=("estimate", "estimate_currency"))
    return task.estimate


def gone(standing: Standing) -> str:
    """`$49.20 of $50 are spent or under way this month at Google`."""
    known = {"used": standing.money(standing.used), "all": standing.money(standing.budget.amount)}
    text = _("%(used)s of %(all)s are spent or under way this month at %(provider)s")
    return text % {**known, "provider": standing.label}


def ways_on() -> str:
    """What to do about a budget that is used up."""
    first = date_format(month()[1] + timedelta(days=1), "j F")
    text = _("Raise the budget on the spending page, wait until %s, or choose another provider.")
    return text % first


def month(today: date | None = None) -> tuple[date, date]:
    """First and last day of the month, where people are."""
    first = (today or timezone.localdate()).replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def keep(provider: str, *, amount: Decimal, currency: str, stops: bool, by: User | None) -> None:
    """Set a provider's budget."""
    said = {"amount": amount, "currency": currency, "stops": stops, "changed_by": by}
    Budget.objects.update_or_create(provider=provider, defaults=said)


def remove(provider: str) -> None:
    Budget.objects.filter(provider=provider).delete()


def sum_words(amount: Decimal, currency: str) -> str:
    """`$12.40`, `60 credits`, and what is less than a cent as it is."""
    return figures.words({currency: amount})


def round_words(amount: Decimal, currency: str) -> str:
    """Money for people who plan: by the cent, without cents where there are none."""
    if currency == "credits" or (amount and amount < Decimal("0.01")):
        return prices.words(amount, currency) if amount else _("0 credits")
    number = f"{amount:,.2f}".removesuffix(".00")
    return (
        f"{prices.SIGNS[currency]}{number}" if currency in prices.SIGNS else f"{number} {currency}"
    )


def provider_label(id: str) -> str:
    """What people call a provider; its id where it is no longer here."""
    try:
        return providers.get(id).label
    except NotFoundError:
        return id


def _standing(budget: Any) -> Standing:
    return Standing(budget=budget, spent=budget.spent, reserved=budget.reserved)


def _with_sums(states: Sequence[Task.State]) -> QuerySet[Any]:
    """Budgets with `spent`, and `reserved` for tasks in `states`."""
    first, last = month()
    rows = Spent.objects.filter(provider=OuterRef("provider"), currency=OuterRef("currency"))
    spent = _sum(rows.filter(day__range=(first, last)), F("cost") + F("perhaps"))
    # What has a next step, by an index that holds nothing else.
    open_ones = Task.objects.filter(due_at__isnull=False, counted__isnull=True, state__in=states)
    own = Q(cost__isnull=False, currency=OuterRef("currency")) | Q(
        cost=None, estimate_currency=OuterRef("currency")
    )
    reserved = open_ones.filter(own, job__provider=OuterRef("provider"))
    return Budget.objects.order_by("provider").annotate(
        spent=spent, reserved=_sum(reserved, Coalesce("cost", "estimate"))
    )


def _sum(rows: QuerySet[Any], amount: Any) -> Coalesce:
    grouped = rows.order_by().annotate(one=Value(1)).values("one").annotate(sum=Sum(amount))
    return Coalesce(Subquery(grouped.values("sum")), Decimal(), output_field=MONEY)
