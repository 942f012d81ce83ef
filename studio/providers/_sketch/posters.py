"""Scenes of pure form: quarter circles in a grid, one huge letter."""

from __future__ import annotations

from math import pi
from random import Random

from .lettering import Lettering
from .palettes import Colour, Palette, mix
from .shapes import disc, rectangle, sector
from .sheet import Sheet
from .words import Words


def arcs(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """A grid of arcs, discs and bars, some cells joined into large ones."""
    columns = max(1, round((sheet.width / sheet.height * rng.choice((9, 16))) ** 0.5))
    cell = sheet.width / columns
    rows = max(1, round(sheet.height / cell))
    height = sheet.height / rows
    taken: set[tuple[int, int]] = set()
    for row in range(rows):
        for column in range(columns):
            if (column, row) in taken:
                continue
            span = _span(rng, columns - column, rows - row)
            cells = {(column + i, row + j) for i in range(span) for j in range(span)}
            span = 1 if cells & taken else span
            taken |= {(column + i, row + j) for i in range(span) for j in range(span)}
            _cell(sheet, palette, rng, (column * cell, row * height, cell * span, height * span))


def _span(rng: Random, columns: int, rows: int) -> int:
    return 2 if min(columns, rows) > 1 and rng.random() < 0.22 else 1


def _cell(
    sheet: Sheet, palette: Palette, rng: Random, box: tuple[float, float, float, float]
) -> None:
    ground, front, third = rng.sample(palette.papers(), 3)
    sheet.lay(rectangle(box[0], box[1], box[2] + 1, box[3] + 1), ground)
    rng.choice((_quarters, _quarters, _halves, _target, _bars, _steps))(
        sheet, rng, box, front, third
    )


Box = tuple[float, float, float, float]


def _quarters(sheet: Sheet, rng: Random, box: Box, front: Colour, third: Colour) -> None:
    x, y, w, h = box
    corner = rng.randrange(4)
    cx, cy = x + w * (corner in (1, 2)), y + h * (corner in (2, 3))
    start = corner * pi / 2
    for i in range(4):
        outer = min(w, h) * (1 - i * 0.25)
        ring = sector(cx, cy, max(0, outer - min(w, h) * 0.25), outer, start, start + pi / 2)
        sheet.lay(ring, front if i % 2 == 0 else mix(front, third, 0.75), lift=0.3 if i == 0 else 0)


def _halves(sheet: Sheet, rng: Random, box: Box, front: Colour, third: Colour) -> None:
    x, y, w, h = box
    start = rng.choice((0, pi / 2, pi, 3 * pi / 2))
    sheet.lay(sector(x + w / 2, y + h / 2, 0, min(w, h) / 2, start, start + pi), front, lift=0.3)
    small = min(w, h) * 0.22
    sheet.lay(sector(x + w / 2, y + h / 2, 0, small, start + pi, start + 2 * pi), third)


def _target(sheet: Sheet, rng: Random, box: Box, front: Colour, third: Colour) -> None:
    x, y, w, h = box
    for share, colour in ((0.42, front), (0.27, third), (0.12, front)):
        sheet.lay(disc(x + w / 2, y + h / 2, min(w, h) * share), colour, lift=0.3)


def _bars(sheet: Sheet, rng: Random, box: Box, front: Colour, third: Colour) -> None:
    x, y, w, h = box
    upright = rng.random() < 0.5
    for i in range(4):
        bar = (
            rectangle(x + w * (i / 4 + 0.0), y, w / 8, h)
            if upright
            else rectangle(x, y + h * i / 4, w, h / 8)
        )
        sheet.lay(bar, front if i < 3 else third)


def _steps(sheet: Sheet, rng: Random, box: Box, front: Colour, third: Colour) -> None:
    x, y, w, h = box
    rising = [(x, y + h), (x + w, y + h), (x + w, y)]
    falling = [(x, y), (x + w, y + h), (x, y + h)]
    sheet.lay(rng.choice((rising, falling)), front, lift=0.3)
    sheet.lay(disc(x + w * 0.5, y + h * 0.5, min(w, h) * 0.14), third, lift=0.3)


def letter(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """The first letter of the prompt, huge and cropped, over arcs."""
    arcs(sheet, palette, words, rng)
    band = palette.paper
    sign = next((c for c in words.subject if c.isalnum()), "")
    face = Lettering().face(sign) if sign else None
    if face is None:
        return
    size = int(sheet.unit * 1.02)
    glyph = face.mask(sign.upper(), size)
    x = int(sheet.width * rng.uniform(0.35, 0.65) - glyph.width / 2)
    y = int((sheet.height - glyph.height) / 2)
    sheet.press(glyph, (x, y), band, lift=1.0)
