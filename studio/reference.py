"""The tables of providers and models for the README, generated from what is declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from . import capability, providers
from .providers import ModelSpec, Operation, Provider

BEGIN, END = "<!-- providers -->", "<!-- /providers -->"
"""What the tables stand between."""
OF_ONES_OWN = "…"
FEW = 4
"""Shapes that are told one by one."""


def tables() -> str:
    """Both tables as Markdown, without any setting of this machine."""
    made = [cls() for cls in providers.all()]
    heads = _("provider, its id"), "`<PROVIDER>`", _("default address"), _("requests a minute")
    models = _("model"), _("takes"), _("with references"), _("price of an image")
    rows = [_model(provider, spec) for provider in made for spec in _models(provider)]
    return f"{_table(heads, map(_provider, made))}\n\n{_table(models, rows)}"


def renewed(text: str) -> str:
    """A README with the tables as they are now; ValueError where their place is not marked."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"There is no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{after}"


def _table(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _provider(provider: Provider) -> Iterator[str]:
    pace = provider.requests_per_minute
    yield f"{provider.label}, `{provider.id}`"
    yield f"`{provider.env}`" if provider.env else ""
    if not provider.env:
        yield _("none: it calls nobody")
    else:
        yield f"`{url}`" if (url := provider.default_base_url) else _("none: set its address")
    yield str(pace) if pace else _("no limit")


def _models(provider: Provider) -> Iterator[ModelSpec]:
    """Those declared, else what any model of one's own gets."""
    yield from (spec for spec in provider.models if not spec.is_debug)
    if not provider.models:
        yield provider.unknown_model(OF_ONES_OWN)


def _model(provider: Provider, spec: ModelSpec) -> Iterator[str]:
    takes = capability.of(provider, spec)
    is_own = spec.id == OF_ONES_OWN
    name = _("whatever %s names") % f"`{provider.env}_MODELS`" if is_own else f"`{spec.id}`"
    yield f"{provider.label}: {name}"
    yield "; ".join(filter(None, (takes.generate, _shapes(spec.generate), _further(spec.generate))))
    yield f"{takes.edit}; {capability.limits(spec.edit)}" if spec.edit else _("none")
    yield takes.price.text


def _shapes(operation: Operation) -> str:
    shapes = capability.shapes(operation)
    if len(shapes) <= FEW:
        return _("shapes %s") % " ".join(shapes) if shapes else ""
    known = {"count": len(shapes), "first": shapes[0], "last": shapes[-1]}
    return _("%(count)d shapes from %(first)s to %(last)s") % known


def _further(operation: Operation) -> str:
    return ", ".join(capability.further(operation))
