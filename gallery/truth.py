"""Asked, sent, came back: what became of each setting on its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import prices, ratios
from .formats import FORMATS
from .models import Image
from .ways import Way, Ways

LABELS = {
    "reference_images": gettext_lazy("references"),
}
# No setting, or a row of its own.
APART = {
    "model", "prompt", "files", "contents", "parts", "text", "width", "height",
    "aspect_ratio", "resolution", "size", "exact", "num_images", "output_format", "seed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One setting. Empty text: nobody knows. `after`: what was done with what came back."""

    name: str
    way: Way
    came: str = ""
    after: str = ""
    is_came_changed: bool = False


def rows(image: Image, made: int | None = None) -> list[Row]:
    """The settings of an image: what came back first, then what was only sent, then the price.

    `made` images came of its job, None where that is not known.
    """
    ways = Ways(image)
    others = (name for name in ways.names if name not in APART)
    return [
        *map(_tight, _canvas(image, ways)),
        _row(_("images"), ways.of("num_images"), "" if made is None else str(made)),
        _format(image, ways),
        _seed(image, ways),
        *(Row(str(LABELS.get(name) or name.replace("_", " ")), ways.of(name)) for name in others),
        _price(image),
    ]


def _row(name: str, way: Way, came: str, after: str = "") -> Row:
    """What came back is changed where it is not what was asked for."""
    is_changed = bool(came and way.is_asked) and came.casefold() != way.asked.casefold()
    return Row(name, way, came, after, is_changed)


def _tight(row: Row) -> Row:
    """Sizes that stay on one line of a narrow column."""
    asked, sent, came = (
        text.replace(" × ", "×") for text in (row.way.asked, row.way.sent, row.came)
    )
    return replace(row, way=replace(row.way, asked=asked, sent=sent), came=came)


def _canvas(image: Image, ways: Ways) -> Iterator[Row]:
    shape, pixels, tier = _shape(image, ways), _pixels(image, ways), ways.of("resolution")
    came = ratios.named(image.width, image.height, shape.asked, shape.sent)
    yield _row(_("shape"), shape, came)
    if "resolution" in ways.names and (tier.is_changed or pixels.sent != tier.asked):
        yield Row(_("resolution"), tier)
    yield _row(_("pixels"), pixels, ratios.pixels(image.width, image.height))
    if ways.has_fate("exact") and image.copy_size != (image.width, image.height):
        exact = replace(ways.of("exact"), is_changed=False)
        is_made = image.is_copy_possible
        came = ratios.pixels(*image.copy_size) if is_made else _("not made")
        yield _row(_("copy"), exact, came, _("by the studio") if is_made else "")


def _shape(image: Image, ways: Ways) -> Way:
    """In numbers, also where it was typed or went out in pixels."""
    way = ways.of("aspect_ratio")
    if ways.has_fate("aspect_ratio"):
        went = ratios.size(way.sent)
        return replace(way, sent=ratios.named(*went, way.asked)) if went else way
    typed = ratios.size(ways.of("size").asked) if ways.has_fate("size") else None
    if typed is None:
        return way
    asked, went = ratios.named(*typed), ratios.size(ways.of("size").sent)
    sent = ratios.named(*went, asked) if went else image.aspect_ratio
    return Way(asked, sent, is_changed=bool(sent) and sent != asked)


def _pixels(image: Image, ways: Ways) -> Way:
    """Those that were typed, else those that shape and resolution stand for."""
    way, size = ways.of("size"), ratios.size(ways.sent.get("size", ""))
    went = ratios.pixels(*size) if size else ""
    if ways.has_fate("size"):
        # `16:9 at 2K (2752 × 1536)`: what the gateway makes of it is told by what came back.
        return replace(way, sent=went or way.sent.partition(" (")[0])
    asked = ratios.pixels(image.asked_width, image.asked_height)
    if went:
        return Way(asked or _("none"), went, is_changed=asked not in {"", went})
    tier = ways.of("resolution")
    return Way(asked, tier.sent, "" if tier.is_changed else tier.how) if asked else way


def _format(image: Image, ways: Ways) -> Row:
    way = ways.of("output_format")
    asked, sent = _format_label(way.asked), _format_label(way.sent)
    is_changed = way.is_changed or (bool(way.is_asked and sent) and sent != asked)
    way = replace(way, asked=asked, sent=sent, is_changed=is_changed)
    is_copied = "format" in image.copy and image.is_copy_possible
    after = _("%s by the studio") % image.copy_format.label if is_copied else ""
    return _row(_("format"), way, image.format_label, after)


def _format_label(name: str) -> str:
    word = name.casefold().replace("jpg", "jpeg")
    return FORMATS[word].label if word in FORMATS else name


def _seed(image: Image, ways: Ways) -> Row:
    way = ways.of("seed")
    if image.seed is None:
        return Row(_("seed"), way, _("not told"))
    return _row(_("seed"), way, str(image.seed))


def _price(image: Image) -> Row:
    cost = prices.words(image.cost, image.currency)
    after = prices.source(image.cost_source) if image.cost else ""
    return Row(_("price"), Way(), cost or _("not told"), after)
