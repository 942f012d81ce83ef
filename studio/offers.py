"""What is offered for a model: what its operations take, and the file formats we make ourselves."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _

from gallery.formats import COPIED

from . import providers
from .providers import ModelSpec, Operation
from .providers.parameters import OUTPUT_FORMAT, Choice, Parameter, by_name

FORMAT = OUTPUT_FORMAT.name
AS_IT_COMES = "auto"


def parameters(spec: ModelSpec, operation: Operation) -> dict[str, Parameter]:
    """Of both operations, since a reference may come after the fields are drawn."""
    operations = [spec.edit, spec.generate, operation]
    found = by_name([*chain.from_iterable(o.parameters for o in operations if o)])
    known = found.get(FORMAT)
    native = known if isinstance(known, Choice) else OUTPUT_FORMAT.having(choices=(AS_IT_COMES,))
    more = tuple(format for format in COPIED if format not in native.choices)
    return found | {FORMAT: native.having(choices=(*native.choices, *more))}


def takes_format(operation: Operation, format: str) -> bool:
    """Whether the gateway itself makes this format."""
    parameter = operation.parameter(FORMAT)
    return isinstance(parameter, Choice) and format in parameter.choices


def label(name: str) -> str:
    """What a field is called, also one that only another model has."""
    known = _labels().get(name)
    return _(known) if known else f"“{name}”"


def is_known(name: str) -> bool:
    """Whether any model of any provider has this field."""
    return name in _labels()


@functools.cache
def _labels() -> dict[str, str]:
    found: dict[str, str] = {}
    for parameter in _all():
        found.setdefault(parameter.name, parameter.label)
    return found


def _all() -> Iterator[Parameter]:
    for cls in providers.all():
        for spec in (*cls.models, cls().unknown_model("any")):
            yield from parameters(spec, spec.generate).values()
