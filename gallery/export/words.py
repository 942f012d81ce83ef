"""Pages of words before and after the film of a sheet: what it is, who said what, and notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .layout import MARGIN
from .painting import INK, INK_2, PAPER
from .pdf import Page

LEAD = 1.5
"""From line to line, in heights of the letters."""
FIELD = 46.0
"""Points from one line to sign on to the next."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`size` in points; `before` is light above it."""

    text: str
    size: float = 9.0
    before: float = 4.0
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """`front` comes before the film, with lines to be signed by hand, and `back` after it."""

    front: Sequence[Paragraph]
    fields: Sequence[str] = ()
    back: Sequence[Paragraph] = ()


def front(words: Words, size: tuple[float, float]) -> list[Page]:
    pages = list(_flow(words.front, size, room=FIELD * len(words.fields)))
    for number, field in enumerate(reversed(words.fields)):
        _field(pages[-1], field, size[1] - MARGIN - FIELD * number)
    return pages


def back(words: Words, size: tuple[float, float]) -> list[Page]:
    return list(_flow(words.back, size)) if words.back else []


def _flow(
    paragraphs: Sequence[Paragraph], size: tuple[float, float], room: float = 0
) -> Iterator[Page]:
    """Line after line, page after page; at the end of the last `room` is left."""
    page, y = Page(size), MARGIN
    for paragraph in paragraphs:
        y += paragraph.before
        for line in _lines(page, paragraph, size[0] - 2 * MARGIN):
            if y + paragraph.size * LEAD > size[1] - MARGIN:
                yield page
                page, y = Page(size), MARGIN
            y += paragraph.size * LEAD
            if paragraph.is_title:
                page.title((MARGIN, y), line, paragraph.size, INK, PAPER)
            else:
                page.text((MARGIN, y), line, paragraph.size, INK, PAPER)
    if y + room > size[1] - MARGIN:
        yield page
        page = Page(size)
    yield page


def _lines(page: Page, paragraph: Paragraph, width: float) -> Iterator[str]:
    for text in paragraph.text.splitlines() or [""]:
        line = ""
        for word in text.split():
            for part in _parts(page, word, paragraph.size, width):
                longer = f"{line} {part}" if line else part
                if page.width(longer, paragraph.size) > width:
                    yield line
                    longer = part
                line = longer
        yield line


def _parts(page: Page, word: str, size: float, width: float) -> Iterator[str]:
    """A word that no line holds, in pieces."""
    most = max(1, int(len(word) * width / max(page.width(word, size), 1)))
    return (word[at : at + most] for at in range(0, len(word), most))


def _field(page: Page, label: str, y: float) -> None:
    end = min(page.size[0] - MARGIN, MARGIN + 300)
    page.line(((MARGIN, y - 12), (end, y - 12)), 0.6, INK)
    page.text((MARGIN, y), label, 7.5, INK_2, PAPER)
