"""Scenes under a sky: hills, waves, a city, planets."""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sin
from random import Random

from . import landmarks
from .palettes import Colour, Palette, mix
from .shapes import (
    Cut,
    Polygon,
    below,
    crescent,
    disc,
    ellipse,
    moved,
    rectangle,
    sector,
    turned,
)
from .sheet import Sheet
from .words import Words

Edge = Callable[[float], float]


def hills(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """Ridges one before another, paler with distance, under a sun or a moon."""
    _sky(sheet, palette, words, rng)
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
            x = sheet.width * rng.choice((0.22, 0.3, 0.7, 0.78))
            landmarks.stand(sheet, palette, words, (x, edge(x)))


def _sky(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    high = mix(palette.ground, palette.ramp(0), 0.45)
    sheet.wash(high, mix(palette.ground, palette.paper, 0.0 if palette.is_dark else 0.35))
    if palette.is_dark:
        _stars(sheet, palette, rng, int(40 + 40 * sheet.width / sheet.height))
    x, y = sheet.width * rng.uniform(0.22, 0.78), sheet.height * rng.uniform(0.2, 0.34)
    r = sheet.unit * rng.uniform(0.1, 0.15)
    for ring in (2.4, 1.65):
        sheet.veil(disc(x, y, r * ring), palette.accent, 0.1)
    sheet.lay(disc(x, y, r), palette.accent, lift=0.5)
    if palette.is_dark and words.has("moon crescent 月"):
        sheet.veil(disc(x + r * 0.42, y - r * 0.2, r * 0.86), high, 1.0)


def _stars(sheet: Sheet, palette: Palette, rng: Random, count: int) -> None:
    for _ in range(count):
        x, y = rng.random() * sheet.width, rng.random() ** 1.4 * sheet.height
        size = sheet.unit * rng.choice((0.0016, 0.0022, 0.0036))
        sheet.veil(disc(x, y, size), palette.ink, rng.uniform(0.4, 0.95))


def _rolling(rng: Random, level: float, rise: float, sheet: Sheet) -> Edge:
    """A soft ridge line around `level`."""
    parts = [
        (rise * size, 2 * pi / (sheet.unit * length * rng.uniform(0.8, 1.3)), rng.uniform(0, 2 * pi))
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
    tops = [rng.uniform(0.1, 0.5) * (-1) ** i for i in range(int(width / length) + 4)]

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
    _sky(sheet, palette, words, rng)
    count = rng.choice((6, 7, 8))
    sails = words.has("boat boats ship sail sailing regatta yacht harbour harbor 船") or seldom(rng)
    for i in range(count):
        depth = i / (count - 1)
        level = sheet.height * (0.47 + 0.47 * depth**1.1)
        edge = _swell(rng, level, sheet.unit * (0.016 + 0.04 * depth), sheet.unit * (0.13 + 0.3 * depth))
        crest = mix(palette.ramp(depth), palette.paper if not palette.is_dark else palette.ink, 0.6)
        foam = sheet.unit * (0.006 + 0.012 * depth)
        _ridge(sheet, edge, crest, crest)
        colour = palette.ramp(depth)
        _plain(sheet, lambda x, e=edge, f=foam: e(x) + f, colour)  # type: ignore[misc]
        if i == 1 and sails:
            _boat(sheet, palette, rng, edge)
    if landmarks.are_named(words):
        _headland(sheet, palette, words, rng)


def _headland(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """A rock in front, with what stands on it."""
    middle, size = sheet.width * rng.choice((0.2, 0.8)), sheet.unit
    soft = _rolling(rng, sheet.height * 0.72, size * 0.03, sheet)
    edge = lambda x: soft(x) + ((x - middle) / size) ** 2 * size * 1.6  # noqa: E731
    _ridge(sheet, edge, palette.ramp(1), palette.ramp(0.9))
    landmarks.stand(sheet, palette, words, (middle, edge(middle)))


def seldom(rng: Random) -> bool:
    return rng.random() < 0.4


def _swell(rng: Random, level: float, rise: float, length: float) -> Edge:
    """Waves with round troughs and pointed crests."""
    phase = rng.uniform(0, length)
    return lambda x: level - rise * (1 - 2 * abs(sin(pi * (x + phase) / length)) ** 0.8)


def _plain(sheet: Sheet, edge: Edge, colour: Colour) -> None:
    step = max(1.0, sheet.unit / 300)
    water = below(edge, -2, sheet.width + step, sheet.height + 1, step)
    sheet.lay(water, colour, fade=mix(colour, (0, 0, 0), 0.12))


def _boat(sheet: Sheet, palette: Palette, rng: Random, sea: Edge) -> None:
    x, size = sheet.width * rng.uniform(0.2, 0.8), sheet.unit * 0.15
    y = sea(x) + size * 0.1
    hull = [(x - size * 0.55, y - size * 0.22), (x + size * 0.6, y - size * 0.22),
            (x + size * 0.38, y), (x - size * 0.4, y)]  # fmt: skip
    main = [(x, y - size * 1.3), (x, y - size * 0.3), (x - size * 0.5, y - size * 0.3)]
    fore = [(x + size * 0.06, y - size * 1.1), (x + size * 0.06, y - size * 0.3),
            (x + size * 0.45, y - size * 0.3)]  # fmt: skip
    sheet.lay([main], mix(palette.paper, palette.ink, 0.04 if not palette.is_dark else 0.9), lift=0.2)
    sheet.lay([fore], palette.second, lift=0.2)
    sheet.lay([hull], palette.ramp(1), lift=0.2)


def city(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """Three rows of houses before a sun, the nearest with windows."""
    _sky(sheet, palette, words, rng)
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
    lit: Cut = []
    unlit: Cut = []
    for row in range(int((sheet.height - top) / (pitch * 1.35))):
        for column in range(columns):
            pane = rectangle(
                x + pitch * (0.55 + column), top + pitch * (0.6 + row * 1.35), pitch * 0.5, pitch * 0.75
            )
            (lit if rng.random() < (0.4 if palette.is_dark else 0.22) else unlit).append(pane)
    if unlit:
        sheet.veil(unlit, palette.shadow if depth < 1 else palette.ramp(0.4), 0.28)
    if lit:
        sheet.veil(lit, palette.second, 0.9)


def orbits(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """A planet with its bands and ring, moons on their paths, stars."""
    sheet.wash(palette.ramp(0.85), palette.ramp(1))
    _stars(sheet, palette, rng, int(70 * sheet.width * sheet.height / sheet.unit**2))
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
    moon = disc(x + r * sin(angle), y + r * sin(angle + pi / 2), sheet.unit * rng.uniform(0.012, 0.04))
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
