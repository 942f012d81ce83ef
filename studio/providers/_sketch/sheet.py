"""A sheet on which pieces of coloured paper are laid, each with a soft shadow."""

from __future__ import annotations

from math import ceil, floor

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .palettes import Colour, mix
from .shapes import Cut, Polygon, bounds, moved

Box = tuple[int, int, int, int]
SMOOTH = 2
"""Edges are drawn this many times larger and reduced."""
SHADE = 4
"""Shadows are drawn this many times smaller: they are soft anyway."""


class Sheet:
    """`width` × `height` working pixels; `unit` is what pieces are measured by."""

    def __init__(self, width: int, height: int, ground: Colour, shadow: Colour) -> None:
        self.image = Image.new("RGB", (width, height), ground)
        self.width, self.height = width, height
        self.unit: float = min(width, height, (width * height) ** 0.5 * 0.8)
        self.shadow = shadow

    def lay(
        self,
        cut: Polygon | Cut,
        colour: Colour,
        *,
        lift: float = 0.0,
        fade: Colour | None = None,
        inside: Polygon | None = None,
    ) -> None:
        """Lay a piece, `lift` (0 to 1) above the sheet, fading downwards to `fade`."""
        pieces = as_cut(cut)
        box = self._box(bounds(pieces))
        if box is None:
            return
        if lift:
            self._shade(pieces, lift)
        mask = _mask(pieces, box)
        if inside:
            mask = ImageChops.multiply(mask, _mask([inside], box))
        self.image.paste(_paper(box, colour, fade), box, mask)

    def wash(self, top: Colour, bottom: Colour) -> None:
        """The whole sheet, from `top` to `bottom`."""
        box = (0, 0, self.width, self.height)
        self.image.paste(_paper(box, top, bottom), box)

    def veil(self, cut: Polygon | Cut, colour: Colour, strength: float) -> None:
        """A piece of tissue: tints what is under it."""
        pieces = as_cut(cut)
        if box := self._box(bounds(pieces)):
            mask = _mask(pieces, box).point([int(v * strength) for v in range(256)])
            self.image.paste(colour, box, mask)

    def press(self, mask: Image.Image, at: tuple[int, int], colour: Colour, lift: float) -> None:
        """A piece whose form is a mask, such as a letter."""
        soft = self.unit * 0.028 * lift
        around = round(3 * soft)
        size = (mask.width + 2 * around, mask.height + 2 * around)
        shade = Image.new("L", size)
        shade.paste(mask.point([v * 3 // 8 for v in range(256)]), (around, around))
        small = shade.reduce(SHADE).filter(ImageFilter.GaussianBlur(soft / SHADE))
        corner = (at[0] - around + round(soft * 0.45), at[1] - around + round(soft * 0.55))
        self.image.paste(self.shadow, corner, small.resize(size, Image.Resampling.BILINEAR))
        self.image.paste(colour, at, mask)

    def _shade(self, pieces: Cut, lift: float) -> None:
        soft = self.unit * 0.028 * lift
        fallen = [moved(piece, soft * 0.45, soft * 0.55) for piece in pieces]
        left, top, right, bottom = bounds(fallen)
        box = self._box((left - 3 * soft, top - 3 * soft, right + 3 * soft, bottom + 3 * soft))
        if box is None:
            return
        mask = _shadow(fallen, box, soft)
        self.image.paste(self.shadow, box, mask)

    def _box(self, edges: tuple[float, float, float, float]) -> Box | None:
        """The whole pixels around `edges` that lie on the sheet."""
        left, top = max(0, floor(edges[0])), max(0, floor(edges[1]))
        right, bottom = min(self.width, ceil(edges[2])), min(self.height, ceil(edges[3]))
        return (left, top, right, bottom) if left < right and top < bottom else None


def as_cut(cut: Polygon | Cut) -> Cut:
    return [cut] if isinstance(cut[0], tuple) else cut


def _mask(pieces: Cut, box: Box) -> Image.Image:
    """What `pieces` cover of `box`, with smooth edges."""
    size = ((box[2] - box[0]) * SMOOTH, (box[3] - box[1]) * SMOOTH)
    return _drawn(pieces, box, size, SMOOTH, 255).reduce(SMOOTH)


def _shadow(pieces: Cut, box: Box, soft: float) -> Image.Image:
    w, h = box[2] - box[0], box[3] - box[1]
    mask = _drawn(pieces, box, (ceil(w / SHADE), ceil(h / SHADE)), 1 / SHADE, 96)
    blurred = mask.filter(ImageFilter.GaussianBlur(max(0.6, soft / SHADE)))
    return blurred.resize((w, h), Image.Resampling.BILINEAR)


def _drawn(pieces: Cut, box: Box, size: tuple[int, int], scale: float, value: int) -> Image.Image:
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    for piece in pieces:
        pen.polygon([((x - box[0]) * scale, (y - box[1]) * scale) for x, y in piece], fill=value)
    return mask


def _paper(box: Box, colour: Colour, fade: Colour | None) -> Image.Image:
    size = (box[2] - box[0], box[3] - box[1])
    if fade is None or fade == colour:
        return Image.new("RGB", size, colour)
    ramp = Image.new("RGB", (1, 256))
    ramp.putdata([mix(colour, fade, i / 255) for i in range(256)])
    return ramp.resize(size, Image.Resampling.BILINEAR)
