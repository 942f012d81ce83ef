"""Scenes on a table or a wall: vessels, faces, flowers, leaves."""

from __future__ import annotations

from math import cos, pi, sin, tau
from random import Random

from .palettes import Colour, Palette, mix
from .shapes import (
    Cut,
    Point,
    Polygon,
    crescent,
    curve,
    disc,
    ellipse,
    leaf,
    rectangle,
    stroke,
    turned_body,
)
from .sheet import Sheet
from .words import Words

VESSELS: dict[str, tuple[Point, ...]] = {
    "vase": ((0, 0.5), (0.12, 0.72), (0.38, 1), (0.66, 0.62), (0.8, 0.34), (0.93, 0.36), (1, 0.5)),
    "jug": ((0, 0.62), (0.08, 0.7), (0.35, 0.96), (0.62, 0.9), (0.84, 0.62), (1, 0.72)),
    "bottle": ((0, 0.8), (0.03, 0.9), (0.5, 0.9), (0.64, 0.7), (0.72, 0.3), (0.97, 0.27), (1, 0.36)),
    "bowl": ((0, 0.36), (0.08, 0.4), (0.14, 0.5), (0.55, 0.9), (1, 1)),
    "cup": ((0, 0.6), (0.04, 0.72), (0.5, 0.9), (1, 1)),
}
FORMS = (("vase", 0.36, 0.62), ("jug", 0.36, 0.5), ("bottle", 0.19, 0.72), ("bowl", 0.52, 0.24),
         ("cup", 0.24, 0.24), ("fruit", 0.2, 0.2), ("fruit", 0.17, 0.17), ("block", 0.3, 0.3))  # fmt: skip
"""Name, width and height in shelf heights."""


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


def _form(
    sheet: Sheet,
    palette: Palette,
    rng: Random,
    form: str,
    place: tuple[float, float, float, float],
    colour: Colour,
) -> None:
    x, base, width, tall = place
    body = _body(form, x, base, width, tall)
    if form == "vase" and rng.random() < 0.75:
        _branch(sheet, palette, rng, (x, base - tall * 0.96), tall)
    sheet.lay(body, colour, lift=0.6)
    shade = mix(colour, palette.shadow, 0.3)
    sheet.lay(rectangle(x + width * 0.08, base - tall, width, tall), shade, inside=body)
    if form in {"bowl", "cup", "jug"}:
        mouth = width * (0.72 if form == "jug" else 1)
        sheet.lay(ellipse(x, base - tall, mouth / 2, mouth * 0.07), mix(colour, palette.shadow, 0.5))
    if form == "fruit":
        stalk = curve((x, base - tall * 0.9), (x, base - tall * 1.1), (x + width * 0.1, base - tall * 1.2))
        sheet.lay(stroke(stalk, width * 0.05), palette.ramp(1))
        sheet.lay(leaf(x, base - tall * 0.97, width * 0.5, width * 0.22, -0.5), palette.ramp(0.6), lift=0.2)


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


def _figure(sheet: Sheet, palette: Palette, rng: Random, x: float, base: float, size: float) -> None:
    skin = mix(palette.second, rng.choice((palette.paper, palette.ramp(1), palette.ink)), 0.35)
    hair, cloth = palette.ramp(1), palette.ramp(rng.uniform(0.35, 0.8))
    hx, hy, rx, ry = x, base - size * 0.54, size * 0.15, size * 0.195
    is_long = rng.random() < 0.5
    if is_long:
        back = ellipse(hx, hy + ry * 0.35, rx * 1.5, ry * 1.65)
        sheet.lay(back, hair, lift=0.6)
    neck = rectangle(hx - rx * 0.42, hy, rx * 0.84, ry * 1.75)
    sheet.lay(neck, mix(skin, palette.shadow, 0.25))
    sheet.lay(_shoulders(x, base, size), cloth, lift=0.8)
    _collar(sheet, palette, (hx, base - size * 0.215), size)
    face = ellipse(hx, hy, rx, ry)
    sheet.lay(face, skin, lift=0.55)
    sheet.lay(crescent(hx, hy, ry, 0.1, 0), mix(skin, palette.shadow, 0.2), inside=face)
    _features(sheet, mix(palette.shadow, skin, 0.15), (hx, hy, rx, ry))
    _fringe(sheet, hair, rng, (hx, hy, rx, ry))
    for side in (-1, 1):
        ear = disc(hx + side * rx * 1.08, hy + ry * 0.42, size * 0.018)
        sheet.lay(ear, palette.accent, lift=0.25)


def _shoulders(x: float, base: float, size: float) -> Polygon:
    left = curve((x - size * 0.07, base - size * 0.25), (x - size * 0.33, base - size * 0.2),
                 (x - size * 0.4, base + 2))  # fmt: skip
    return left + [(2 * x - px, py) for px, py in reversed(left)]


def _collar(sheet: Sheet, palette: Palette, top: Point, size: float) -> None:
    x, y = top
    for side in (-1, 1):
        flap = [(x, y + size * 0.15), (x + side * size * 0.065, y - size * 0.045),
                (x + side * size * 0.15, y + size * 0.03)]  # fmt: skip
        sheet.lay(flap, mix(palette.paper, palette.ramp(0), 0.35), lift=0.3)


def _features(sheet: Sheet, ink: Colour, face: tuple[float, float, float, float]) -> None:
    """Closed eyes, a nose and a mouth, as one drawn line."""
    x, y, rx, ry = face
    line = rx * 0.06
    for side in (-1, 1):
        ex = x + side * rx * 0.45
        lid = curve((ex - rx * 0.2, y), (ex, y + ry * 0.13), (ex + rx * 0.2, y))
        brow = curve((ex - rx * 0.24, y - ry * 0.17), (ex, y - ry * 0.27), (ex + rx * 0.24, y - ry * 0.17))
        sheet.lay([stroke(lid, line, line * 0.6), stroke(brow, line, line * 0.6)], ink)
    nose = [*curve((x + rx * 0.06, y - ry * 0.08), (x - rx * 0.02, y + ry * 0.2), (x + rx * 0.14, y + ry * 0.3)),
            *curve((x + rx * 0.14, y + ry * 0.3), (x + rx * 0.05, y + ry * 0.36), (x - rx * 0.04, y + ry * 0.33))]  # fmt: skip
    sheet.lay(stroke(nose, line * 0.8, line * 0.6), ink)
    mouth = curve((x - rx * 0.2, y + ry * 0.58), (x, y + ry * 0.68), (x + rx * 0.22, y + ry * 0.56))
    sheet.lay(stroke(mouth, line * 1.3, line * 0.5), ink)


def _fringe(sheet: Sheet, hair: Colour, rng: Random, face: tuple[float, float, float, float]) -> None:
    x, y, rx, ry = face
    lean = rng.choice((-1, 1))
    cap = ellipse(x, y - ry * 0.12, rx * 1.1, ry * 1.02)
    part = x + lean * rx * 0.35
    front = [(x - rx * 1.3, y - ry * 1.3), (x + rx * 1.3, y - ry * 1.3), (x + rx * 1.2, y + ry * 0.1),
             *curve((x + rx * 1.0, y + ry * 0.05), (part + rx * 0.5, y - ry * 0.5), (part, y - ry * 0.78)),
             *curve((part, y - ry * 0.78), (part - rx * 0.5, y - ry * 0.5), (x - rx * 1.0, y + ry * 0.05)),
             (x - rx * 1.2, y + ry * 0.1)]  # fmt: skip
    sheet.lay(cap, hair, inside=front)
    if rng.random() < 0.5:
        sheet.lay(disc(x + lean * rx * 0.2, y - ry * 1.22, rx * 0.45), hair, lift=0.3)


def flowers(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """Large blooms on bent stems before a pale disc."""
    sheet.wash(palette.ground, mix(palette.ground, palette.ramp(0), 0.7))
    x = sheet.width * rng.uniform(0.35, 0.65)
    sheet.lay(disc(x, sheet.height * 0.45, sheet.unit * 0.36), palette.ramp(0.1), lift=0.3)
    spots = _spots(sheet, rng)
    for spot in spots:
        _stem(sheet, palette, rng, spot)
    petals = (palette.accent, palette.second, mix(palette.accent, palette.paper, 0.45), palette.accent)
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
        petals = [leaf(x + cos(a) * r * 0.1, y + sin(a) * r * 0.1, r * size, r * size * 3.4 / count, a)
                  for a in turns]  # fmt: skip
        sheet.lay(petals, mix(colour, palette.paper, 0.28 * ring), lift=0.4)
    heart = palette.ramp(0.95) if rng.random() < 0.6 else palette.second
    sheet.lay(disc(x, y, r * 0.24), heart, lift=0.3)
    seeds = [disc(x + cos(a) * r * 0.14, y + sin(a) * r * 0.14, r * 0.022)
             for a in (tau * i / 9 for i in range(9))]  # fmt: skip
    sheet.veil(seeds, palette.paper, 0.7)


def leaves(sheet: Sheet, palette: Palette, words: Words, rng: Random) -> None:
    """Blocks of colour, on each a frond cut from another paper."""
    columns = max(1, round(sheet.width / sheet.unit * rng.choice((2, 2.7, 3.4))))
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
