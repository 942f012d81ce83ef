"""Simple forms on a shelf."""

from __future__ import annotations

from random import Random

from .palettes import Colour, Palette, mix
from .shapes import (
    Cut,
    Point,
    Polygon,
    curve,
    ellipse,
    leaf,
    placed,
    rectangle,
    stroke,
    turned_body,
)
from .sheet import Sheet
from .words import Words

VESSELS: dict[str, tuple[Point, ...]] = {
    "vase": ((0, 0.5), (0.12, 0.72), (0.38, 1), (0.66, 0.62), (0.8, 0.34), (0.93, 0.36), (1, 0.5)),
    "jug": ((0, 0.62), (0.08, 0.7), (0.35, 0.96), (0.62, 0.9), (0.84, 0.62), (1, 0.72)),
    "bottle": (
        (0, 0.8),
        (0.03, 0.9),
        (0.5, 0.9),
        (0.64, 0.7),
        (0.72, 0.3),
        (0.97, 0.27),
        (1, 0.36),
    ),
    "bowl": ((0, 0.36), (0.08, 0.4), (0.14, 0.5), (0.55, 0.9), (1, 1)),
    "cup": ((0, 0.6), (0.04, 0.72), (0.5, 0.9), (1, 1)),
}
FORMS = (
    ("vase", 0.36, 0.62), ("jug", 0.36, 0.5), ("bottle", 0.19, 0.72), ("bowl", 0.52, 0.24),
    ("cup", 0.24, 0.24), ("fruit", 0.2, 0.2), ("fruit", 0.17, 0.17), ("block", 0.3, 0.3),
)  # fmt: skip
"""Name, width and height in shelf heights."""
MOUTHS = {"bowl": 1.0, "cup": 1.0, "jug": 0.72}
"""Open vessels, and how wide they are at the rim."""


def still_life(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """Simple forms on a shelf in side light; several shelves where the plate is tall."""
    shelves = max(1, round(sheet.height / sheet.width / 1.1))
    height = sheet.height / shelves
    for i in range(shelves):
        wall = palette.ground if i % 2 == 0 else palette.ramp(0.15)
        _shelf(sheet, palette, rng, i * height, height, wall)


def _shelf(
    sheet: Sheet, palette: Palette, rng: Random, top: float, height: float, wall: Colour
) -> None:
    table = top + height * 0.74
    sheet.lay(rectangle(0, top, sheet.width, height), wall, fade=mix(wall, palette.ramp(0), 0.5))
    _window_light(sheet, palette, rng, top, table)
    board = rectangle(-2, table, sheet.width + 4, top + height - table + 2)
    sheet.lay(board, palette.ramp(0.45), lift=0.5, fade=palette.ramp(0.62))
    size = min(height * 0.86, sheet.width * 0.95)
    glazes = [palette.accent, palette.ramp(0.85), palette.second, palette.ramp(0.1)]
    rng.shuffle(glazes)
    for i, (form, x, width, tall, depth) in enumerate(_arranged(rng, sheet.width, size)):
        base = table + height * (0.05 + 0.1 * depth)
        _cast(sheet, palette, x, base, width, tall)
        _form(sheet, palette, rng, form, (x, base, width, tall), glazes[i % 4])


def _window_light(sheet: Sheet, palette: Palette, rng: Random, top: float, table: float) -> None:
    x, h = sheet.width * rng.uniform(0.1, 0.45), (table - top)
    pale = mix(palette.paper, palette.second, 0.25)
    for i in range(2):
        left = x + i * h * 0.42
        pane = [(left, top + h * 0.08), (left + h * 0.36, top + h * 0.08),
                (left + h * 0.62, top + h * 0.8), (left + h * 0.26, top + h * 0.8)]  # fmt: skip
        sheet.veil(pane, pale, 0.16 if palette.is_dark else 0.55)


def _arranged(
    rng: Random, width: float, size: float
) -> list[tuple[str, float, float, float, float]]:
    """Forms side by side around the middle: name, x, width, height, depth (0 back, 1 front)."""
    forms = list(FORMS)
    rng.shuffle(forms)
    chosen: list[tuple[str, float, float, float, float]] = []
    x = 0.0
    room = min(width * 0.92, size * 2.6)
    for name, w, h in forms * 3:
        grown = rng.uniform(0.9, 1.12) * size
        if x + w * grown > room:
            continue
        depth = rng.uniform(0.5, 1) if h < 0.3 else rng.uniform(0, 0.5)
        chosen.append((name, x + w * grown / 2, w * grown, h * grown, depth))
        x += w * grown * rng.uniform(0.8, 0.98)
    shift = (width - x) / 2
    moved = [(n, cx + shift, w, h, d) for n, cx, w, h, d in chosen]
    return sorted(moved, key=lambda form: form[4])


def _cast(sheet: Sheet, palette: Palette, x: float, base: float, width: float, tall: float) -> None:
    """The long shadow on the table, away from the window."""
    end = x + width * 0.6 + tall * 0.7
    band = [(x - width * 0.3, base), (x + width * 0.36, base - tall * 0.005),
            (end, base + tall * 0.1), (end - width * 0.3, base + tall * 0.14)]  # fmt: skip
    sheet.veil([band, ellipse(x, base, width * 0.4, width * 0.07)], palette.shadow, 0.25)


Place = tuple[float, float, float, float]
"""Middle, foot, width and height in pixels."""


def _form(
    sheet: Sheet, palette: Palette, rng: Random, form: str, place: Place, colour: Colour
) -> None:
    """A form whose far side is in shade."""
    x, base, width, tall = place
    body = _body(form, x, base, width, tall)
    if form == "vase" and rng.random() < 0.75:
        _branch(sheet, palette, rng, (x, base - tall * 0.96), tall)
    sheet.lay(body, colour, lift=0.6)
    shade = mix(colour, palette.shadow, 0.3)
    sheet.lay(rectangle(x + width * 0.08, base - tall, width, tall), shade, inside=body)
    if form in MOUTHS:
        mouth = ellipse(x, base - tall, width * MOUTHS[form] / 2, width * 0.07 * MOUTHS[form])
        sheet.lay(mouth, mix(colour, palette.shadow, 0.5))
    if form == "fruit":
        _stalk(sheet, palette, place)


def _stalk(sheet: Sheet, palette: Palette, place: Place) -> None:
    x, base, width, tall = place
    line = placed(curve((0, 0.9), (0, 1.1), (0.1, 1.2)), x, base, width, tall)
    sheet.lay(stroke(line, width * 0.05), palette.ramp(1))
    green = leaf(x, base - tall * 0.97, width * 0.5, width * 0.22, -0.5)
    sheet.lay(green, palette.ramp(0.6), lift=0.2)


def _body(form: str, x: float, base: float, width: float, tall: float) -> Polygon:
    if form == "fruit":
        return ellipse(x, base - tall / 2, width / 2, tall / 2)
    if form == "block":
        return rectangle(x - width / 2, base - tall, width, tall)
    return turned_body(VESSELS[form], x, base, width, tall)


def _branch(sheet: Sheet, palette: Palette, rng: Random, foot: Point, size: float) -> None:
    """Three bent twigs with leaves."""
    for side in (-0.75, 0.1, 0.8):
        lean = side + rng.uniform(-0.2, 0.2)
        end = (foot[0] + size * 0.55 * lean, foot[1] - size * rng.uniform(0.35, 0.6))
        line = curve(foot, (foot[0] + size * 0.08 * lean, foot[1] - size * 0.4), end)
        cut: Cut = [stroke(line, size * 0.018, size * 0.008)]
        for i in range(6, 25, 3):
            for turn in (-2.2 + lean * 0.5, -0.9 + lean * 0.5):
                cut.append(leaf(*line[i], size * 0.15, size * 0.065, turn + rng.uniform(-0.3, 0.3)))
        sheet.lay(cut, palette.ramp(0 if palette.is_dark else 0.75), lift=0.35)
