"""A PDF that is sent while it is written: text, boxes, lines and JPEGs, a page at a time.

Its fonts are two of the fourteen that every reader has; what these cannot write is drawn.
ISO 32000-1, chapters 7 to 9.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gallery import renditions
from gallery.renditions import Raster

from .marks import Box, Point

DPI = 220
LETTER = 4  # pixels of drawn letters to a point
ENCODING = "cp1252"  # what PDF calls WinAnsi
COURIER = 0.6
"""The width of every sign over its height."""
SPACED = 0.04
CATALOG, PAGES, INFO, MONO, BOLD = range(1, 6)


@dataclass(frozen=True, slots=True)
class Picture:
    raster: Raster
    filter: str

    @property
    def object(self) -> bytes:
        head = (
            f"<< /Type /XObject /Subtype /Image /Width {self.raster.width} /Height "
            f"{self.raster.height} /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        )
        return _stream(head, self.raster.data, self.filter)


class Page:
    """A canvas of one page."""

    def __init__(self, size: tuple[float, float]) -> None:
        self.size = size
        self.pictures: list[Picture] = []
        self._said: list[str] = []

    @property
    def content(self) -> bytes:
        return "\n".join(self._said).encode("ascii")

    def box(self, box: Box, color: str) -> None:
        self._say(f"{_rgb(color)} rg {self._box(box)} re f")

    def picture(self, box: Box, path: Path, *, is_dim: bool) -> None:
        pixels = max(1, round(box[2] * DPI / 72)), max(1, round(box[3] * DPI / 72))
        self._put(box, Picture(renditions.jpeg(path, pixels, is_dim=is_dim), "/DCTDecode"))

    def line(self, points: Sequence[Point], width: float, color: str) -> None:
        path = " l ".join(self._place(point) for point in points)
        begun = path.replace(" l ", " m ", 1)
        self._say(f"1 J 1 j {_rgb(color)} RG {width:.2f} w {begun} l S")

    def dot(self, center: Point, radius: float, color: str) -> None:
        x, y = center
        self.line(((x - 0.01, y), (x + 0.01, y)), radius * 2, color)

    def text(self, at: Point, text: str, size: float, color: str, ground: str) -> None:
        if _is_plain(text):
            self._write(at, text, f"/F{MONO} {size} Tf {size * SPACED:.3f} Tc", color)
        else:
            self._draw(at, text, size, color, ground, is_bold=False)

    def title(self, at: Point, text: str, size: float, color: str, ground: str) -> None:
        if _is_plain(text):
            self._write(at, text, f"/F{BOLD} {size} Tf 0 Tc", color)
        else:
            self._draw(at, text, size, color, ground, is_bold=True)

    def width(self, text: str, size: float) -> float:
        if _is_plain(text):
            return len(text) * size * (COURIER + SPACED)
        return renditions.measure(text) * size

    def _write(self, at: Point, text: str, font: str, color: str) -> None:
        signs = text.encode(ENCODING).hex()
        self._say(f"BT {font} {_rgb(color)} rg {self._place(at)} Td <{signs}> Tj ET")

    def _draw(
        self, at: Point, text: str, size: float, color: str, ground: str, *, is_bold: bool
    ) -> None:
        """As a picture, with its words for whoever reads or searches the page."""
        drawn = renditions.lettering(text, round(size * LETTER), color, ground, is_bold=is_bold)
        if drawn.data:
            self._say(f"/Span << /ActualText <{_utf16(text)}> >> BDC")
            box = at[0], at[1] - size * 1.2, drawn.width / LETTER, drawn.height / LETTER
            packed = Raster(drawn.width, drawn.height, zlib.compress(drawn.data))
            self._put(box, Picture(packed, "/FlateDecode"))
            self._say("EMC")

    def _put(self, box: Box, picture: Picture) -> None:
        x, y, width, height = box
        self.pictures.append(picture)
        place = self._place((x, y + height))
        name = f"/I{len(self.pictures) - 1}"
        self._say(f"q {width:.2f} 0 0 {height:.2f} {place} cm {name} Do Q")

    def _box(self, box: Box) -> str:
        x, y, width, height = box
        return f"{self._place((x, y + height))} {width:.2f} {height:.2f}"

    def _place(self, point: Point) -> str:
        """PDF counts from the bottom."""
        return f"{point[0]:.2f} {self.size[1] - point[1]:.2f}"

    def _say(self, words: str) -> None:
        self._said.append(words)


class Document:
    """`begin`, then `add` pages, then `end`; of what was given out only places are kept."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._at = 0
        self._places: dict[int, int] = {}
        self._pages: list[int] = []
        self._next = BOLD + 1

    def begin(self) -> bytes:
        head = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"
        self._at = len(head)
        info = f"<< /Title <{_utf16(self._title)}> /Producer (Proofsheet) >>"
        objects = (
            self._object(INFO, info.encode("ascii")),
            self._object(MONO, _font("Courier-Bold")),
            self._object(BOLD, _font("Helvetica-Bold")),
        )
        return head + b"".join(objects)

    def add(self, page: Page) -> Iterator[bytes]:
        names = []
        for number, picture in enumerate(page.pictures):
            names.append(f"/I{number} {self._next} 0 R")
            yield self._object(self._new(), picture.object)
        content = self._new()
        packed = zlib.compress(page.content)
        yield self._object(content, _stream("<< ", packed, "/FlateDecode"))
        self._pages.append(self._next)
        width, height = page.size
        yield self._object(
            self._new(),
            f"<< /Type /Page /Parent {PAGES} 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] "
            f"/Contents {content} 0 R /Resources << /Font << /F{MONO} {MONO} 0 R /F{BOLD} "
            f"{BOLD} 0 R >> /XObject << {' '.join(names)} >> >> >>".encode("ascii"),
        )

    def end(self) -> bytes:
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        pages = f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>"
        catalog = f"<< /Type /Catalog /Pages {PAGES} 0 R >>"
        last = self._object(PAGES, pages.encode()) + self._object(CATALOG, catalog.encode())
        return last + self._index()

    def _index(self) -> bytes:
        """Where each object begins, twenty bytes a line."""
        lines = [f"{self._places[number]:010d} 00000 n \n" for number in range(1, self._next)]
        trailer = f"<< /Size {self._next} /Root {CATALOG} 0 R /Info {INFO} 0 R >>"
        return (
            f"xref\n0 {self._next}\n0000000000 65535 f \n{''.join(lines)}"
            f"trailer\n{trailer}\nstartxref\n{self._at}\n%%EOF\n"
        ).encode("ascii")

    def _new(self) -> int:
        self._next += 1
        return self._next - 1

    def _object(self, number: int, body: bytes) -> bytes:
        self._places[number] = self._at
        data = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        self._at += len(data)
        return data


def _stream(head: str, data: bytes, filter: str) -> bytes:
    begun = f"{head}/Filter {filter} /Length {len(data)} >>\nstream\n"
    return begun.encode("ascii") + data + b"\nendstream"


def _font(name: str) -> bytes:
    return (
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
    ).encode("ascii")


def _is_plain(text: str) -> bool:
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return text.isprintable()


def _utf16(text: str) -> str:
    return (b"\xfe\xff" + text.encode("utf-16-be", "replace")).hex()


def _rgb(color: str) -> str:
    return " ".join(f"{int(color[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))
