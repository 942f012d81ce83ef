"""Pages of words around a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gallery.export import Paragraph, Words, words
from gallery.export.layout import MARGIN
from gallery.export.pdf import Page

SIZE = (300.0, 400.0)
SAID = re.compile(rb"([\d.]+) ([\d.]+) Td <([0-9a-f]*)> Tj")


def told(pages: Iterable[Page]) -> list[list[str]]:
    """The lines of each page."""
    return [
        [bytes.fromhex(said.decode()).decode("cp1252") for _, _, said in SAID.findall(page.content)]
        for page in pages
    ]


def test_no_word_is_lost_over_lines_and_pages() -> None:
    text = " ".join(f"word{number}" for number in range(900))
    pages = words.back(Words((), back=[Paragraph(text)]), SIZE)
    assert len(pages) > 2
    assert " ".join(line for page in told(pages) for line in page) == text
    for page in pages:
        for _, y, said in SAID.findall(page.content):
            assert MARGIN <= float(y) <= SIZE[1] - MARGIN
            assert (
                page.width(bytes.fromhex(said.decode()).decode("cp1252"), 9) <= SIZE[0] - 2 * MARGIN
            )


def test_a_word_that_no_line_holds_is_cut() -> None:
    pages = words.back(Words((), back=[Paragraph("x" * 500), Paragraph("\n\nend")]), SIZE)
    (lines,) = told(pages)
    assert "".join(lines) == "x" * 500 + "end"
    assert len(lines) > 3


def test_lines_to_sign_on_have_room_of_their_own() -> None:
    short = Words([Paragraph("Harbour", 20, is_title=True)], ("Signature", "Date"))
    assert told(words.front(short, SIZE)) == [["Harbour", "Date", "Signature"]]
    full = Words([Paragraph("line") for _ in range(18)], ("Signature", "Date"))
    assert [len(page) for page in told(words.front(full, SIZE))] == [18, 2]
