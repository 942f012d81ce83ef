"""Contact sheets, sent while they are drawn: one page, or one strip, in memory at a time."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery.renditions import Bands, Drawing

from . import layout, painting, words
from .layout import HEAD, MARGIN, Placed, Row
from .painting import PAPER, Frame, Heading
from .pdf import Document, Page
from .words import Words

FEW = 240
"""Frames up to which the larger thumbnails are worth their time."""
PIXELS = 1600  # the width of a PNG
TALLEST = 32_000  # pixels; some browsers show no more
BEFORE = layout.BETWEEN / 2  # light above a strip in its band


def sheet_pdf(
    frames: Sequence[Frame],
    title: str,
    paper: str = "a4",
    *,
    is_landscape: bool = False,
    said: Words | None = None,
) -> Generator[bytes, None, None]:
    """A PDF with as many pages as it takes, between those of what is `said`."""
    size = layout.size(paper, is_landscape=is_landscape)
    rows = _rows(frames, size[0])
    pages = list(layout.pages(rows, size[1]))
    document = Document(title)
    yield document.begin()
    for page in words.front(said, size) if said else ():
        yield from document.add(page)
    for number, placed in enumerate(pages, start=1):
        told = _("Page %(n)s of %(m)s") % {"n": number, "m": len(pages)}
        page = Page(size)
        _paint(page, frames, placed, _heading(title, len(frames), told))
        yield from document.add(page)
    for page in words.back(said, size) if said else ():
        yield from document.add(page)
    yield document.end()


def sheet_png(
    frames: Sequence[Frame], title: str, paper: str = "a4", *, is_landscape: bool = False
) -> Generator[bytes, None, None]:
    """One tall PNG as wide as the paper, without pages."""
    width = layout.size(paper, is_landscape=is_landscape)[0]
    rows = _rows(frames, width)
    ends = _ends(rows)
    scale = min(PIXELS / width, TALLEST / ends[-1])
    bands = Bands(round(width * scale), round(ends[-1] * scale))
    heading = _heading(title, len(frames))
    yield bands.begin()
    for row, top, end in zip([None, *rows], [0.0, *ends], ends, strict=False):
        first, last = round(top * scale), round(end * scale)
        band = Drawing((round(width * scale), last - first), scale, first / scale, PAPER)
        if row is None:
            painting.head(band, heading, width)
        else:
            painting.strip(band, Placed(row, top + BEFORE), frames, _side(frames))
        yield bands.add(band.image)
    yield bands.end()


def _ends(rows: Sequence[Row]) -> list[float]:
    """Where the band of the heading and that of each row ends; the last has the margin too."""
    ends = [MARGIN + HEAD - BEFORE]
    for row in rows:
        ends.append(ends[-1] + row.strip + layout.BETWEEN)
    ends[-1] += MARGIN
    return ends


def _rows(frames: Sequence[Frame], width: float) -> list[Row]:
    return layout.rows([frame.shape for frame in frames], width - 2 * MARGIN)


def _paint(page: Page, frames: Sequence[Frame], strips: Sequence[Placed], heading: Heading) -> None:
    painting.head(page, heading, page.size[0])
    for placed in strips:
        painting.strip(page, placed, frames, _side(frames))
    painting.foot(page, heading, page.size)


def _heading(title: str, count: int, page: str = "") -> Heading:
    date = formats.date_format(timezone.localdate(), "j F Y")
    images = ngettext("%(n)s image", "%(n)s images", count) % {"n": count}
    return Heading(title, f"{date} · {images}", page)


def _side(frames: Sequence[Frame]) -> int:
    return 1280 if len(frames) <= FEW else 320
