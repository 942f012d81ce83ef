"""Pictures of cost: bars by day or month, stacked by provider, and the same as a table.

Places across are percents of the width and heights are pixels, so that a picture fits any
window while its words and patterns stay as large as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from . import budgets
from .spending import Period

TOP, FLOOR = 20, 190
HEIGHT = 212
MOST_DAYS = 92
"""A longer time is drawn by months."""
KINDS = 6
"""So many fills can be told apart; the last one stands for all further providers."""
# How much of its place a bar takes, and marks under the picture at most.
SHARE = 0.72
MARKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    x: str
    width: str
    y: str
    height: str
    kind: int
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a place: of the scale across, of time along the floor."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Key:
    """A provider, the fill of its bars and its sum."""

    kind: int
    label: str
    sum: str


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    cells: Sequence[str]
    sum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Of one currency. `most` tells the highest bar."""

    currency: str
    sum: str
    most: str
    bars: Sequence[Bar]
    scale: Sequence[Mark]
    times: Sequence[Mark]
    keys: Sequence[Key]
    rows: Sequence[Row]
    is_by_month: bool


Columns = dict[date, dict[str, Decimal]]


def of(period: Period, days: Sequence[Mapping[str, Any]]) -> list[Chart]:
    """One for each currency, from the rows of `spending.by_day`."""
    sums: defaultdict[str, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in days:
        sums[row["currency"]][row["provider"]] += row["cost"]
    paid = sorted((c for c in sums if any(sums[c].values())), key=lambda c: (c == "credits", c))
    return [_chart(currency, period, days, sums[currency]) for currency in paid]


def _chart(
    currency: str,
    period: Period,
    days: Sequence[Mapping[str, Any]],
    sums: Mapping[str, Decimal],
) -> Chart:
    order = sorted((p for p in sums if sums[p]), key=lambda p: (-sums[p], p))
    columns = _columns(period, [row for row in days if row["currency"] == currency and row["cost"]])
    heights = {day: sum(cells.values(), Decimal()) for day, cells in columns.items()}
    top, is_by_month = max(heights, key=lambda day: heights[day]), _is_by_month(period)
    step = _step(heights[top])
    paid = [day for day in columns if columns[day]]
    scale = step * (heights[top] / step).to_integral_value(ROUND_CEILING)
    return Chart(
        currency=currency,
        sum=_money(sum(sums.values(), Decimal()), currency),
        most=_("%(when)s: %(sum)s")
        % {"when": _label(top, is_by_month), "sum": _money(heights[top], currency)},
        bars=list(_bars(columns, order, scale, currency, is_by_month)),
        scale=list(_scale(scale, step, currency)),
        times=list(_times(list(columns), is_by_month)),
        keys=[
            Key(_kind(rank), budgets.provider_label(provider), _money(sums[provider], currency))
            for rank, provider in enumerate(order)
        ],
        rows=[_row(day, columns[day], order, currency, is_by_month) for day in paid],
        is_by_month=is_by_month,
    )


def _row(
    day: date,
    cells: Mapping[str, Decimal],
    order: Sequence[str],
    currency: str,
    is_by_month: bool,
) -> Row:
    return Row(
        _label(day, is_by_month),
        [_money(cells[provider], currency) if provider in cells else "" for provider in order],
        _money(sum(cells.values(), Decimal()), currency),
    )


def _columns(period: Period, rows: Sequence[Mapping[str, Any]]) -> Columns:
    """Every day or month of the period, with what each provider came to in it."""
    length = (period.last - period.first).days + 1
    every = (period.first + timedelta(days=n) for n in range(length))
    columns: Columns = {_column(day, period): {} for day in every}
    for row in rows:
        cells = columns[_column(row["day"], period)]
        cells[row["provider"]] = cells.get(row["provider"], Decimal()) + row["cost"]
    return columns


def _is_by_month(period: Period) -> bool:
    return (period.last - period.first).days >= MOST_DAYS


def _column(day: date, period: Period) -> date:
    return day.replace(day=1) if _is_by_month(period) else day


def _bars(
    columns: Columns, order: Sequence[str], scale: Decimal, currency: str, is_by_month: bool
) -> Iterator[Bar]:
    """From the floor up, the dearest provider at the bottom."""
    place = 100 / len(columns)
    for number, (day, cells) in enumerate(columns.items()):
        y = float(FLOOR)
        for rank, provider in enumerate(order):
            amount = cells.get(provider, Decimal())
            height = float(amount / scale) * (FLOOR - TOP)
            y -= height
            if amount:
                yield Bar(
                    x=f"{(number + (1 - SHARE) / 2) * place:.3f}%",
                    width=f"{place * SHARE:.3f}%",
                    y=f"{y:.2f}",
                    height=f"{max(height, 0.5):.2f}",
                    kind=_kind(rank),
                    title=f"{_label(day, is_by_month)}, {budgets.provider_label(provider)}: "
                    f"{_money(amount, currency)}",
                )


def _scale(top: Decimal, step: Decimal, currency: str) -> Iterator[Mark]:
    value = step
    while value <= top:
        y = FLOOR - float(value / top) * (FLOOR - TOP)
        # The heading says that they are credits.
        text = (
            f"{value.normalize():,f}"
            if currency == "credits"
            else budgets.round_words(value, currency)
        )
        yield Mark(f"{y:.1f}", text)
        value += step


def _times(columns: Sequence[date], is_by_month: bool) -> Iterator[Mark]:
    """A few marks along the floor, one under the first column."""
    every = -(-len(columns) // MARKS)
    for number in range(0, len(columns), every):
        at = (number + 0.5) * 100 / len(columns)
        yield Mark(f"{at:.3f}%", date_format(columns[number], "M Y" if is_by_month else "j M"))


def _step(highest: Decimal) -> Decimal:
    """A round number of which two to four make the scale."""
    power = Decimal(10) ** (highest.adjusted())
    known = (power * Decimal(part) for part in ("0.25", "0.5", "1", "2.5", "5"))
    return next(step for step in known if highest / step <= 4)


def _kind(rank: int) -> int:
    return min(rank + 1, KINDS)


def _label(day: date, is_by_month: bool) -> str:
    return date_format(day, "F Y" if is_by_month else "j F")


def _money(amount: Decimal, currency: str) -> str:
    return budgets.sum_words(amount, currency)
