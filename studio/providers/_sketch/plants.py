"""Blooms on stems, and fronds on blocks of colour."""

from __future__ import annotations

from math import cos, pi, sin, tau
from random import Random

from .palettes import Colour, Palette, mix
from .shapes import Cut, Point, curve, disc, leaf, rectangle, stroke
from .sheet import Sheet
from .words import Words


def flowers(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """Large blooms on bent stems before a pale disc."""
    sheet.wash(palette.ground, mix(palette.ground, palette.ramp(0), 0.7))
    x = sheet.width * rng.uniform(0.35, 0.65)
    sheet.lay(disc(x, sheet.height * 0.45, sheet.unit * 0.36), palette.ramp(0.1), lift=0.3)
    spots = _spots(sheet, rng)
    for spot in spots:
        _stem(sheet, palette, rng, spot)
    petals = (
        palette.accent,
        palette.second,
        mix(palette.accent, palette.paper, 0.45),
        palette.accent,
    )
    for i, (x, y, r) in enumerate(spots):
        _bloom(sheet, palette, rng, (x, y, r), petals[i % 4])


def _spots(sheet: Sheet, rng: Random) -> list[tuple[float, float, float]]:
    """Centres and radii of blooms, apart from each other, small ones last."""
    found: list[tuple[float, float, float]] = []
    for i in range(90):
        r = sheet.unit * (0.19 if i < 12 else 0.12 if i < 40 else 0.075) * rng.uniform(0.85, 1.1)
        x = rng.uniform(r * 0.8, sheet.width - r * 0.8)
        y = rng.uniform(r * 0.9, max(r, sheet.height * 0.78 - r * 0.3))
        if all((x - a) ** 2 + (y - b) ** 2 > (1.02 * (r + c)) ** 2 for a, b, c in found):
            found.append((x, y, r))
    return found[: max(5, round(6 * sheet.width * sheet.height / sheet.unit**2))]


def _stem(sheet: Sheet, palette: Palette, rng: Random, spot: tuple[float, float, float]) -> None:
    x, y, r = spot
    foot = (x + rng.uniform(-0.5, 0.5) * sheet.unit * 0.25, sheet.height * 1.03)
    line = curve(foot, (foot[0], (y + foot[1]) / 2), (x, y))
    cut: Cut = [stroke(line, sheet.unit * 0.016, sheet.unit * 0.009)]
    for i, side in ((5, -1), (9, 1), (13, -1)):
        if line[i][1] > y + r * 1.3:
            size = sheet.unit * rng.uniform(0.11, 0.17)
            cut.append(leaf(*line[i], size, size * 0.36, -pi / 2 + side * rng.uniform(0.5, 0.95)))
    sheet.lay(cut, palette.ramp(rng.uniform(0.55, 0.85)), lift=0.4)


def _bloom(
    sheet: Sheet, palette: Palette, rng: Random, spot: tuple[float, float, float], colour: Colour
) -> None:
    x, y, r = spot
    start, count = rng.uniform(0, tau), rng.choice((6, 8, 9, 11))
    for ring, size in enumerate((1.0, 0.68)):
        turns = [start + ring * pi / count + tau * i / count for i in range(count)]
        fat = r * size * 3.4 / count
        petals = [leaf(x + cos(a) * r * 0.1, y + sin(a) * r * 0.1, r * size, fat, a) for a in turns]
        sheet.lay(petals, mix(colour, palette.paper, 0.28 * ring), lift=0.4)
    heart = palette.ramp(0.95) if rng.random() < 0.6 else palette.second
    sheet.lay(disc(x, y, r * 0.24), heart, lift=0.3)
    seeds = [disc(x + cos(a) * r * 0.14, y + sin(a) * r * 0.14, r * 0.022)
             for a in (tau * i / 9 for i in range(9))]  # fmt: skip
    sheet.veil(seeds, palette.paper, 0.7)


def leaves(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """Blocks of colour, on each a frond cut from another paper."""
    columns = max(1, round(sheet.width / sheet.unit * rng.choice((2, 2.5, 3))))
    rows = max(1, round(columns * sheet.height / sheet.width))
    w, h = sheet.width / columns, sheet.height / rows
    papers = palette.papers()
    last = -1
    for row in range(rows):
        for column in range(columns):
            last = rng.choice([i for i in range(len(papers)) if i != last])
            sheet.lay(rectangle(column * w, row * h, w + 1, h + 1), papers[last])
            colour = _contrasting(rng, papers, papers[last])
            _frond(sheet, rng, (column * w + w / 2, row * h + h / 2), min(w, h), colour)


def _contrasting(rng: Random, papers: tuple[Colour, ...], ground: Colour) -> Colour:
    """One of the papers that stand out most from `ground`."""
    apart = sorted(papers, key=lambda c: sum(abs(a - b) for a, b in zip(c, ground, strict=True)))
    return rng.choice(apart[-4:])


def _frond(sheet: Sheet, rng: Random, middle: Point, size: float, colour: Colour) -> None:
    turn = -pi / 2 + rng.uniform(-0.6, 0.6)
    x, y = middle[0] - cos(turn) * size * 0.42, middle[1] - sin(turn) * size * 0.42
    tip = (x + cos(turn) * size * 0.8, y + sin(turn) * size * 0.8)
    bend = (middle[0] + rng.uniform(-0.15, 0.15) * size, middle[1])
    line = curve((x, y), bend, tip)
    cut: Cut = [stroke(line, size * 0.035, size * 0.015)]
    pairs, spread, fat = rng.choice((4, 5, 6, 7)), rng.uniform(0.75, 1.2), rng.uniform(0.24, 0.36)
    for i in range(pairs):
        t = (i + 0.6) / pairs
        length = size * 0.4 * (sin(pi * (0.12 + 0.8 * t)) ** 0.7)
        for side in (-1, 1):
            point = line[int(t * 23)]
            cut.append(leaf(*point, length, length * fat, turn + side * spread))
    cut.append(leaf(*tip, size * 0.16, size * 0.09, turn))
    sheet.lay(cut, colour, lift=0.55 * min(1, size / sheet.unit * 1.6))
