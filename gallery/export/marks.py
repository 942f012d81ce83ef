"""Grease pencil: a ring for a pick, a stroke for a reject. One image always wears the same.

Three strands make the wax, one whole and two broken.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""x, y, width, height in points."""

STEPS = 96
SQUARE = 2 / 5.2
"""The exponent of a ring that is nearly a rectangle."""
STRANDS = ((0.0, 2.0), (1.4, 0.75), (-1.25, 0.65))
"""How far beside the path, and how wide, in points."""


@dataclass(frozen=True, slots=True)
class Strand:
    points: Sequence[Point]
    width: float


def ring(box: Box, seed: int) -> Iterator[Strand]:
    """Once round the frame and a little further, beginning above it."""
    start, turns = -1.9 - 0.5 * _chance(seed, 1), 1.06 + 0.07 * _chance(seed, 2)
    for number, (beside, width) in enumerate(STRANDS):
        path = [_on_ring(box, seed, start, turns * i / STEPS, beside) for i in range(STEPS + 1)]
        yield from _worn(path, width, seed, number)


def stroke(box: Box, seed: int) -> Iterator[Strand]:
    """From one lower corner up to the other side, with a little bend."""
    x, y, width, height = box
    inset = min(width, height) * 0.12
    bend = min(width, height) * 0.05 * (_chance(seed, 3) - 0.4)
    for number, (beside, thick) in enumerate(STRANDS):
        path = [
            (
                x + inset + (width - 2 * inset) * i / 24 + beside * 0.8,
                y + height - inset - (height - 2 * inset) * i / 24
                + bend * math.sin(math.pi * i / 24) + beside * (0.4 + i / 24),
            )
            for i in range(25)
        ]  # fmt: skip
        yield from _worn(path, thick, seed, number)


def _on_ring(box: Box, seed: int, start: float, turn: float, beside: float) -> Point:
    x, y, width, height = box
    angle = start + 2 * math.pi * turn
    wobble = 0.9 * math.sin(2 * angle + 6 * _chance(seed, 4))
    wobble += 0.5 * math.sin(5 * angle + 6 * _chance(seed, 5))
    out = 1.6 + beside + wobble + 4.4 * (turn - 0.6)
    across, down = math.cos(angle), math.sin(angle)
    return (
        x + width / 2 + (width / 2 + out) * math.copysign(abs(across) ** SQUARE, across),
        y + height / 2 + (height / 2 + out) * math.copysign(abs(down) ** SQUARE, down),
    )


def _worn(path: Sequence[Point], width: float, seed: int, number: int) -> Iterator[Strand]:
    """The first strand whole, the others with gaps where the wax did not take."""
    if number == 0:
        yield Strand(path, width)
        return
    at = 0
    while at < len(path) - 1:
        run = 6 + int(22 * _chance(seed, at + 31 * number))
        yield Strand(path[at : at + run], width)
        at += run + 2 + int(7 * _chance(seed, at + 57 * number))


def _chance(seed: int, salt: int) -> float:
    """From 0 to 1, the same for the same image."""
    return math.modf(abs(math.sin(seed * 12.9898 + salt * 78.233)) * 43758.5453)[0]
