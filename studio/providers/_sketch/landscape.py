"""Hills and waves under a sun or a moon."""

from __future__ import annotations

from collections.abc import Callable
from math import pi, pow, sin
from random import Random

from . import landmarks
from .palettes import Colour, Palette, mix
from .shapes import Cut, Polygon, below, crescent, disc, moved, placed
from .sheet import Sheet
from .words import Words

Edge = Callable[[float], float]


def hills(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """Ridges one before another, paler with distance, under a sun or a moon."""
    sky(sheet, palette, words, rng)
    count = rng.choice((5, 6, 7))
    is_sharp = words.has("mountain mountains alps peak peaks summit cliff rock 山 峰")
    misty = 0.75 if words.has("fog foggy mist misty haze cloud clouds 雾 霧") else 0.3
    for i in range(count):
        depth = i / (count - 1)
        level = sheet.height * (0.42 + 0.46 * depth**1.15)
        rise = sheet.unit * (0.2 - 0.08 * depth)
        edge = (_peaks if is_sharp and depth < 0.7 else _rolling)(rng, level, rise, sheet)
        colour = palette.ramp(depth)
        _ridge(sheet, edge, colour, mix(colour, palette.ground, misty * (1 - depth * 0.6)))
        if depth > 0.55 and (words.mood in {"leaf", "winter"} or rng.random() < 0.35):
            _firs(sheet, edge, palette.ramp(min(1, depth + 0.12)), rng)
        if i == count - 3:
            top = min((sheet.width * share / 20 for share in range(3, 18)), key=edge)
            landmarks.stand(sheet, palette, words, (top, edge(top)))


def sky(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    high = mix(palette.ground, palette.ramp(0), 0.45)
    sheet.wash(high, mix(palette.ground, palette.paper, 0.0 if palette.is_dark else 0.35))
    if palette.is_dark:
        stars(sheet, palette, rng, int(40 + 40 * sheet.width / sheet.height))
    x, y = sheet.width * rng.uniform(0.22, 0.78), sheet.height * rng.uniform(0.2, 0.34)
    r = sheet.unit * rng.uniform(0.1, 0.15)
    for ring in (2.4, 1.65):
        sheet.veil(disc(x, y, r * ring), palette.accent, 0.1)
    is_crescent = palette.is_dark and words.has("moon crescent 月")
    light = crescent(x, y, r, 0.5, 2.6) if is_crescent else disc(x, y, r)
    sheet.lay(light, palette.accent, lift=0.5)


def stars(sheet: Sheet, palette: Palette, rng: Random, count: int) -> None:
    for _ in range(count):
        x, y = rng.random() * sheet.width, rng.random() ** 1.4 * sheet.height
        size = sheet.unit * rng.choice((0.0016, 0.0022, 0.0036))
        sheet.veil(disc(x, y, size), palette.ink, rng.uniform(0.4, 0.95))


def _rolling(rng: Random, level: float, rise: float, sheet: Sheet) -> Edge:
    """A soft ridge line around `level`."""
    parts = [
        (
            rise * size,
            2 * pi / (sheet.unit * length * rng.uniform(0.8, 1.3)),
            rng.uniform(0, 2 * pi),
        )
        for size, length in ((0.5, 1.5), (0.3, 0.7), (0.1, 0.3), (0.02, 0.07))
    ]
    return lambda x: level - sum(size * sin(x * rate + phase) for size, rate, phase in parts)


def _peaks(rng: Random, level: float, rise: float, sheet: Sheet) -> Edge:
    """A sharp ridge line: broken lines of two lengths, over a soft one."""
    coarse = _broken(rng, sheet.unit * 0.42, sheet.width)
    fine = _broken(rng, sheet.unit * 0.09, sheet.width)
    soft = _rolling(rng, level, rise * 0.5, sheet)
    return lambda x: soft(x) - rise * (coarse(x) * 2.4 + fine(x) * 0.4)


def _broken(rng: Random, length: float, width: float) -> Edge:
    """A line of straight pieces about `length` long, between -0.5 and 0.5."""
    tops = [rng.uniform(0.1, 0.5) * (1 if i % 2 else -1) for i in range(int(width / length) + 4)]

    def at(x: float) -> float:
        place = max(0.0, x / length + 1)
        i = min(int(place), len(tops) - 2)
        return tops[i] + (tops[i + 1] - tops[i]) * (place - i)

    return at


def _ridge(sheet: Sheet, edge: Edge, colour: Colour, fade: Colour) -> None:
    step = max(1.5, sheet.unit / 260)
    hill = below(edge, -sheet.unit * 0.1, sheet.width * 1.01 + step, sheet.height + 1, step)
    sheet.lay(hill, colour, lift=0.85, fade=fade)


def _firs(sheet: Sheet, edge: Edge, colour: Colour, rng: Random) -> None:
    """A few clumps of conifers on a ridge, as one piece."""
    cut: Cut = []
    for _ in range(max(1, round(sheet.width / sheet.unit * 2.2))):
        middle = rng.uniform(0, sheet.width)
        for _ in range(rng.randint(2, 6)):
            x = middle + rng.uniform(-0.13, 0.13) * sheet.unit
            cut.append(_fir(x, edge(x) + sheet.unit * 0.012, sheet.unit * rng.uniform(0.05, 0.12)))
    sheet.lay(cut, colour, lift=0.25)


def _fir(x: float, base: float, height: float) -> Polygon:
    left, right = [], []
    for t in (0.0, 0.3, 0.32, 0.58, 0.6, 1.0):
        half = height * (0.25 * (1 - t) + (0.06 if t in (0.32, 0.6) else 0))
        left.append((x - half, base - t * height))
        right.append((x + half, base - t * height))
    return left + right[::-1]


def waves(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """Rows of cut waves with pale crests; a small boat where it fits."""
    sky(sheet, palette, words, rng)
    count = rng.choice((6, 7, 8))
    sails = (
        words.has("boat ship sail sailing regatta yacht harbour harbor 船") or rng.random() < 0.4
    )
    for i in range(count):
        depth = i / (count - 1)
        level = sheet.height * (0.47 + 0.47 * depth**1.1)
        rise, length = 0.016 + 0.04 * depth, 0.13 + 0.3 * depth
        edge = _swell(rng, level, sheet.unit * rise, sheet.unit * length)
        _wave(sheet, palette, edge, depth)
        if i == 1 and sails:
            _boat(sheet, palette, rng, edge)
    if landmarks.are_named(words):
        _headland(sheet, palette, words, rng)


def _wave(sheet: Sheet, palette: Palette, edge: Edge, depth: float) -> None:
    """A row of water under its pale crest."""
    colour, pale = palette.ramp(depth), palette.ink if palette.is_dark else palette.paper
    crest = mix(colour, pale, 0.35 if palette.is_dark else 0.6)
    _ridge(sheet, edge, crest, crest)
    foam = sheet.unit * (0.006 + 0.012 * depth)
    step = max(1.0, sheet.unit / 300)
    water = below(edge, -2, sheet.width + step, sheet.height + 1, step)
    sheet.lay(moved(water, 0, foam), colour, fade=mix(colour, (0, 0, 0), 0.12))


def _headland(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """A rock in front, with what stands on it."""
    middle, size = sheet.width * rng.choice((0.2, 0.8)), sheet.unit
    soft = _rolling(rng, sheet.height * 0.72, size * 0.03, sheet)

    def edge(x: float) -> float:
        away = (x - middle) / size
        return soft(x) + away * away * size * 1.6

    _ridge(sheet, edge, palette.ramp(1), palette.ramp(0.9))
    landmarks.stand(sheet, palette, words, (middle, edge(middle)))


def _swell(rng: Random, level: float, rise: float, length: float) -> Edge:
    """Waves with round troughs and pointed crests."""
    phase = rng.uniform(0, length)
    return lambda x: level - rise * (1 - 2 * pow(abs(sin(pi * (x + phase) / length)), 0.8))


HULL: Polygon = [(-0.55, 0.22), (0.6, 0.22), (0.38, 0), (-0.4, 0)]
MAINSAIL: Polygon = [(0, 1.3), (0, 0.3), (-0.5, 0.3)]
FORESAIL: Polygon = [(0.06, 1.1), (0.06, 0.3), (0.45, 0.3)]


def _boat(sheet: Sheet, palette: Palette, rng: Random, sea: Edge) -> None:
    x, size = sheet.width * rng.uniform(0.2, 0.8), sheet.unit * 0.15
    y = sea(x) + size * 0.1
    white = mix(palette.paper, palette.ink, 0.9 if palette.is_dark else 0.04)
    for piece, colour in ((MAINSAIL, white), (FORESAIL, palette.second), (HULL, palette.ramp(1))):
        sheet.lay(placed(piece, x, y, size, size), colour, lift=0.2)
