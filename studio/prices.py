"""What requests cost as far as a table can say it, before they are sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _

from gallery import prices

from . import keys, providers
from .models import Job, Task
from .providers import Brief, Cost, Input, ModelSpec, NotFoundError, Provider, Value


def calls(count: int, per_call: int) -> Iterator[int]:
    """How many images each paid request for `count` images is for."""
    for first in range(0, count, max(per_call, 1)):
        yield min(per_call, count - first)


def estimate(
    provider: Provider,
    spec: ModelSpec,
    counts: Iterable[int],
    *,
    prompt: str = "",
    parameters: Mapping[str, Value],
    inputs: int = 0,
) -> Cost | None:
    """What requests for `counts` images each cost together; None where no table says it."""
    brief = Brief(
        model=spec.id,
        prompt=prompt,
        operation="edit" if inputs and spec.edit else "generate",
        parameters=parameters,
        inputs=tuple(Input(name=str(n), mime="image/png", data=b"") for n in range(inputs)),
    )
    costs = [provider.price(replace(brief, count=count)) for count in counts]
    return _sum([cost for cost in costs if cost]) if all(costs) else None


def of(job: Job, tasks: Iterable[Task]) -> Cost | None:
    """What the requests of these tasks cost, each sent once; None where nobody knows."""
    return of_counts(job, [task.count for task in tasks if not task.is_replaced])


def of_one(task: Task) -> Cost | None:
    """What the request of a task costs, also of one that was replaced since."""
    return of_counts(task.job, [task.count])


def of_counts(job: Job, counts: Sequence[int]) -> Cost | None:
    """What requests of this kind for so many images each cost together."""
    try:
        provider, spec = keys.find(f"{job.provider}:{job.model}")
    except LookupError:
        return None
    return estimate(
        provider,
        spec,
        counts,
        prompt=job.prompt_sent,
        parameters=job.parameters,
        inputs=len(job.references.all()) if job.operation == "edit" else 0,
    )


def kept(cost: Cost | None) -> dict[str, Any]:
    """The columns in which a task keeps what it is expected to cost at most."""
    if cost is None or cost.source == "free":
        return {}
    highest = max(cost.amount, cost.most or cost.amount)
    return {"estimate": highest, "estimate_currency": cost.currency}


def spent(tasks: Iterable[Task]) -> str:
    """The known costs of these tasks, one sum for each currency; '' where none is known."""
    found: dict[str, list[Cost]] = defaultdict(list)
    for cost in filter(None, map(_known, tasks)):
        found[cost.currency].append(cost)
    return " + ".join(words(_sum(costs)) for costs in found.values())


def told(tasks: Iterable[Task]) -> Cost | None:
    """What lost requests cost by the word of the gateway's list, where it knows all of them."""
    lost = [task for task in tasks if task.state == Task.State.UNCONFIRMED]
    costs = [_known(task) for task in lost]
    return _sum([cost for cost in costs if cost]) if all(costs) else None


def _known(task: Task) -> Cost | None:
    if task.cost is None:
        return None
    source: Literal["table", "told"] = "table" if task.cost_source == "table" else "told"
    return Cost(amount=task.cost, currency=task.currency, source=source)


def is_free(job: Job) -> bool:
    """Whether its provider costs nothing, so that nothing is ever paid twice."""
    try:
        return providers.get(job.provider).is_free
    except NotFoundError:
        return False


def words(cost: Cost | None, *, is_free: bool = False) -> str:
    """`$0.404`, by a list `about $0.404` or `$0.025 to $0.100`, `free` or `price unknown`.

    Credits are counted by the very list that is shown, so they are not about right, but right.
    """
    if is_free:
        return _("free")
    if cost is None:
        return _("price unknown")
    amount = prices.words(cost.amount, cost.currency)
    if cost.most and cost.most > cost.amount:
        return _("%(least)s to %(most)s") % {"least": amount, "most": most(cost)}
    is_estimate = cost.source == "table" and cost.amount and cost.currency != "credits"
    return _("about %s") % amount if is_estimate else amount


def together(costs: Iterable[Cost | None]) -> str:
    """One sum for each currency, and a word for what no table says."""
    found: dict[str, list[Cost]] = defaultdict(list)
    unknown = 0
    for cost in costs:
        if cost is None:
            unknown += 1
        else:
            found[cost.currency].append(cost)
    said = [words(_sum(same)) for same in found.values()]
    return " + ".join([*said, words(None)] if unknown else said)


def most(cost: Cost) -> str:
    """The highest that it may come to, for whoever decides about it: `$0.100`."""
    return prices.words(max(cost.amount, cost.most or cost.amount), cost.currency)


def _sum(costs: list[Cost]) -> Cost | None:
    """All of them together; no more to be trusted than the least of them."""
    if len({cost.currency for cost in costs}) != 1:
        return None
    amount = sum((cost.amount for cost in costs), Decimal())
    highest = sum((cost.most or cost.amount for cost in costs), Decimal())
    source = next((cost.source for cost in costs if cost.source == "table"), costs[0].source)
    return Cost(
        amount=amount,
        currency=costs[0].currency,
        source=source,
        most=highest if highest > amount else None,
    )
