"""What was spent in a stretch of time, from the rows of sums alone. Reading only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gallery.models import User
from gallery.prices import words as price_words

from . import budgets, figures, sessions
from .models import Session, Spent

SUMS = ("cost", "images", "attempts", "unknown")
BY = {
    "provider": gettext_lazy("provider"),
    "model": gettext_lazy("model"),
    "person": gettext_lazy("person"),
    "session": gettext_lazy("session"),
}
PERIODS = {
    "month": gettext_lazy("This month"),
    "last": gettext_lazy("Last month"),
    "30": gettext_lazy("30 days"),
    "year": gettext_lazy("A year"),
}
MOST_GROUPS = 100
# Seconds for which a page does not ask again what was spent today.
TODAY_LASTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `first` to `last`, both included; `name` is one of PERIODS, or "own"."""

    name: str
    first: date
    last: date

    @property
    def words(self) -> str:
        """`1 to 21 November 2026`, or the one day that it is."""
        if self.first == self.last:
            return date_format(self.first, "j F Y")
        is_same = (self.first.year, self.first.month) == (self.last.year, self.last.month)
        first = date_format(self.first, "j" if is_same else "j F Y")
        return _("%(first)s to %(last)s") % {
            "first": first,
            "last": date_format(self.last, "j F Y"),
        }


@dataclass(slots=True, kw_only=True)
class Line:
    """What one provider, model, person or session came to, or all of them.

    `priced`: the images at a known price that is not nothing, by currency.
    """

    label: str = ""
    note: str = ""
    session: int = 0
    amounts: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    priced: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    images: int = 0
    attempts: int = 0
    unknown: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        if row["cost"]:
            self.amounts[row["currency"]] += row["cost"]
            self.priced[row["currency"]] += row["images"]
        self.images += row["images"]
        self.attempts += row["attempts"]
        self.unknown += row["unknown"]

    @property
    def cost(self) -> str:
        """`$3.12 + 60 credits`; '' where nothing is known to have been paid."""
        return figures.words(self.amounts) if any(self.amounts.values()) else ""

    @property
    def average(self) -> str:
        """What an image cost, in each currency by itself."""
        known = sorted(self.priced.items(), key=lambda each: (each[0] == "credits", each[0]))
        each = [(self.amounts[currency] / count, currency) for currency, count in known if count]
        return " + ".join(_rounded(amount, currency) for amount, currency in each)

    @property
    def order(self) -> tuple[Any, ...]:
        credits = self.amounts.get("credits", Decimal())
        money = max((self.amounts[c] for c in self.amounts if c != "credits"), default=Decimal())
        return (-money, -credits, -self.attempts)


def period(asked: Mapping[str, str], today: date | None = None) -> Period:
    """What an address asks for; this month where it asks for nothing that can be read."""
    today = today or timezone.localdate()
    first, last = _day(asked.get("from", "")), _day(asked.get("to", ""))
    if first or last:
        first, last = first or date(today.year, 1, 1), last or max(today, first or today)
        return Period(name="own", first=min(first, last), last=max(first, last))
    month = budgets.month(today)[0]
    before = budgets.month(month - timedelta(days=1))
    known = {
        "last": before,
        "30": (today - timedelta(days=29), today),
        "year": (budgets.month(today - timedelta(days=334))[0], today),
    }
    name = asked.get("period", "")
    first, last = known.get(name, (month, today))
    return Period(name=name if name in known else "month", first=first, last=last)


def choices(of: Period, by: str) -> dict[str, list[tuple[str, Any, bool]]]:
    """Periods and ways to group as (address, words, whether it is chosen), each with the other.

    There is nobody to group by while login is off.
    """
    own = {"from": f"{of.first}", "to": f"{of.last}"} if of.name == "own" else {"period": of.name}
    return {
        "periods": [
            (f"?{urlencode({'period': name, 'by': by})}", words, name == of.name)
            for name, words in PERIODS.items()
        ],
        "ways": [
            (f"?{urlencode({**own, 'by': name})}", words, name == by)
            for name, words in BY.items()
            if name != "person" or settings.LOGIN_REQUIRED
        ],
        "table": [(f"?{urlencode(own)}", "", False)],
    }


def by_day(of: Period) -> list[dict[str, Any]]:
    """Rows of day, provider and currency with their sums. One statement."""
    rows: Any = _in(of).values("day", "provider", "currency").annotate(**_sums())
    return list(rows.order_by("day"))


def total(rows: Iterable[Mapping[str, Any]]) -> Line:
    line = Line()
    for row in rows:
        line.add(row)
    return line


def lines(
    of: Period, by: str, days: Sequence[Mapping[str, Any]], person: User | None = None
) -> list[Line]:
    """One for each group, the dearest first; what is left of many in a last one.

    Two statements at most; none by provider, which `days` tells.
    """
    keys = ("provider", "model") if by == "model" else (by,)
    rows: Iterable[Mapping[str, Any]] = days
    if by != "provider":
        rows = _in(of).values(*keys, "currency").annotate(**_sums()).order_by()
    found: defaultdict[tuple[Any, ...], Line] = defaultdict(Line)
    for row in rows:
        found[tuple(row[key] for key in keys)].add(row)
    ordered = sorted(found.items(), key=lambda each: each[1].order)
    shown = dict(ordered[:MOST_GROUPS])
    if by == "session":
        _name_sessions(shown, person)
    else:
        _NAMES[by](shown)
    return [*shown.values(), *_rest([line for key, line in ordered[MOST_GROUPS:]])]


def today_words() -> str:
    """`$1.84` of today, '' where nothing was spent. One statement, not asked again at once."""
    today = timezone.localdate()
    key = f"spent-{today}"
    known: str | None = cache.get(key)
    if known is None:
        rows = Spent.objects.filter(day=today, cost__gt=0).values("currency").order_by()
        amounts = {row["currency"]: row["sum"] for row in rows.annotate(sum=Sum("cost"))}
        known = figures.words(amounts) if amounts else ""
        cache.set(key, known, TODAY_LASTS)
    return known


def _in(of: Period) -> QuerySet[Spent]:
    return Spent.objects.filter(day__range=(of.first, of.last)).exclude(attempts=0)


def _sums() -> dict[str, Sum]:
    return {name: Sum(name) for name in SUMS}


def _rest(left: Sequence[Line]) -> list[Line]:
    if not left:
        return []
    rest = Line(label=_("%d more") % len(left))
    for line in left:
        for currency, amount in line.amounts.items():
            rest.amounts[currency] += amount
            rest.priced[currency] += line.priced[currency]
        rest.images += line.images
        rest.attempts += line.attempts
        rest.unknown += line.unknown
    return [rest]


Found = Mapping[tuple[Any, ...], Line]


def _name_providers(found: Found) -> None:
    for (provider,), line in found.items():
        line.label = budgets.provider_label(provider)


def _name_models(found: Found) -> None:
    for (provider, model), line in found.items():
        line.label, line.note = model, budgets.provider_label(provider)


def _name_people(found: Found) -> None:
    people = User.objects.in_bulk([person for (person,) in found])
    for (person,), line in found.items():
        known = people.get(person)
        line.label = (known.get_full_name() or known.username) if known else _nobody(person)


def _nobody(person: int) -> str:
    return _("an account that is gone") if person else _("without an account")


def _name_sessions(found: Found, person: User | None) -> None:
    """What is private to others has no name here."""
    pks = [session for (session,) in found]
    rows: Any = figures.with_first_prompt(Session.objects.filter(pk__in=pks))
    known = {each.pk: each for each in rows}
    for (session,), line in found.items():
        row = known.get(session)
        is_seen = row is not None and row.private_to_id in {None, person and person.pk}
        line.label = _session(row, is_seen)
        line.session = session if is_seen else 0


def _session(row: Any, is_seen: bool) -> str:
    if row is None:
        return _("a session that is gone")
    return sessions.name(row, row.first_prompt or "") if is_seen else _("a private session")


_NAMES = {
    "provider": _name_providers,
    "model": _name_models,
    "person": _name_people,
}


def _rounded(amount: Decimal, currency: str) -> str:
    places = Decimal("0.1") if currency == "credits" else Decimal("0.001")
    return price_words(amount.quantize(places) if amount >= places else amount, currency)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
