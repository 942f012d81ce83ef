"""What a form would cost, by the gateway's own word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from . import prices, questions
from .forms import PromptForm
from .providers import Cost

STAND_IN = "A lighthouse on a headland"
"""For a prompt that is not written yet: gateways price no empty one."""


def can_ask(form: PromptForm) -> bool:
    """References would have to be sent along: for them the price list has to do."""
    return form.provider.can_quote and not form.brief.inputs and not form.refusal


def words(form: PromptForm) -> str:
    """`exactly $0.134`; '' where the gateway does not say."""
    if not can_ask(form):
        return ""
    costs = list(_costs(form))
    if not all(costs) or len({cost.currency for cost in costs if cost}) != 1:
        return ""
    known = [cost for cost in costs if cost]
    amount = sum((cost.amount for cost in known), Decimal())
    total = Cost(amount=amount, currency=known[0].currency, source="exact")
    return _("exactly %s") % prices.words(total)


def _costs(form: PromptForm) -> Iterator[Cost | None]:
    """One for each request; the gateway is asked once for each kind of them."""
    brief = replace(form.brief, prompt=form.draft.prompt or STAND_IN)
    for count, times in Counter(form.counts).items():
        cost = questions.quote(form.provider, replace(brief, count=count))
        yield cost and replace(cost, amount=cost.amount * times)
