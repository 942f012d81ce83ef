"""Small things that a prompt may name, to stand on a ridge or by the sea."""

from __future__ import annotations

from .palettes import Palette, mix
from .shapes import Cut, Point, Polygon, disc, placed, rectangle
from .sheet import Sheet
from .words import Words

LIGHTHOUSE = "lighthouse beacon 灯 塔"
CABIN = "cabin house hut barn cottage farm shed chalet home 家 屋"


def are_named(words: Words) -> bool:
    return words.has(f"{LIGHTHOUSE} {CABIN}")


def stand(sheet: Sheet, palette: Palette, words: Words, foot: Point) -> None:
    """A lighthouse or a cabin at `foot`, where the words name one."""
    (x, y), size = foot, sheet.unit
    if words.has(LIGHTHOUSE):
        _lighthouse(sheet, palette, x, y + size * 0.03, size * 0.34)
    elif words.has(CABIN):
        _cabin(sheet, palette, x, y + size * 0.02, size * 0.13)


TOWER: Polygon = [(-0.1, 0), (0.1, 0), (0.065, 0.76), (-0.065, 0.76)]
STRIPES: Cut = [rectangle(-0.2, 0.12, 0.4, 0.16), rectangle(-0.2, 0.42, 0.4, 0.16)]
GALLERY = rectangle(-0.09, 0.755, 0.18, 0.025)
LANTERN = rectangle(-0.05, 0.78, 0.1, 0.09)
CAP: Polygon = [(-0.075, 0.865), (0.075, 0.865), (0, 0.98)]
LAMP = 0.82


def _lighthouse(sheet: Sheet, palette: Palette, x: float, base: float, tall: float) -> None:
    white = palette.ink if palette.is_dark else mix(palette.paper, (255, 255, 255), 0.3)
    for way in (-sheet.width, sheet.width):
        beam: Polygon = [(0, 0), (1, 0.12), (1, -0.05)]
        sheet.veil(placed(beam, x, base - tall * LAMP, way, sheet.width), white, 0.12)
    tower = placed(TOWER, x, base, tall, tall)
    sheet.lay(tower, white, lift=0.5)
    stripes = [placed(stripe, x, base, tall, tall) for stripe in STRIPES]
    sheet.lay(stripes, palette.accent, inside=tower)
    sheet.lay(placed(GALLERY, x, base, tall, tall), palette.ramp(1))
    sheet.lay(placed(LANTERN, x, base, tall, tall), palette.second)
    sheet.lay(placed(CAP, x, base, tall, tall), palette.accent, lift=0.2)
    sheet.veil(disc(x, base - tall * LAMP, tall * 0.13), palette.second, 0.3)


WALL = rectangle(-0.5, -0.02, 1, 0.57)
CHIMNEY = rectangle(0.2, 0.65, 0.13, 0.4)
ROOF: Polygon = [(-0.62, 0.5), (0.62, 0.5), (0, 1)]
PANES: Cut = [rectangle(-0.3, 0.18, 0.2, 0.2), rectangle(0.1, 0.18, 0.2, 0.2)]


def _cabin(sheet: Sheet, palette: Palette, x: float, base: float, size: float) -> None:
    sheet.lay(placed(CHIMNEY, x, base, size, size), palette.ramp(1))
    sheet.lay(placed(WALL, x, base, size, size), palette.accent, lift=0.4)
    sheet.lay(placed(ROOF, x, base, size, size), palette.ramp(1), lift=0.3)
    sheet.lay([placed(pane, x, base, size, size) for pane in PANES], palette.second)
