"""What a model takes and costs, in words: the same for the page, the doctor and the README."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery import prices as money
from gallery.formats import FORMATS

from . import fields, prices
from .providers import ModelSpec, Operation, Provider
from .providers.parameters import Choice, Parameter, by_name
from .providers.sizes import Pixels

SHAPE, TIER, FORMAT = "aspect_ratio", "resolution", "output_format"
TOLD = (SHAPE, TIER, FORMAT, "seed")
"""What the words name themselves; all else that a model takes goes by its label."""
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The least that an image costs, and the most where it differs; `unit` where it is no image."""

    least: str
    most: str = ""
    unit: str = ""

    @property
    def text(self) -> str:
        """In one line: "10 to 25 credits"."""
        least, common = self.least, self.most.partition(" ")[2]
        least = least.removesuffix(f" {common}") if common else least
        to = _("%(least)s to %(most)s") % {"least": least, "most": self.most}
        return " ".join(filter(None, (to if self.most else least, self.unit)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """What one model takes: from words alone, and `edit` what is different with references."""

    id: str
    label: str
    generate: str
    edit: str
    ratios: tuple[str, ...]
    price: Price


def of(provider: Provider, spec: ModelSpec) -> Takes:
    return Takes(
        id=f"{provider.id}:{spec.id}",
        label=spec.label,
        generate=_sentence(_words(spec.generate)),
        edit=_sentence(_differences(spec.generate, spec.edit)) if spec.edit else "",
        ratios=shapes(spec.generate),
        price=price(provider, spec),
    )


def shapes(operation: Operation) -> tuple[str, ...]:
    """Those that can be drawn, from tall to wide, so without "auto"."""
    return tuple(sorted((r for r in _choices(operation, SHAPE) if ":" in r), key=_width))


def _width(ratio: str) -> float:
    """Of one as high as 1."""
    width, _colon, height = ratio.partition(":")
    return float(width) / float(height)


def further(operation: Operation) -> list[str]:
    """The labels of what else it takes."""
    return [_name(each) for each in operation.parameters if each.name not in TOLD]


def limits(operation: Operation) -> str:
    """How large references may be, which the studio sees to."""
    words = [_("each up to %d MB") % (operation.max_bytes // MEGABYTE)]
    if operation.max_total:
        words.append(_("%d MB together") % (operation.max_total // MEGABYTE))
    return ", ".join(words)


def _sentence(words: Iterator[str]) -> str:
    text = ", ".join(words)
    return text[:1].upper() + text[1:]


def _words(operation: Operation) -> Iterator[str]:
    most = operation.per_call
    yield _("one image a call") if most == 1 else _("up to %d images a call") % most
    yield from _tiers(operation)
    yield from _canvas(operation)
    yield from _formats(operation)
    if operation.parameter("seed"):
        yield _("seed")


def _tiers(operation: Operation) -> Iterator[str]:
    tiers = [tier for tier in _choices(operation, TIER) if tier != "auto"]
    if len(tiers) > 1:
        yield _("%(first)s to %(last)s") % {"first": tiers[0], "last": tiers[-1]}
    else:
        yield from tiers


def _canvas(operation: Operation) -> Iterator[str]:
    shape = operation.parameter(SHAPE)
    if isinstance(shape, Choice) and shape.is_open:
        yield _("any shape")
    if operation.pixels:
        yield _pixels(operation.pixels)


def _pixels(pixels: Pixels) -> str:
    words = _("exact pixels up to %s a side") % f"{pixels.max_side:,}"
    if pixels.multiple == 1:
        return words
    return f"{words} {_('in steps of %d') % pixels.multiple}"


def _formats(operation: Operation) -> Iterator[str]:
    """A word such as "auto" names no format."""
    labels = [FORMATS[word].label for word in _choices(operation, FORMAT) if word in FORMATS]
    if labels:
        *first, last = labels
        yield _(" or ").join(filter(None, (", ".join(first), last)))


def _differences(generate: Operation, edit: Operation) -> Iterator[str]:
    """What a person meets with references: how many, what comes along, what falls away."""
    most = edit.max_inputs
    yield ngettext("%d reference", "1 to %d references", most) % most
    if edit.takes_mask:
        yield _("a mask")
    if edit.per_call != generate.per_call:
        yield next(_words(edit))
    before, now = by_name(generate.parameters), by_name(edit.parameters)
    yield from (_name(each) for name, each in now.items() if name not in before)
    yield from (_("no %s") % _name(each) for name, each in before.items() if name not in now)
    yield from _narrower(generate, edit)
    if generate.pixels and not edit.pixels:
        yield _("no exact pixels")


def _narrower(generate: Operation, edit: Operation) -> Iterator[str]:
    """Choices that are others than without references."""
    for parameter in edit.parameters:
        before, now = _choices(generate, parameter.name), _choices(edit, parameter.name)
        if before and now and set(before) != set(now):
            yield f"{_name(parameter)} {', '.join(now)}"


def _name(parameter: Parameter) -> str:
    """A label within a sentence: "Top P" as "top P", "JPEG quality" as it is."""
    label = _(parameter.label)
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _choices(operation: Operation, name: str) -> tuple[str, ...]:
    parameter = operation.parameter(name)
    return parameter.choices if isinstance(parameter, Choice) else ()


def price(provider: Provider, spec: ModelSpec) -> Price:
    """What an image costs by the list, over all resolutions, with all else left alone."""
    if provider.is_free:
        return Price(least=_("free"))
    found = [_cost(provider, spec, tier) for tier in _choices(spec.generate, TIER) or ("",)]
    costs = sorted(cost for cost in found if cost)
    if not costs:
        told = Price(least=_("told"), unit=_("before each job"))
        return told if provider.can_quote else Price(least=_("unknown"))
    (least, currency, unit), (most, *_rest) = costs[0], costs[-1]
    top = money.words(most, currency) if most != least else ""
    return Price(least=money.words(least, currency), most=top, unit=unit)


def _cost(provider: Provider, spec: ModelSpec, tier: str) -> tuple[Decimal, str, str] | None:
    """Of one image: amount, currency, and the unit where a request costs that, however many."""
    chosen = {p.name: value for p in spec.generate.parameters if (value := fields.default(p))}
    chosen |= {TIER: tier} if tier else {}
    one, full = (
        prices.estimate(provider, spec, [count], parameters=chosen)
        for count in (1, spec.generate.per_call)
    )
    if not one or not full:
        return None
    is_of_request = spec.generate.per_call > 1 and one.amount == full.amount
    perhaps = _("a request, perhaps for each image") if full.most else _("a request")
    return one.amount, one.currency, perhaps if is_of_request else ""
