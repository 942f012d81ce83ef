"""The ways from an image or a job back to the form, as changes of what was chosen for it.

prompt    the whole recipe, to write on in its prompt
again     the very same, with the seed that was used
vary      the same with another seed
continue  the same prompt with the image as its first reference
final     the same at the next higher resolution
"""

from __future__ import annotations

from collections.abc import Mapping
from secrets import randbelow

from . import keys
from .providers import ModelSpec
from .providers.parameters import RESOLUTION, SEED, Choice, Integer

TIERS = ("512", "1K", "2K", "4K")
LARGEST_SEED = 2**31 - 1
"""What every model that takes a seed takes."""


def values(
    way: str, chosen: Mapping[str, str], model: str, seed: int | None = None
) -> dict[str, str]:
    """What is chosen then. `model` as in `Draft`, `seed` the one that the gateway told."""
    if way == "again":
        return {**chosen, **_used_seed(model, seed)}
    if way == "vary":
        return _with_other_seed(chosen, model)
    if way == "final":
        return {**chosen, **_raised(chosen, model)}
    return dict(chosen)


def takes_seed(model: str, seed: int) -> bool:
    """Whether a model takes a seed, and just this one."""
    parameter = _seed(model)
    if parameter is None:
        return False
    most = LARGEST_SEED if parameter.maximum is None else parameter.maximum
    return (parameter.minimum or 0) <= seed <= most


def tier(chosen: Mapping[str, str], model: str) -> str:
    """The resolution that these choices mean, '' where the model has none."""
    parameter = _resolution(model)
    return (chosen.get(RESOLUTION.name) or parameter.initial) if parameter else ""


def higher(now: str, model: str) -> str:
    """The next resolution of this model above this one, '' where there is none."""
    parameter = _resolution(model)
    if parameter is None or now not in TIERS:
        return ""
    above = TIERS[TIERS.index(now) + 1 :]
    return next((word for word in above if word in parameter.choices), "")


def _used_seed(model: str, seed: int | None) -> dict[str, str]:
    is_taken = seed is not None and _seed(model) is not None
    return {SEED.name: str(seed)} if is_taken else {}


def _with_other_seed(chosen: Mapping[str, str], model: str) -> dict[str, str]:
    """Left out where none was asked for, since the model then draws one."""
    before, parameter = chosen.get(SEED.name), _seed(model)
    rest = {name: value for name, value in chosen.items() if name != SEED.name}
    if not before or parameter is None:
        return rest
    least = parameter.minimum or 0
    most = min(LARGEST_SEED if parameter.maximum is None else parameter.maximum, LARGEST_SEED)
    drawn = least + randbelow(max(most - least, 1))
    return {**rest, SEED.name: str(most if str(drawn) == before else drawn)}


def _raised(chosen: Mapping[str, str], model: str) -> dict[str, str]:
    """Nothing where it is the highest, or where pixels decide."""
    found = "" if chosen.get("width") else higher(tier(chosen, model), model)
    return {RESOLUTION.name: found} if found else {}


def _resolution(model: str) -> Choice | None:
    found = _parameter(model, RESOLUTION.name)
    return found if isinstance(found, Choice) else None


def _seed(model: str) -> Integer | None:
    found = _parameter(model, SEED.name)
    return found if isinstance(found, Integer) else None


def _parameter(model: str, name: str) -> object:
    spec = _spec(model)
    operations = (spec.generate, spec.edit) if spec else ()
    return next((o.parameter(name) for o in operations if o and o.parameter(name)), None)


def _spec(model: str) -> ModelSpec | None:
    try:
        return keys.find(model)[1]
    except LookupError:
        return None
