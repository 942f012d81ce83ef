"""Which providers are ready, what their models take, and how to connect the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery import prices as money

from . import fields, keys, prices, providers
from .providers import ModelSpec, Operation, Provider
from .providers.parameters import Choice

LAST = 4
# A shorter key would be told to a good part by its last characters.
SHORTEST_KEY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """What one model takes: `text` as a line of words, shapes and tiers as their values.

    `cost` is the least, `cost_to` the most where it differs.
    """

    id: str
    label: str
    text: str
    ratios: tuple[str, ...]
    tiers: tuple[str, ...]
    cost: str
    cost_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """`variable` and `key_end` are of the key in use; `base_url` only where it was changed.

    `missing` names the variables to set so that it becomes ready.
    """

    id: str
    label: str
    tagline: str
    is_ready: bool
    needs_key: bool
    variable: str
    key_end: str
    base_url: str
    missing: tuple[str, ...]
    models: list[Takes]

    @property
    def state_text(self) -> str:
        """The words beside the lamp."""
        known = {"variable": self.variable, "end": self.key_end}
        if not self.is_ready:
            missing = _(" and ").join(self.missing)
            return _("Not connected. To connect: set %s and start again.") % missing
        if self.key_end:
            return _("Ready, key from %(variable)s, ends in %(end)s") % known
        if self.variable:
            return _("Ready, key from %(variable)s") % known
        return _("Ready, needs no key")


def listed() -> list[Connection]:
    """Every provider there is, those that are ready first."""
    found = [_connection(cls) for cls in providers.all()]
    return sorted(found, key=lambda connection: not connection.is_ready)


def _connection(cls: type[Provider]) -> Connection:
    provider = keys.provider(cls.id)
    is_default = provider.base_url == cls.default_base_url.rstrip("/")
    return Connection(
        id=cls.id,
        label=cls.label,
        tagline=_(cls.tagline) if cls.tagline else "",
        is_ready=keys.is_ready(cls),
        needs_key=cls.needs_key,
        variable=f"{cls.env}_API_KEY" if provider.key else "",
        key_end=provider.key[-LAST:] if len(provider.key) >= SHORTEST_KEY else "",
        base_url="" if is_default else provider.base_url,
        missing=tuple(_missing(provider)),
        models=[_takes(provider, spec) for spec in provider.offered() if not spec.is_debug],
    )


def _missing(provider: Provider) -> Iterator[str]:
    if provider.env and not provider.base_url:
        yield f"{provider.env}_BASE_URL"
    if provider.needs_key and not provider.key:
        yield f"{provider.env}_API_KEY"
    if provider.env and not provider.offered():
        yield f"{provider.env}_MODELS"


def _takes(provider: Provider, spec: ModelSpec) -> Takes:
    ratios, tiers = (_choices(spec, name) for name in ("aspect_ratio", "resolution"))
    least, most = _costs(provider, spec, tiers or ("",))
    return Takes(
        id=f"{provider.id}:{spec.id}",
        label=spec.label,
        text=", ".join(_words(spec, tiers)),
        ratios=tuple(ratio for ratio in ratios if ":" in ratio),
        tiers=tiers,
        cost=least,
        cost_to=most if most != least else "",
    )


def _choices(spec: ModelSpec, name: str) -> tuple[str, ...]:
    parameter = spec.generate.parameter(name)
    return parameter.choices if isinstance(parameter, Choice) else ()


def _words(spec: ModelSpec, tiers: tuple[str, ...]) -> Iterator[str]:
    most = spec.max_inputs
    yield ngettext("%d reference", "%d references", most) % most if most else _("no references")
    yield _per_call(spec.generate)
    if len(tiers) > 1:
        yield _("%(first)s to %(last)s") % {"first": tiers[0], "last": tiers[-1]}
    if spec.generate.parameter("seed"):
        yield _("seed")


def _per_call(operation: Operation) -> str:
    most = operation.per_call
    return _("one image a call") if most == 1 else _("up to %d images a call") % most


def _costs(provider: Provider, spec: ModelSpec, tiers: tuple[str, ...]) -> tuple[str, str]:
    """The least and the most that one image costs with everything else left alone."""
    if provider.is_free:
        return _("free"), _("free")
    chosen = {p.name: value for p in spec.generate.parameters if (value := fields.default(p))}
    found = [
        prices.estimate(provider, spec, [1], parameters=chosen | {"resolution": tier})
        for tier in tiers
    ]
    costs = sorted((cost for cost in found if cost), key=lambda cost: cost.amount)
    if not costs:
        return _("price unknown"), _("price unknown")
    least, most = costs[0], costs[-1]
    return money.words(least.amount, least.currency), money.words(most.amount, most.currency)
