"""What a person wants as a canvas, and the nearest that an operation takes.

Either a shape with a tier, drawn or typed, or pixels, which silence both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import gcd, sqrt

from django.utils.translation import gettext as _

from .providers import ModelSpec, Operation, Provider, Value, sizes
from .providers.parameters import Choice, Parameter

SHAPE = ("aspect_ratio", "resolution")
FIELDS = ("width", "height")
AUTO = "auto"
SHORTEST, LONGEST, MOST_PIXELS = 16, 20_000, 60_000_000
RATIO = re.compile(r"0*([1-9][0-9]{0,4}):0*([1-9][0-9]{0,4})")
PRESET = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")
NEARLY = 0.95
"""A tier that is this close to the wanted sides covers them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """Shape and tier as they were typed, or pixels; '' and 0 where nothing was said."""

    aspect_ratio: str = ""
    resolution: str = ""
    width: int = 0
    height: int = 0

    @property
    def is_exact(self) -> bool:
        return bool(self.width and self.height)

    @property
    def pixels(self) -> str:
        return text(self.width, self.height) if self.is_exact else ""


def read(typed: Mapping[str, str]) -> tuple[Canvas, dict[str, str]]:
    """The canvas in these texts, and by field what is wrong with its pixels.

    `preset` is `1080x1920`; sides that are typed win over it.
    """
    sides, wrong = _sides(typed)
    if not wrong and sides["width"] * sides["height"] > MOST_PIXELS:
        most = _("%(pixels)s is more than 60 megapixels. Make one side shorter.")
        wrong["width"] = most % {"pixels": text(**sides)}
    exact = {} if wrong else sides
    shape = typed.get("aspect_ratio", "").replace(" ", "")
    return Canvas(aspect_ratio=shape, resolution=typed.get("resolution", ""), **exact), wrong


def fitted(
    wanted: Canvas, provider: Provider, spec: ModelSpec, operation: Operation
) -> dict[str, Value]:
    """The parameters of the canvas that goes out; without a shape where none is taken.

    What is no shape or tier at all gives way to the default.
    """
    shapes, tiers = (_choice(operation, name) for name in SHAPE)
    tier = {"resolution": _tier(wanted.resolution, tiers)} if tiers else {}
    if operation.pixels and (wanted.is_exact or not _has_word(wanted.aspect_ratio, shapes)):
        return _exactly(operation.pixels, wanted, tier.get("resolution", "1K"))
    if not shapes:
        return {**tier}
    if not wanted.is_exact:
        return {"aspect_ratio": _shape(wanted.aspect_ratio, shapes), **tier}
    shape = _nearest(_ratio(wanted.width, wanted.height), shapes)
    largest = _covering(wanted, provider, spec, shape, tiers.choices if tiers else ())
    return {"aspect_ratio": shape, **({"resolution": largest} if largest else tier)}


def size(
    parameters: Mapping[str, Value], provider: Provider, spec: ModelSpec
) -> tuple[int, int] | None:
    """The pixels that these parameters ask for, None where the model decides."""
    if all(name in parameters for name in FIELDS):
        return int(parameters["width"]), int(parameters["height"])
    ratio, tier = (str(parameters.get(name, "")) for name in SHAPE)
    return provider.size(spec.id, ratio, tier)


def described(parameters: Mapping[str, Value], provider: Provider, spec: ModelSpec) -> str:
    """`16:9 at 2K (2752 × 1536)`, `1920 × 1088`, `16:9`; '' where nothing is asked for."""
    known = size(parameters, provider, spec)
    pixels = text(*known) if known else ""
    if "width" in parameters:
        return pixels
    parts = [str(parameters[name]) for name in SHAPE if name in parameters]
    if "aspect_ratio" not in parameters:
        return ""
    chosen = _(" at ").join(parts)
    return f"{chosen} ({pixels})" if pixels else chosen


def words(parameter: Parameter) -> tuple[str, ...]:
    """The shapes or tiers that are drawn to choose from."""
    return parameter.choices if isinstance(parameter, Choice) else ()


def is_word(parameter: Parameter, asked: str) -> bool:
    """Whether it is a shape or a tier at all, or nothing."""
    known = {"", AUTO, *words(parameter)}
    return asked in known or is_shape(asked) or asked in sizes.TIER_SIDES


def is_shape(asked: str) -> bool:
    return bool(RATIO.fullmatch(asked))


def is_same(asked: str, sent: str) -> bool:
    """Whether two words mean the same: 0.5K and 512, 32:18 and 16:9."""
    if is_shape(asked) and is_shape(sent):
        return sizes.parse_ratio(asked) == sizes.parse_ratio(sent)
    side = sizes.TIER_SIDES.get(asked)
    return asked == sent or (side is not None and side == sizes.TIER_SIDES.get(sent))


def text(width: int, height: int) -> str:
    return f"{width} × {height}"


# What was typed


def _sides(typed: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """Both sides, 0 where there is none, and by field what is wrong with them."""
    texts = {name: typed.get(name, "") for name in FIELDS}
    preset = typed.get("preset", "")
    if preset and not any(texts.values()):
        chosen = PRESET.fullmatch(preset)
        if not chosen or not all(_is_side(side) for side in chosen.groups()):
            said = _("There is no preset “%s”. Choose one of the list.") % preset[:40]
            return dict.fromkeys(FIELDS, 0), {"preset": said}
        texts = dict(zip(FIELDS, chosen.groups(), strict=True))
    wrong = {name: _wrong(name, side) for name, side in texts.items() if _wrong(name, side)}
    if not wrong and any(texts.values()):
        missing = [name for name, side in texts.items() if not side]
        wrong = dict.fromkeys(missing, _("Both sides are needed, or none."))
    return {name: 0 if wrong or not side else int(side) for name, side in texts.items()}, wrong


def _wrong(name: str, side: str) -> str:
    if not side or _is_side(side):
        return ""
    label = _("Width") if name == "width" else _("Height")
    told = {"label": label, "least": SHORTEST, "most": LONGEST}
    return _("%(label)s takes whole numbers from %(least)d to %(most)d.") % told


def _is_side(side: str) -> bool:
    is_number = side.isascii() and side.isdecimal() and len(side) < 10
    return is_number and SHORTEST <= int(side) <= LONGEST


# What is taken


def _choice(operation: Operation, name: str) -> Choice | None:
    parameter = operation.parameter(name)
    return parameter if isinstance(parameter, Choice) else None


def _shape(asked: str, shapes: Choice) -> str:
    is_known = asked in shapes.choices or asked == AUTO or is_shape(asked)
    return _nearest(asked, shapes) if is_known else shapes.initial


def _nearest(asked: str, shapes: Choice) -> str:
    if same := [shape for shape in shapes.choices if is_same(asked, shape)]:
        return same[0]
    is_taken = shapes.is_open and is_shape(asked)
    return asked if is_taken else sizes.nearest_ratio(asked, shapes.choices)


def _has_word(asked: str, shapes: Choice | None) -> bool:
    """Whether a shape can be said as it stands; one that cannot is drawn in pixels."""
    return not is_shape(asked) or bool(shapes and is_same(asked, _nearest(asked, shapes)))


def _tier(asked: str, tiers: Choice) -> str:
    is_known = asked in tiers.choices or asked in sizes.TIER_SIDES
    return sizes.nearest_tier(asked, tiers.choices) if is_known else tiers.initial


def _exactly(pixels: sizes.Pixels, wanted: Canvas, tier: str) -> dict[str, Value]:
    """The nearest canvas in pixels: to the wanted one, or to its shape with the area of a tier."""
    width, height = wanted.width, wanted.height
    if not wanted.is_exact:
        side, root = sizes.TIER_SIDES.get(tier, 1024), sqrt(sizes.parse_ratio(wanted.aspect_ratio))
        width, height = max(1, round(side * root)), max(1, round(side / root))
    return dict(zip(FIELDS, pixels.nearest(width, height), strict=True))


def _ratio(width: int, height: int) -> str:
    common = gcd(width, height)
    return f"{width // common}:{height // common}"


def _covering(
    wanted: Canvas, provider: Provider, spec: ModelSpec, shape: str, tiers: Sequence[str]
) -> str:
    """The smallest tier whose pixels nearly cover the wanted ones, else the largest."""
    known = sorted((t for t in tiers if t in sizes.TIER_SIDES), key=sizes.TIER_SIDES.__getitem__)
    for tier in known:
        width, height = provider.size(spec.id, shape, tier) or sizes.pixels(shape, tier)
        if width >= wanted.width * NEARLY and height >= wanted.height * NEARLY:
            return tier
    return known[-1] if known else ""
