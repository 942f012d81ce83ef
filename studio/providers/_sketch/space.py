"""A planet, its ring and its moons."""

from __future__ import annotations

from math import pi, sin
from random import Random

from .landscape import stars
from .palettes import Palette, mix
from .shapes import crescent, disc, ellipse, moved, sector, turned
from .sheet import Sheet
from .words import Words


def orbits(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """A planet with its bands and ring, moons on their paths, stars."""
    sheet.wash(palette.ramp(0.85), palette.ramp(1))
    stars(sheet, palette, rng, int(70 * sheet.width * sheet.height / sheet.unit**2))
    r = sheet.unit * rng.uniform(0.27, 0.33)
    x, y = sheet.width * rng.uniform(0.38, 0.62), sheet.height * rng.uniform(0.42, 0.58)
    for i in range(2, 6):
        _path(sheet, palette, rng, (x, y, r * (1 + i * 0.42)))
    tilt = rng.uniform(-0.5, 0.5)
    _ring(sheet, palette, (x, y, r), tilt, is_front=False)
    sheet.lay(disc(x, y, r), palette.accent, lift=1)
    for share, colour in ((0.45, palette.second), (0.1, palette.ramp(0.2)), (-0.4, palette.second)):
        band = ellipse(x, y - r * share, r * 1.6, r * rng.uniform(0.05, 0.13), tilt * 0.7)
        sheet.lay(band, mix(palette.accent, colour, 0.6), inside=disc(x, y, r))
    sheet.veil(crescent(x, y, r, 0.5, 0.65), palette.shadow, 0.3)
    _ring(sheet, palette, (x, y, r), tilt, is_front=True)


def _path(sheet: Sheet, palette: Palette, rng: Random, circle: tuple[float, float, float]) -> None:
    x, y, r = circle
    line = sheet.unit * 0.0022
    sheet.veil(sector(x, y, r - line, r + line, 0, 2 * pi), palette.ramp(0), 0.35)
    angle = rng.uniform(0, 2 * pi)
    moon = disc(
        x + r * sin(angle), y + r * sin(angle + pi / 2), sheet.unit * rng.uniform(0.012, 0.04)
    )
    sheet.lay(moon, rng.choice((palette.second, palette.ramp(0.1), palette.accent)), lift=0.3)


def _ring(
    sheet: Sheet,
    palette: Palette,
    circle: tuple[float, float, float],
    tilt: float,
    *,
    is_front: bool,
) -> None:
    x, y, r = circle
    start, end = (0, pi) if is_front else (pi, 2 * pi)
    for inner, outer, strength in ((1.35, 1.6, 0.95), (1.66, 1.74, 0.6)):
        flat = [(px, py * 0.26) for px, py in sector(0, 0, r * inner, r * outer, start, end)]
        sheet.veil(moved(turned(flat, tilt), x, y), palette.ramp(0.05), strength)
