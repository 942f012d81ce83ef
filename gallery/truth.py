"""Asked, sent, came back: what became of each setting on its way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import prices
from .formats import FORMATS
from .models import Image

# What gateways call it on the wire, in our word.
OURS = {
    "ratio": "aspect_ratio",
    "image_size": "resolution",
    "n": "num_images",
    "number_of_images": "num_images",
    "candidate_count": "num_images",
    "format": "output_format",
}
LABELS = {
    "num_images": gettext_lazy("images"),
    "aspect_ratio": gettext_lazy("shape"),
    "output_format": gettext_lazy("format"),
    "reference_images": gettext_lazy("references"),
    "size": gettext_lazy("canvas"),
    "copy": gettext_lazy("copy"),
}
# No setting, or a row of its own.
APART = {"model", "prompt", "files", "contents", "parts", "text"} | {
    "aspect_ratio", "size", "width", "height", "output_format", "seed",
}  # fmt: skip
SIZE = re.compile(r"(\d+)\s*[x×*]\s*(\d+)")
NEAR = 0.02
LONGEST = 60

# The settings that `_facts` tells, in its order.
FACTS = ("aspect_ratio", "size", "output_format", "seed")

Plain = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One setting. Empty text: nothing was said there. `note`: how it came to be sent so."""

    name: str
    asked: str
    sent: str = ""
    came: str = ""
    note: str = ""

    @property
    def is_sent_changed(self) -> bool:
        return bool(self.sent and self.asked) and not _is_same(self.sent, self.asked)

    @property
    def is_came_changed(self) -> bool:
        return bool(self.came and self.asked) and not _is_same(self.came, self.asked)


def rows(image: Image) -> list[Row]:
    """The settings of an image: the facts that came back first, then what was only sent."""
    asked, sent = _plain(image.parameters_asked), _plain(image.parameters_sent)
    facts = list(_facts(image, asked, sent))
    if image.fates:
        found = list(_by_fates(image.fates, facts))
    else:
        others = (name for name in {**asked, **sent} if name not in APART)
        found = [*facts, *(_setting(name, asked, sent) for name in others)]
    cost = prices.words(image.cost, image.currency)
    found.append(Row(_("price"), "", "", cost, prices.source(image.cost_source) if cost else ""))
    return [row for row in found if row.asked or row.sent or row.came]


def _by_fates(fates: Sequence[Mapping[str, Any]], facts: Sequence[Row]) -> Iterator[Row]:
    """What became of each field, with what came back where a picture tells it."""
    told = {str(fate.get("name", "")): fate for fate in fates}
    for name, fact in zip(FACTS, facts, strict=True):
        fate = told.pop(name, None)
        yield replace(_fated(name, fate), name=fact.name, came=fact.came) if fate else fact
    yield from (_fated(name, fate) for name, fate in told.items() if name not in APART)


def _fated(name: str, fate: Mapping[str, Any]) -> Row:
    sent = "" if fate.get("sent") is None else str(fate["sent"])
    return Row(
        str(LABELS.get(name) or name.replace("_", " ")),
        Truncator(str(fate.get("asked", ""))).chars(LONGEST),
        Truncator(sent).chars(LONGEST) or _("not sent"),
        note=_note(str(fate.get("fate", "")), str(fate.get("as", ""))),
    )


def _note(fate: str, name: str) -> str:
    """How a field went out; '' where it went as it was."""
    return {
        "renamed": _("as %s") % name,
        "converted": _("as %s") % name if name else _("the nearest"),
        "emulated": _("by the studio"),
        "dropped": _("this model does not take it"),
    }.get(fate, "")


def _facts(image: Image, asked: Plain, sent: Plain) -> Iterator[Row]:
    ratio = image.aspect_ratio or asked.get("aspect_ratio", "")
    width, height = _size(sent)
    sent_ratio = _ratio(width, height, ratio) if width and height else ""
    yield Row(
        _("shape"),
        ratio,
        sent.get("aspect_ratio") or sent_ratio or _unsent(sent),
        _ratio(image.width, image.height, ratio),
    )
    yield Row(
        _("pixels"),
        _pixels(image.asked_width, image.asked_height),
        _pixels(width, height) or sent.get("size", ""),
        _pixels(image.width, image.height),
    )
    formats = _setting("output_format", asked, sent)
    yield Row(_("format"), _label(formats.asked), _label(formats.sent), image.format_label)
    seed = _setting("seed", asked, sent)
    yield Row(_("seed"), seed.asked, seed.sent, "" if image.seed is None else str(image.seed))


def _size(sent: Plain) -> tuple[int, int]:
    """The pixels that were asked of the gateway, (0, 0) where they were not."""
    size = SIZE.fullmatch(sent.get("size", ""))
    return (int(size[1]), int(size[2])) if size else (0, 0)


def _setting(name: str, asked: Plain, sent: Plain) -> Row:
    label = str(LABELS.get(name) or name.replace("_", " "))
    missing = _unsent(sent) if name in asked else ""
    if name == "num_images" and missing:
        missing = "1"  # a gateway that is not told a number makes one
    return Row(label, asked.get(name, ""), sent.get(name, missing))


def _unsent(sent: Plain) -> str:
    """What stands for a setting that was left out; nothing where we do not know what was sent."""
    return _("not sent") if sent else ""


def _plain(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Nested settings as one flat list in our own words, each value as text."""
    found: dict[str, str] = {}
    for key, value in parameters.items():
        if isinstance(value, dict):
            found |= _plain(value)
        elif value not in (None, "") and not isinstance(value, list):
            name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower()
            found[OURS.get(name, name)] = _text(value)
    return found


def _text(value: object) -> str:
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return Truncator(str(value)).chars(LONGEST)


def _pixels(width: int | None, height: int | None) -> str:
    return f"{width} × {height}" if width and height else ""


def _ratio(width: int, height: int, wanted: str = "") -> str:
    """`wanted` where the size is near it, else the ratio in small numbers, or over one."""
    exact = Fraction(width, height)
    try:
        is_near = abs(exact / Fraction(wanted.replace(":", "/")) - 1) <= NEAR
    except (ValueError, ZeroDivisionError):
        is_near = False
    small = exact.limit_denominator(21)
    if is_near:
        return wanted
    is_small = small.numerator <= 21 and abs(small / exact - 1) < NEAR / 4
    return f"{small.numerator}:{small.denominator}" if is_small else f"{float(exact):.2f}:1"


def _label(format: str) -> str:
    name = format.casefold().replace("jpg", "jpeg")
    return FORMATS[name].label if name in FORMATS else format


def _is_same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
