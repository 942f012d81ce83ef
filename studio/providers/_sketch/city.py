"""Rows of houses before a sun."""

from __future__ import annotations

from math import pi
from random import Random

from .landscape import sky
from .palettes import Colour, Palette, mix
from .shapes import Cut, rectangle, sector
from .sheet import Sheet
from .words import Words


def city(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """Three rows of houses before a sun, the nearest with windows."""
    sky(sheet, palette, words, rng)
    for depth, level, lowest in ((0.1, 0.36, 0.2), (0.5, 0.5, 0.16), (1.0, 0.68, 0.12)):
        colour = palette.ramp(depth)
        x = -sheet.unit * rng.uniform(0, 0.1)
        while x < sheet.width:
            width = sheet.unit * rng.uniform(0.1, 0.24)
            top = sheet.height * (level + rng.uniform(-lowest, lowest) * 0.6)
            shade = mix(colour, palette.ramp(depth - 0.3), rng.uniform(0, 0.5))
            _house(sheet, palette, rng, (x, top, width), shade, depth)
            x += width * rng.uniform(0.98, 1.3)


def _house(
    sheet: Sheet,
    palette: Palette,
    rng: Random,
    place: tuple[float, float, float],
    colour: Colour,
    depth: float,
) -> None:
    x, top, width = place
    body = rectangle(x, top, width, sheet.height - top + 2)
    sheet.lay([body, *_roof(rng, x, top, width)], colour, lift=0.7)
    side = rectangle(x + width * 0.62, top, width * 0.38, sheet.height - top + 2)
    sheet.veil(side, palette.shadow, 0.14)
    if depth > 0.3:
        _windows(sheet, palette, rng, place, depth)


def _roof(rng: Random, x: float, top: float, width: float) -> Cut:
    kind = rng.randrange(6)
    middle = x + width / 2
    if kind == 0:
        return [[(x, top + 1), (middle, top - width * 0.5), (x + width, top + 1)]]
    if kind == 1:
        return [rectangle(x + width * 0.2, top - width * 0.35, width * 0.6, width * 0.36)]
    if kind == 2:
        return [sector(middle, top + 1, 0, width * 0.42, pi, 2 * pi)]
    if kind == 3:
        return [[(x, top + 1), (x, top - width * 0.4), (x + width, top + 1)]]
    return [rectangle(middle, top - width * 0.5, width * 0.04, width * 0.52)] if kind == 4 else []


def _windows(
    sheet: Sheet, palette: Palette, rng: Random, place: tuple[float, float, float], depth: float
) -> None:
    """A grid of windows, lit ones in the second colour; each colour is one piece."""
    x, top, width = place
    columns = rng.choice((2, 3, 3, 4))
    pitch = width / (columns + 0.6)
    panes = [
        rectangle(
            x + pitch * (0.55 + i), top + pitch * (0.6 + row * 1.35), pitch * 0.5, pitch * 0.75
        )
        for row in range(int((sheet.height - top) / (pitch * 1.35)))
        for i in range(columns)
    ]
    lit = [pane for pane in panes if rng.random() < (0.4 if palette.is_dark else 0.22)]
    if panes:
        sheet.veil(panes, palette.shadow if depth < 1 else palette.ramp(0.4), 0.28)
    if lit:
        sheet.veil(lit, palette.second, 0.9)
