"""A contact sheet in the way of a proof sheet: strips of black film on light paper."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from gallery import store
from gallery.models import Image, Review
from gallery.store import UnreadablePictureError

from . import marks
from .canvas import Canvas
from .layout import EDGE, GAP, HEAD, MARGIN, TOP, Placed
from .marks import Box
from .names import ratio

logger = logging.getLogger(__name__)

PAPER, FILM, EMPTY = "#ffffff", "#191919", "#2b2b2b"
INK, INK_2 = "#171717", "#5a5a5a"
FILM_INK, FILM_INK_2 = "#dedede", "#a8a8a8"
WAX, WHITE_WAX = "#ff5a33", "#f2f2f2"
PRINT = 6.2
"""The height of edge print in points."""
DOT = 1.25


@dataclass(frozen=True, slots=True)
class Frame:
    """One image on a sheet. `caption` stands in the second line of its edge print.

    `verdict` is a word of `Review.Verdict`; `stars` are 0 to 5.
    """

    image: Image
    caption: str = ""
    verdict: str = ""
    stars: int = 0

    @property
    def shape(self) -> float:
        """Width over height; what is longer than film can be is shown as 12:1."""
        return min(12.0, max(1 / 12, self.image.width / self.image.height))

    @property
    def words(self) -> str:
        """`16:9 · 1K`."""
        return " · ".join(filter(None, (ratio(self.image), self.image.resolution)))


@dataclass(frozen=True, slots=True)
class Heading:
    """The lines of a page that are no film."""

    title: str
    told: str
    page: str = ""


def head(canvas: Canvas, heading: Heading, width: float) -> None:
    """The title at the left, date and count at the right."""
    line = MARGIN + HEAD - 18
    told = canvas.width(heading.told, 7.5)
    title = _fitting(canvas, heading.title, 15, width - 2 * MARGIN - told - 24)
    canvas.title((MARGIN, line), title, 15, INK, PAPER)
    canvas.text((width - MARGIN - told, line), heading.told, 7.5, INK_2, PAPER)


def foot(canvas: Canvas, heading: Heading, size: tuple[float, float]) -> None:
    """The number of the page."""
    place = size[0] - MARGIN - canvas.width(heading.page, 7.5), size[1] - MARGIN
    canvas.text(place, heading.page, 7.5, INK_2, PAPER)


def strip(canvas: Canvas, placed: Placed, frames: Sequence[Frame], side: int) -> None:
    """The frames of a row on their film, with pictures from the thumbnails of `side`."""
    row, x = placed.row, MARGIN
    shown = frames[row.first : row.end]
    boxes: list[Box] = []
    for frame in shown:
        x += GAP
        width = frame.shape * row.height
        boxes.append((x, placed.y + TOP, width, row.height))
        x += width
    canvas.box((MARGIN, placed.y, x + GAP - MARGIN, row.strip), FILM)
    for frame, box in zip(shown, boxes, strict=True):
        _frame(canvas, frame, box, side)


def _frame(canvas: Canvas, frame: Frame, box: Box, side: int) -> None:
    _picture(canvas, frame, box, side)
    _print(canvas, frame, box)
    seed = frame.image.pk or 0
    if frame.verdict == Review.Verdict.PICK:
        for strand in marks.ring(box, seed):
            canvas.line(strand.points, strand.width, WAX)
    elif frame.verdict == Review.Verdict.REJECT:
        for strand in marks.stroke(box, seed):
            canvas.line(strand.points, strand.width, WHITE_WAX)


def _picture(canvas: Canvas, frame: Frame, box: Box, side: int) -> None:
    """Its thumbnail, or its average colour where there is none."""
    try:
        path = store.thumb(frame.image, side)
        canvas.picture(box, path, is_dim=frame.verdict == Review.Verdict.REJECT)
    except (UnreadablePictureError, FileNotFoundError) as error:
        logger.info("No picture of image %s on a sheet: %s", frame.image, error)
        canvas.box(box, frame.image.color or EMPTY)


def _print(canvas: Canvas, frame: Frame, box: Box) -> None:
    """Number, stars and shape; under them the model, or another caption."""
    x, y, width, tall = box
    number, line = str(frame.image), y + tall + PRINT + 2.6
    at = canvas.width(number, PRINT)
    canvas.text((x, line), number, PRINT, FILM_INK, FILM)
    for star in range(min(5, frame.stars)):
        at += 2.6 if star else 5.0
        if at + 2 * DOT <= width:
            canvas.dot((x + at + DOT, line - PRINT * 0.32), DOT, FILM_INK)
        at += 2 * DOT
    words = canvas.width(frame.words, PRINT)
    if at + 6 + words <= width:
        canvas.text((x + width - words, line), frame.words, PRINT, FILM_INK_2, FILM)
    caption = _fitting(canvas, (frame.caption or frame.image.model_label).upper(), PRINT, width)
    canvas.text((x, y + tall + EDGE - 4.4), caption, PRINT, FILM_INK_2, FILM)


def _fitting(canvas: Canvas, text: str, size: float, room: float) -> str:
    """With … where it is cut, '' where fewer than three signs have room."""
    if canvas.width(text, size) <= room:
        return text
    while text and canvas.width(f"{text}…", size) > room:
        text = text[:-1].rstrip()
    return f"{text}…" if len(text) > 2 else ""
