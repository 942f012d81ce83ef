"""Budgets as people meet them: set on the spending page, told and asked at the composer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gallery import prices
from gallery.models import User

from . import budgets, keys, providers, several
from .budgets import Standing
from .forms import PromptForm
from .prices import estimate
from .providers import Provider

CURRENCIES = [*((code, code) for code in prices.SIGNS), ("credits", gettext_lazy("credits"))]


class BudgetForm(forms.Form):
    """For one provider; an amount may be written with a comma."""

    use_required_attribute = False

    amount = forms.DecimalField(
        label=gettext_lazy("Amount a month"),
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write how much may be spent in a month.")},
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=CURRENCIES)
    stops = forms.BooleanField(required=False, label=gettext_lazy("Stop when it is reached"))

    def __init__(self, provider: str, data: Any = None, initial: Any = None) -> None:
        self.provider = provider
        if data is not None:
            data = {**data.dict(), "amount": data.get("amount", "").replace(",", ".")}
        super().__init__(data, initial=initial, auto_id=f"{provider}_%s")

    def save(self, person: User | None) -> None:
        budgets.keep(self.provider, by=person, **self.cleaned_data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A provider on the spending page; `standing` None: it has no budget."""

    id: str
    label: str
    standing: Standing | None
    form: BudgetForm

    @property
    def words(self) -> str:
        """`$45.90 of $50, $4.10 left`, `No budget`."""
        if self.standing is None:
            return _("No budget")
        known = {
            "used": self.standing.money(self.standing.used),
            "all": self.standing.money(self.standing.budget.amount),
            "left": self.standing.money(self.standing.left),
        }
        if self.standing.used > self.standing.budget.amount:
            known["over"] = self.standing.money(self.standing.used - self.standing.budget.amount)
            return _("%(used)s of %(all)s, %(over)s over it") % known
        return _("%(used)s of %(all)s, %(left)s left") % known

    @property
    def reserved(self) -> str:
        """`$0.40 of that under way`."""
        if self.standing is None or not self.standing.reserved:
            return ""
        return _("%s of that under way") % self.standing.money(self.standing.reserved)

    @property
    def filled(self) -> str:
        """How far its bar is filled, in percent of the width."""
        if self.standing is None:
            return "0"
        share = self.standing.used / self.standing.budget.amount
        return f"{min(share, Decimal(1)) * 100:.1f}%"


def rows(wrong: BudgetForm | None = None) -> list[Row]:
    """Each provider that costs and is ready, or has a budget. One statement."""
    standings = budgets.of_all()
    ready = [made.id for made in keys.ready() if not made.is_free]
    found = [*ready, *(id for id in standings if id not in ready)]
    return [_row(id, standings.get(id), wrong) for id in found]


def can_have(id: str) -> bool:
    """Whether a provider of this id is here and costs anything."""
    return any(cls.id == id and not cls.is_free for cls in providers.all())


def told(asked: Sequence[PromptForm]) -> list[str]:
    """What the composer says beside the price of budgets that are nearly gone.

    One statement where there are none, else two.
    """
    return [_said(standing, more) for standing, more in _asked(asked) if _is_told(standing, more)]


def refuse(asked: Sequence[PromptForm]) -> bool:
    """Put into the first form what budgets have against any; whether there is anything."""
    stopped = [
        standing
        for standing, more in _asked(asked)
        if standing.budget.stops and not standing.allows(more)
    ]
    for standing in stopped:
        asked[0].add_error(None, f"{budgets.gone(standing)}. {budgets.ways_on()}")
    return bool(stopped)


def _asked(asked: Sequence[PromptForm]) -> Iterator[tuple[Standing, Decimal]]:
    """The budget of each provider that is asked, and what all its models come to together."""
    if all(form.provider.is_free for form in asked):
        return
    ids = list(dict.fromkeys(form.provider.id for form in asked))
    if not budgets.are_there(ids):
        return
    standings = budgets.of_all()
    for id in ids:
        if standing := standings.get(id):
            own = [form for form in asked if form.provider.id == id]
            yield standing, sum((_more(form, standing) for form in own), Decimal())


def _more(form: PromptForm, standing: Standing) -> Decimal:
    """What a form comes to at most in the budget's currency; 0 where that is unknown."""
    cost = several.cost(form)
    if cost is None or cost.currency != standing.budget.currency:
        return Decimal()
    return max(cost.amount, cost.most or cost.amount)


def _is_told(standing: Standing, more: Decimal) -> bool:
    return standing.is_near or not standing.allows(more)


def _said(standing: Standing, more: Decimal) -> str:
    """`$4.10 of $50 left this month at Google`, and what follows from it."""
    known = {
        "left": standing.money(standing.left),
        "all": standing.money(standing.budget.amount),
        "provider": standing.label,
    }
    said = _("%(left)s of %(all)s left this month at %(provider)s") % known
    if standing.allows(more):
        return said
    if standing.budget.stops:
        return _("%s: this will not be sent") % said
    return _("%s: this goes beyond it") % said


def _row(id: str, standing: Standing | None, wrong: BudgetForm | None) -> Row:
    if wrong is not None and wrong.provider == id:
        form = wrong
    elif standing:
        budget = standing.budget
        amount = f"{budget.amount:f}".removesuffix(".00")
        known = {"amount": amount, "currency": budget.currency, "stops": budget.stops}
        form = BudgetForm(id, initial=known)
    else:
        form = BudgetForm(id, initial={"currency": _currency(id)})
    return Row(id=id, label=budgets.provider_label(id), standing=standing, form=form)


def _currency(id: str) -> str:
    """In which a provider is paid, as far as its price list tells."""
    made: Provider = keys.provider(id)
    costs = (estimate(made, spec, [1], parameters={}) for spec in made.offered())
    return next((cost.currency for cost in costs if cost), "USD")
