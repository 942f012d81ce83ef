"""What sessions come to: attempts, images and money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from gallery import prices
from gallery.models import Image

from .models import Job, Session, Task

UNKNOWN = Q(cost=None) & (
    Q(state=Task.State.FINISHED) | Q(state=Task.State.UNCONFIRMED) | ~Q(money="no")
)


def with_figures(found: QuerySet[Session]) -> QuerySet[Any]:
    """Each with `attempts`, `images` and `first_prompt`."""
    jobs = Job.objects.filter(session=OuterRef("pk"))
    uuids = Job.objects.filter(session=OuterRef(OuterRef("pk"))).values("uuid")
    return found.annotate(
        attempts=_number(jobs),
        images=_number(Image.objects.filter(job__in=uuids)),
        first_prompt=Subquery(jobs.order_by("pk").values("prompt")[:1]),
    )


def with_first_prompt(found: QuerySet[Session]) -> QuerySet[Any]:
    """Each with `first_prompt`, by which one without a name is called."""
    jobs = Job.objects.filter(session=OuterRef("pk")).order_by("pk")
    return found.annotate(first_prompt=Subquery(jobs.values("prompt")[:1]))


def costs(sessions: Iterable[int]) -> dict[int, str]:
    """What each has cost so far, by its id; '' where nothing was made. One statement."""
    tasks = Task.objects.filter(job__session__in=list(sessions)).order_by()
    rows = tasks.values("job__session", "currency").annotate(
        amount=Sum("cost"), unknown=Count("pk", filter=UNKNOWN)
    )
    found: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    open_ended = set()
    for row in rows:
        if row["amount"] is not None:
            found[row["job__session"]][row["currency"]] = row["amount"]
        if row["unknown"]:
            open_ended.add(row["job__session"])
    return {pk: words(found[pk], pk in open_ended) for pk in found.keys() | open_ended}


def words(amounts: Mapping[str, Decimal], is_open_ended: bool = False) -> str:
    """`$3.12 + 60 credits`, `at least $3.12` where more was perhaps paid; '' for nothing."""
    order = sorted(amounts, key=lambda currency: (currency == "credits", currency))
    paid = {currency: amounts[currency] for currency in order if amounts[currency]}
    if not paid and is_open_ended:
        return _("price unknown")
    if not paid:
        return prices.words(Decimal(), "") if amounts else ""
    text = " + ".join(_money(amount, currency) for currency, amount in paid.items())
    return _("at least %s") % text if is_open_ended else text


def _money(amount: Decimal, currency: str) -> str:
    """Sums are read by the cent; credits are no money."""
    if currency == "credits" or amount < 1:
        return prices.words(amount, currency)
    return f"{prices.SIGNS.get(currency, '')}{amount:.2f}" + (
        "" if currency in prices.SIGNS else f" {currency}"
    )


def _number(found: QuerySet[Any]) -> Subquery:
    """How many there are, as a part of another statement."""
    counted = found.order_by().annotate(number=Func(F("pk"), function="COUNT"))
    return Subquery(counted.values("number"), output_field=IntegerField())
