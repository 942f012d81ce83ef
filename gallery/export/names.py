"""File names by a template: `{number}-{model}-{ratio}` gives `0417-gemini-3-flash-16-9.png`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import PurePath
from string import Formatter

from django.utils import timezone

from gallery import ratios
from gallery.formats import FORMATS
from gallery.models import Image

USUAL = "{number}-{model}-{ratio}"
MOST = 200  # signs of a template
MOST_BYTES = 180  # of a name in UTF-8; file systems hold 255, some that encrypt 143 signs
PROMPT = 40  # signs

Part = Callable[[Image, int], str]
FIELDS: Mapping[str, Part] = {
    "number": lambda image, _index: str(image),
    "id": lambda image, _index: str(image.pk),
    "index": lambda _image, index: f"{index:04d}",
    "date": lambda image, _index: f"{timezone.localtime(image.created_at):%Y-%m-%d}",
    "time": lambda image, _index: f"{timezone.localtime(image.created_at):%H%M%S}",
    "provider": lambda image, _index: slug(image.provider_label or image.provider),
    "model": lambda image, _index: slug(image.model_label or image.model),
    "ratio": lambda image, _index: ratio(image).replace(":", "-"),
    "tier": lambda image, _index: slug(image.resolution, lower=False),
    "size": lambda image, _index: f"{image.width}x{image.height}",
    "seed": lambda image, _index: _seed(image.seed),
    "prompt": lambda image, _index: slug(image.prompt[: 4 * PROMPT], most=PROMPT),
    "name": lambda image, _index: PurePath(image.file_name).stem,
}

FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
JOINERS = "\u200c\u200d"
GAPS = re.compile(r"([-_. ])[-_. ]+")
RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])", re.IGNORECASE)
EDGES = " .-_"


class UnknownNameFieldError(ValueError):
    """A template with a field that there is not, or with braces that do not match."""


class Names:
    """Gives each image of one download a name of its own; `name` is called once for each."""

    def __init__(self, template: str) -> None:
        """Raises UnknownNameFieldError."""
        self._parts = _parsed(template)
        self._given: set[str] = set()
        self._next: dict[str, int] = {}

    def name(self, image: Image, index: int) -> str:
        """`index` counts from 1."""
        text = "".join(part(image, index) for part in self._parts)
        extension = FORMATS[image.file_format].extension
        return self._once(safe(text) or str(image), extension)

    def _once(self, stem: str, extension: str) -> str:
        """With -2, -3 where a file system that takes A for a would hold two of one name."""
        key = _folded(stem)
        while True:
            count = self._next[key] = self._next.get(key, 0) + 1
            found = stem if count == 1 else f"{stem}-{count}"
            if _folded(found) not in self._given:
                self._given.add(_folded(found))
                return f"{found}.{extension}"


def safe(text: str) -> str:
    """A name without extension that Windows, macOS and Linux take; '' where nothing is left."""
    text = unicodedata.normalize("NFC", FORBIDDEN.sub("-", text))
    text = "".join(sign for sign in text if sign in JOINERS or not _is_hidden(sign))
    text = GAPS.sub(r"\1", " ".join(text.split())).strip(EDGES)
    text = _cut(text).rstrip(EDGES)
    return f"_{text}" if RESERVED.fullmatch(text.partition(".")[0].rstrip()) else text


def slug(text: str, most: int = 60, *, lower: bool = True) -> str:
    """Letters, marks and digits of any script with a hyphen for all else, at most `most` signs."""
    kept = (sign if sign in JOINERS or sign.isalnum() or _is_mark(sign) else " " for sign in text)
    joined = "-".join("".join(kept).split())
    cut = joined[:most]
    while len(cut) < len(joined) and _is_mark(joined[len(cut)]):
        cut += joined[len(cut)]
    return (cut.lower() if lower else cut).strip("-")


def ratio(image: Image) -> str:
    """`16:9`: as it was asked for, else by the pixels."""
    return ratios.named(image.width, image.height, image.aspect_ratio)


def _parsed(template: str) -> list[Part]:
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise UnknownNameFieldError(template) from error
    made: list[Part] = []
    for literal, field, spec, conversion in parts:
        made.append(_literally(literal))
        if field is not None:
            if field not in FIELDS or spec or conversion:
                raise UnknownNameFieldError(field)
            made.append(FIELDS[field])
    return made


def _literally(text: str) -> Part:
    return lambda _image, _index: text


def _seed(seed: int | None) -> str:
    """A hyphen would go with those between the fields."""
    return "" if seed is None else str(seed).replace("-", "minus")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")


def _is_hidden(sign: str) -> bool:
    return unicodedata.category(sign) in HIDDEN and not sign.isspace()


def _cut(text: str) -> str:
    return text.encode("utf-8")[:MOST_BYTES].decode("utf-8", "ignore")
