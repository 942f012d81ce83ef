"""Small things that a prompt may name, to stand on a ridge or by the sea."""

from __future__ import annotations

from .palettes import Palette, mix
from .shapes import Point, disc, rectangle
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


def _lighthouse(sheet: Sheet, palette: Palette, x: float, base: float, tall: float) -> None:
    white = palette.ink if palette.is_dark else mix(palette.paper, (255, 255, 255), 0.3)
    lamp = base - tall * 0.82
    for way in (-sheet.width, sheet.width):
        beam = [(x, lamp), (x + way, lamp - abs(way) * 0.12), (x + way, lamp + abs(way) * 0.05)]
        sheet.veil(beam, white, 0.16)
    tower = [(x - tall * 0.1, base), (x + tall * 0.1, base), (x + tall * 0.065, lamp + tall * 0.06),
             (x - tall * 0.065, lamp + tall * 0.06)]  # fmt: skip
    sheet.lay(tower, white, lift=0.5)
    for share in (0.12, 0.42):
        stripe = rectangle(x - tall, base - tall * (share + 0.16), tall * 2, tall * 0.16)
        sheet.lay(stripe, palette.accent, inside=tower)
    sheet.lay(rectangle(x - tall * 0.09, lamp + tall * 0.04, tall * 0.18, tall * 0.025), palette.ramp(1))
    sheet.lay(rectangle(x - tall * 0.05, lamp - tall * 0.05, tall * 0.1, tall * 0.09), palette.second)
    roof = [(x - tall * 0.075, lamp - tall * 0.045), (x + tall * 0.075, lamp - tall * 0.045), (x, lamp - tall * 0.16)]
    sheet.lay(roof, palette.accent, lift=0.2)
    sheet.veil(disc(x, lamp, tall * 0.13), palette.second, 0.3)


def _cabin(sheet: Sheet, palette: Palette, x: float, base: float, size: float) -> None:
    wall = rectangle(x - size * 0.5, base - size * 0.55, size, size * 0.57)
    sheet.lay(rectangle(x + size * 0.2, base - size * 1.05, size * 0.13, size * 0.4), palette.ramp(1))
    sheet.lay(wall, palette.accent, lift=0.4)
    roof = [(x - size * 0.62, base - size * 0.5), (x + size * 0.62, base - size * 0.5), (x, base - size)]
    sheet.lay(roof, palette.ramp(1), lift=0.3)
    for left in (-0.3, 0.1):
        pane = rectangle(x + left * size, base - size * 0.38, size * 0.2, size * 0.2)
        sheet.lay(pane, palette.second)
