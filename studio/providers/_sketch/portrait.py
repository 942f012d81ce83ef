"""Heads and shoulders of cut paper."""

from __future__ import annotations

from random import Random

from .palettes import Colour, Palette, mix
from .shapes import Cut, Point, Polygon, crescent, curve, disc, ellipse, placed, rectangle, stroke
from .sheet import Sheet
from .words import Words


def portrait(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """Heads and shoulders of cut paper before a disc; a frieze where the plate is wide."""
    sheet.wash(palette.ground, mix(palette.ground, palette.ramp(0), 0.6))
    count = max(1, round(sheet.width / sheet.height / 1.15))
    step = sheet.width / count
    size = min(sheet.height, step * 1.15)
    for i in range(count):
        x = step * (i + 0.5)
        halo = disc(x, sheet.height - size * 0.52, size * 0.4)
        sheet.lay(halo, (palette.accent, palette.second)[i % 2], lift=0.5)
        _figure(sheet, palette, rng, x, sheet.height, size)


# A face is drawn in units: 1 is half its width across, half its height upwards.
LIDS: Cut = [
    stroke(curve((x - 0.2, 0), (x, -0.13), (x + 0.2, 0)), 0.06, 0.04) for x in (-0.45, 0.45)
]
BROWS: Cut = [
    stroke(curve((x - 0.24, 0.17), (x, 0.27), (x + 0.24, 0.17)), 0.06, 0.04) for x in (-0.45, 0.45)
]
BRIDGE = curve((0.06, 0.08), (-0.02, -0.2), (0.14, -0.3))
NOSE = stroke([*BRIDGE, *curve((0.14, -0.3), (0.05, -0.36), (-0.04, -0.33))], 0.05, 0.04)
MOUTH = stroke(curve((-0.2, -0.58), (0, -0.68), (0.22, -0.56)), 0.08, 0.03)
FEATURES: Cut = [*LIDS, *BROWS, NOSE, MOUTH]
SHOULDER = curve((-0.07, 0.25), (-0.33, 0.2), (-0.4, 0))
SHOULDERS = SHOULDER + [(-x, y) for x, y in reversed(SHOULDER)]
FLAP: Polygon = [(0, 0.065), (0.065, 0.26), (0.15, 0.185)]

Face = tuple[float, float, float, float]
"""Middle, half width and half height."""


def _figure(
    sheet: Sheet, palette: Palette, rng: Random, x: float, base: float, size: float
) -> None:
    skin = mix(palette.second, rng.choice((palette.paper, palette.ramp(1), palette.ink)), 0.35)
    hair = palette.ramp(1)
    face = x, base - size * 0.54, size * 0.15, size * 0.195
    _hair_behind(sheet, hair, rng, face)
    _neck_and_cloth(sheet, palette, (x, base), size, (skin, palette.ramp(rng.uniform(0.35, 0.8))))
    _face(sheet, palette, skin, face)
    _fringe(sheet, hair, rng, face)
    y, rx, ry = face[1:]
    earrings = [disc(x + side * rx * 1.08, y + ry * 0.42, size * 0.018) for side in (-1, 1)]
    sheet.lay(earrings, mix(palette.second, palette.paper, 0.5), lift=0.25)


def _hair_behind(sheet: Sheet, hair: Colour, rng: Random, face: Face) -> None:
    x, y, rx, ry = face
    if rng.random() < 0.5:
        sheet.lay(ellipse(x, y + ry * 0.35, rx * 1.5, ry * 1.65), hair, lift=0.6)


def _neck_and_cloth(
    sheet: Sheet, palette: Palette, foot: Point, size: float, colours: tuple[Colour, Colour]
) -> None:
    (x, base), (skin, cloth) = foot, colours
    neck = rectangle(x - size * 0.063, base - size * 0.54, size * 0.126, size * 0.34)
    sheet.lay(neck, mix(skin, palette.shadow, 0.25))
    sheet.lay(placed(SHOULDERS, x, base + 2, size, size), cloth, lift=0.8)
    flaps = [placed(FLAP, x, base, way, size) for way in (-size, size)]
    sheet.lay(flaps, mix(palette.paper, palette.ramp(0), 0.35), lift=0.3)


def _face(sheet: Sheet, palette: Palette, skin: Colour, face: Face) -> None:
    """A face with one half in shade, its features drawn as lines."""
    x, y, rx, ry = face
    oval = ellipse(x, y, rx, ry)
    sheet.lay(oval, skin, lift=0.55)
    sheet.lay(crescent(x, y, ry, 0.1, 0), mix(skin, palette.shadow, 0.2), inside=oval)
    features = [placed(feature, x, y, rx, ry) for feature in FEATURES]
    sheet.lay(features, mix(palette.shadow, skin, 0.15))


def _fringe(sheet: Sheet, hair: Colour, rng: Random, face: Face) -> None:
    """A cap of hair with a parting; perhaps a bun."""
    x, y, rx, ry = face
    lean = rng.choice((-0.35, 0.35))
    right = curve((1, -0.05), (lean + 0.5, 0.5), (lean, 0.78))
    left = curve((lean, 0.78), (lean - 0.5, 0.5), (-1, -0.05))
    front = [(-1.3, 1.3), (1.3, 1.3), (1.2, -0.1), *right, *left, (-1.2, -0.1)]
    cap = ellipse(x, y - ry * 0.12, rx * 1.1, ry * 1.02)
    sheet.lay(cap, hair, inside=placed(front, x, y, rx, ry))
    if rng.random() < 0.5:
        sheet.lay(disc(x + lean * rx * 0.6, y - ry * 1.22, rx * 0.45), hair, lift=0.3)
