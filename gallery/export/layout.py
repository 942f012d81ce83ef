"""Where frames lie on a sheet: justified rows on pages. All in points, from the top left."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PAPERS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}

MARGIN = 34.0
HEAD = 34.0  # title and date
FOOT = 18.0  # number of the page
ROW = 116.0  # the height that frames aim at
TALLEST = 1.3  # times ROW
GAP = 6.0  # between frames, and from a frame to the end of its strip
TOP = 8.0  # film above the frames
EDGE = 22.0  # film below them, for two lines of edge print
BETWEEN = 8.0  # light between strips


@dataclass(frozen=True, slots=True)
class Row:
    """Frames `first` to `end` (excluded) at one height."""

    first: int
    end: int
    height: float

    @property
    def strip(self) -> float:
        """The height of its strip of film."""
        return TOP + self.height + EDGE


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and where its strip begins."""

    row: Row
    y: float


def size(paper: str, *, is_landscape: bool = False) -> tuple[float, float]:
    """Width and height."""
    width, height = PAPERS[paper]
    return (height, width) if is_landscape else (width, height)


def rows(shapes: Sequence[float], width: float) -> list[Row]:
    """Rows that fill `width` of film; `shapes` is width over height of each frame, in order.

    The last one keeps the usual height where it is not full.
    """
    found: list[Row] = []
    first = 0
    while first < len(shapes):
        end = _end(shapes, first, width)
        full = _height(shapes, first, end, width)
        found.append(Row(first, end, min(full, ROW * TALLEST if end < len(shapes) else ROW)))
        first = end
    return found


def pages(found: Sequence[Row], height: float) -> Iterator[list[Placed]]:
    """The rows of each page of `height`; at least one page, and one row on each."""
    page: list[Placed] = []
    y = top = MARGIN + HEAD
    bottom = height - MARGIN - FOOT
    for row in found:
        if page and y + row.strip > bottom:
            yield page
            page, y = [], top
        page.append(Placed(row, y))
        y += row.strip + BETWEEN
    yield page


def _end(shapes: Sequence[float], first: int, width: float) -> int:
    """Where the row ends whose height comes nearest to ROW."""
    end = first + 1
    while end < len(shapes) and _height(shapes, first, end, width) > ROW:
        end += 1
    if end - first > 1:
        shorter = _height(shapes, first, end - 1, width)
        if math.log(shorter / ROW) < math.log(ROW / _height(shapes, first, end, width)):
            end -= 1
    return end


def _height(shapes: Sequence[float], first: int, end: int, width: float) -> float:
    """At which the frames fill the width."""
    room = max(1.0, width - GAP * (end - first + 1))
    return room / sum(shapes[first:end])
