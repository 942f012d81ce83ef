"""How each setting of an image went out: by its fates, or by the request where there are none.

A fate is {"name", "asked", "fitted", "sent", "as", "fate", "is_told", "why"}: `fitted` what
went out in our word, `sent` the same as the gateway spells it, None where nothing did, `as` the
field's name there. Old ones hold only name, asked and sent, and only what was changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import ratios
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
LONGEST = 60
AS_SENT = ("output_format", "exact")
"""Told by what was really sent: the studio itself does the rest."""

Plain = Mapping[str, str]
Fate = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """From what was asked to what was sent, and `how`. Empty text: nobody knows."""

    asked: str = ""
    sent: str = ""
    how: str = ""
    is_changed: bool = False

    @property
    def is_asked(self) -> bool:
        """A certain value was asked for, which something else can differ from."""
        return self.asked not in {"", _("none"), "auto"}


class Ways:
    """Asked by our names of the settings."""

    def __init__(self, image: Image) -> None:
        self.sent = _plain(image.parameters_sent)
        self._asked = _shaped(image) | _plain(image.parameters_asked)
        self._fates: dict[str, Fate] = {str(fate.get("name", "")): fate for fate in image.fates}
        self._is_told_whole = bool(self._fates) and all("fate" in f for f in image.fates)

    @property
    def names(self) -> Iterator[str]:
        """Every setting that something is known of, each once."""
        plain = {} if self._is_told_whole else {**self._asked, **self.sent}
        yield from {**self._fates, **plain}

    def has_fate(self, name: str) -> bool:
        return name in self._fates

    def of(self, name: str) -> Way:
        if name in self._fates:
            return by_fate(name, self._fates[name])
        if self._is_told_whole:
            # A gateway that is not told a number makes one.
            went = self._asked.get(name) if name == "num_images" else ""
            return Way(self._asked.get(name) or _("none"), went or _("none"))
        return _by_request(name, self._asked, self.sent)


# By fates


def by_fate(name: str, fate: Fate) -> Way:
    """The way of one setting, by what became of it."""
    kind = str(fate.get("fate") or ("dropped" if fate.get("sent") is None else "converted"))
    word = fate.get("sent") if name in AS_SENT else fate.get("fitted") or fate.get("sent")
    return Way(
        _short(fate.get("asked", "")),
        _("not sent") if kind == "dropped" or word is None else _short(word),
        _how(name, kind, fate),
        kind == "dropped" or bool(fate.get("is_told", True)),
    )


def _how(name: str, kind: str, fate: Fate) -> str:
    """In what way a setting went out; '' where it went as it was."""
    if kind == "dropped":
        return _reason(str(fate.get("why", "")))
    if kind == "emulated":
        calls = len(str(fate.get("sent")).split("+"))
        return ngettext("%d call", "%d calls", calls) % calls if name == "num_images" else ""
    place, is_told = str(fate.get("as", "")), bool(fate.get("is_told", True))
    words = " ".join(filter(None, ("" if place == name else place, _spelling(name, fate))))
    nearest = _("the nearest") if kind == "converted" and is_told else ""
    return ", ".join(filter(None, (nearest, words and _("as %s") % words)))


def _spelling(name: str, fate: Fate) -> str:
    """The gateway's own word for a value, '' where it is ours or no word at all."""
    sent = str(fate.get("sent"))
    ours = str(fate.get("fitted") or sent).replace(" × ", "x")
    is_ours = name in AS_SENT or all(part.replace("*", "x") in ours for part in sent.split(", "))
    return "" if is_ours or sent.startswith(("[", "{")) else _short(sent)


def _reason(why: str) -> str:
    return {
        "references": _("not taken with references"),
        "alone": _("taken with references only"),
        "together": _("not taken beside the other choices"),
        "pixels": _("the exact pixels decide"),
    }.get(why, _("this model does not take it"))


# By the request


def _by_request(name: str, asked: Plain, sent: Plain) -> Way:
    wanted = asked.get(name) or (_("none") if asked else "")
    went = sent.get(name) or _left_out(name, asked, sent)
    size = ratios.size(sent.get("size", ""))
    if name == "aspect_ratio" and size and name not in sent:
        went = ratios.named(*size, wanted)
    is_changed = bool(name in asked and went) and went.casefold() != wanted.casefold()
    return Way(wanted, went, is_changed=is_changed)


def _left_out(name: str, asked: Plain, sent: Plain) -> str:
    """What stands for a setting that is not in the request; '' where we do not know the request."""
    if not sent:
        return ""
    if name not in asked:
        return _("none")
    # A gateway that is not told a number makes one.
    return "1" if name == "num_images" else _("not sent")


def _shaped(image: Image) -> dict[str, str]:
    words = {"aspect_ratio": image.aspect_ratio, "resolution": image.resolution}
    return {name: word for name, word in words.items() if word}


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
    return _short(value)


def _short(value: object) -> str:
    return Truncator(str(value)).chars(LONGEST)
