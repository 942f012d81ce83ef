"""What requests cost as far as a table can say it, before they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

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
    try:
        provider, spec = keys.find(f"{job.provider}:{job.model}")
    except LookupError:
        return None
    return estimate(
        provider,
        spec,
        [task.count for task in tasks if not task.is_replaced],
        prompt=job.prompt_sent,
        parameters=job.parameters,
        inputs=len(job.references.all()),
    )


def is_free(job: Job) -> bool:
    """Whether its provider costs nothing, so that nothing is ever paid twice."""
    try:
        return providers.get(job.provider).is_free
    except NotFoundError:
        return False


def _sum(costs: list[Cost]) -> Cost | None:
    if len({cost.currency for cost in costs}) != 1:
        return None
    amount = sum((cost.amount for cost in costs), Decimal())
    return Cost(amount=amount, currency=costs[0].currency, source=costs[0].source)


def words(cost: Cost | None, *, is_free: bool = False) -> str:
    """`$0.404`, `12 credits`, `free` or `price unknown`."""
    if is_free:
        return _("free")
    return prices.words(cost.amount, cost.currency) if cost else _("price unknown")
