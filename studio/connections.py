"""Which providers are ready, what their models take, and how to connect the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery import prices as money

from . import fields, keys, prices, providers, setups, words
from .connecting import ConnectionForm
from .providers import ModelSpec, Operation, Provider
from .providers.parameters import Choice
from .questions import Test


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
    """`variable` names where the key in use is set in the environment, `key_end` its last letters.

    `base_url` only where it was changed; `missing` says what it needs to become ready.
    `is_lost`: a typed key that can no longer be opened. `form` is None where nothing can be
    typed, `test` is how a test went that was just made.
    """

    id: str
    label: str
    tagline: str
    is_ready: bool
    variable: str
    key_end: str
    is_typed: bool
    has_typed: bool
    is_lost: bool
    base_url: str
    missing: tuple[str, ...]
    models: list[Takes]
    form: ConnectionForm | None
    test: Test | None = None

    @property
    def lamp(self) -> str:
        """on, off, or bad where a person has to do something."""
        if self.is_lost or (self.test and self.test.error):
            return "bad"
        return "on" if self.is_ready else "off"

    @property
    def state_text(self) -> str:
        """The words beside the lamp."""
        if self.is_lost:
            return _("The key was sealed under another secret key of the studio. Enter it again.")
        if not self.is_ready:
            return _("Not connected. It needs %s.") % _(" and ").join(self.missing)
        return _ready(self)

    @property
    def test_text(self) -> str:
        """How the test went, in one or two sentences; '' without one."""
        return _tested(self.test) if self.test else ""


def listed(
    forms: Mapping[str, ConnectionForm | None] | None = None,
    tests: Mapping[str, Test | None] | None = None,
) -> list[Connection]:
    """Every provider there is, those that are ready first; with forms and tests just made."""
    forms, tests = forms or {}, tests or {}
    found = [of(cls, forms.get(cls.id), tests.get(cls.id)) for cls in providers.all()]
    return sorted(found, key=lambda connection: not connection.is_ready)


def of(
    cls: type[Provider], form: ConnectionForm | None = None, test: Test | None = None
) -> Connection:
    provider, typed = keys.provider(cls.id), setups.typed(cls.id)
    is_default = provider.base_url == cls.default_base_url.rstrip("/")
    return Connection(
        id=cls.id,
        label=cls.label,
        tagline=_(cls.tagline) if cls.tagline else "",
        is_ready=keys.is_ready(cls),
        variable=keys.variable(cls, "API_KEY"),
        key_end=setups.end_of(provider.key),
        is_typed=bool(typed.key) and provider.key == typed.key,
        has_typed=typed != setups.NOTHING,
        is_lost=typed.is_lost and not provider.key,
        base_url="" if is_default else provider.base_url,
        missing=tuple(_missing(provider)),
        models=[_takes(provider, spec) for spec in provider.offered() if not spec.is_debug],
        form=(form or ConnectionForm(cls)) if cls.env else None,
        test=test,
    )


def _ready(connection: Connection) -> str:
    known = {"variable": connection.variable, "end": connection.key_end}
    if connection.is_typed:
        here = _("Ready, key typed here, ends in %(end)s")
        return (here if connection.key_end else _("Ready, key typed here")) % known
    if not connection.variable:
        return _("Ready, needs no key")
    if connection.key_end:
        return _("Ready, key from %(variable)s, ends in %(end)s") % known
    return _("Ready, key from %(variable)s") % known


def _tested(test: Test) -> str:
    if test.error is None:
        return " ".join(_good(test))
    row = words.of(test.error.code)
    quote = f" “{test.error.message.rstrip('.')}”." if test.error.message else ""
    return f"{row.title}.{quote}"


def _good(test: Test) -> Iterator[str]:
    yield _("Tested just now: answered in %.1f s.") % test.seconds
    balance = test.account.balance if test.account else None
    if balance:
        yield _("Balance %s.") % money.words(balance.amount, balance.currency)


def _missing(provider: Provider) -> Iterator[str]:
    if provider.env and not provider.base_url:
        yield _("an address (%s)") % f"{provider.env}_BASE_URL"
    if provider.needs_key and not provider.key:
        yield _("a key (%s)") % f"{provider.env}_API_KEY"
    if provider.env and not provider.offered():
        yield _("models (%s)") % f"{provider.env}_MODELS"


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
