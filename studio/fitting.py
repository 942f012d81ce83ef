"""What was typed against what a model takes: the nearest value, or none.

An adjustment is `{"name", "asked", "sent"}`; `sent` None means that the field was dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence

from .providers.parameters import Choice, Parameter
from .providers.sizes import nearest_ratio, nearest_tier

Adjustment = dict[str, str | None]
Nearest = Callable[[str, Sequence[str]], str]

NEAREST: Mapping[str, Nearest] = {"aspect_ratio": nearest_ratio, "resolution": nearest_tier}
LONGEST, MOST = 200, 40


def nearest(parameter: Parameter, asked: str) -> str:
    """What can be sent for `asked`: itself where there is nothing near it."""
    if not isinstance(parameter, Choice) or parameter.name not in NEAREST:
        return asked
    try:
        return NEAREST[parameter.name](asked, parameter.choices) if asked else asked
    except (ArithmeticError, LookupError, ValueError):
        return asked


def fitted(
    parameters: Iterable[Parameter], values: Mapping[str, str]
) -> tuple[dict[str, str], list[Adjustment]]:
    """The values that differ from what was typed, and what to tell about them."""
    changes = {
        parameter.name: sent
        for parameter in parameters
        if (sent := nearest(parameter, values.get(parameter.name, "")))
        != values.get(parameter.name, "")
    }
    return changes, [adjustment(name, values[name], sent) for name, sent in changes.items()]


def dropped(known: Container[str], values: Mapping[str, str]) -> list[Adjustment]:
    """What was typed into fields that the model does not know; empty ones are not told."""
    unknown = [(name, asked) for name, asked in values.items() if name not in known and asked]
    return [adjustment(name, asked, None) for name, asked in unknown[:MOST]]


def adjustment(name: str, asked: str, sent: str | None) -> Adjustment:
    return {"name": _plain(name), "asked": _plain(asked), "sent": sent}


def _plain(text: str) -> str:
    """Short and printable: these words come from anywhere and are kept."""
    return "".join(letter for letter in text[:LONGEST] if letter.isprintable())
