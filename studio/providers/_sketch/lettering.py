"""Type: the bundled face, the system's faces for other scripts, bars where there is none.

No box for a missing glyph is ever drawn: a face sets only words that it
covers, and words that no face covers are greeked, as in a printer's layout.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

from PIL import Image, ImageDraw, ImageFont

from .palettes import Colour

FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
ENDINGS = {".ttf", ".otf", ".ttc"}
GOOD = ("notosans", "sourcehan", "pingfang", "hiragino", "wqy", "yahei", "msyh", "dejavusans",
        "droid", "arial", "segoe")  # fmt: skip
POOR = ("bold", "italic", "oblique", "mono", "condensed", "light", "thin", "black", "serif", "math")
FALSE = ("lastresort", "adobeblank", "coloremoji", "apple color emoji")
"""Fonts that draw a stand-in for every character."""
MOST_FONTS = 500
STAND_INS = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "×": "x", "·": "-"}
)
LIGATURES = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
PIECES = re.compile(f"[{CJK}][、。，．！？：；」』）】》]*|[^{CJK}]+")


@lru_cache(maxsize=64)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    """The font at `path`, the bundled one where that is empty."""
    if path:
        return ImageFont.truetype(path, size)
    return cast("ImageFont.FreeTypeFont", ImageFont.load_default(size))


@lru_cache(maxsize=8192)
def _covers(path: str, character: str) -> bool:
    """Whether the glyph differs from the one for characters that the font lacks."""
    try:
        font = _font(path, 24)
        glyph, missing = font.getmask(character), font.getmask("\uffff")
    except (OSError, RuntimeError):  # the font cannot be read; the layout engine gives up
        return False
    is_drawn = glyph.getbbox() is not None or character.isspace()
    return is_drawn and (glyph.size, bytes(glyph)) != (missing.size, bytes(missing))


@dataclass(frozen=True, slots=True)
class Face:
    """One font; `path` is empty for the bundled one."""

    path: str = ""

    def covers(self, text: str) -> bool:
        return all(_covers(self.path, c) for c in text)

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        return _font(self.path, size)

    def mask(self, sign: str, size: int) -> Image.Image:
        """One bold sign as a mask, cut to its edges."""
        font, weight = self.at(size), max(1, size // 36)
        left, top, right, bottom = font.getbbox(sign, stroke_width=weight)
        mask = Image.new("L", (int(right - left) + 2, int(bottom - top) + 2))
        pen = ImageDraw.Draw(mask)
        pen.text((1 - left, 1 - top), sign, 255, font, stroke_width=weight)
        return mask


BUNDLED = Face()


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is set. `face` None: as a bar. `is_glued`: no space before it."""

    text: str
    face: Face | None
    is_glued: bool = False

    def width(self, size: int) -> float:
        if self.face:
            return self.face.at(size).getlength(self.text)
        return sum(0.95 if ord(c) > 0x2E80 else 0.5 for c in self.text) * size


class Lettering:
    """Finds faces for words among the fonts in `folders`."""

    def __init__(self, folders: Sequence[str] = FOLDERS) -> None:
        self.paths = installed(tuple(folders))

    def words(self, text: str) -> list[Word]:
        """`text` as words that have a face; one face for all where one covers all."""
        shown = "".join(c for c in unicodedata.normalize("NFC", text) if _is_shown(c))
        clean = " ".join(shown.split())
        common = None if BUNDLED.covers(clean.translate(STAND_INS)) else self.face(clean)
        return [
            self._word(piece, common, is_glued=i > 0)
            for chunk in clean.split()
            for i, piece in enumerate(PIECES.findall(chunk))
        ]

    def face(self, text: str) -> Face | None:
        """The first face that covers `text`, the bundled one before all."""
        faces = (Face(path) for path in ("", *self.paths))
        return next((face for face in faces if face.covers(text)), None)

    def _word(self, text: str, common: Face | None, *, is_glued: bool) -> Word:
        if common:
            return Word(text, common, is_glued)
        if BUNDLED.covers(plain := text.translate(STAND_INS)):
            return Word(plain, BUNDLED, is_glued)
        if face := self.face(text):
            return Word(text, face, is_glued)
        bare = "".join(
            c
            for c in unicodedata.normalize("NFKD", plain.translate(LIGATURES))
            if not unicodedata.combining(c)
        )
        return Word(bare, BUNDLED if BUNDLED.covers(bare) else None, is_glued)


def _is_shown(character: str) -> bool:
    """Neither a control nor a sign that only joins or varies others."""
    is_selector = 0xFE00 <= ord(character) <= 0xFE0F
    return character.isspace() or (unicodedata.category(character)[0] != "C" and not is_selector)


@lru_cache(maxsize=8)
def installed(folders: tuple[str, ...]) -> tuple[str, ...]:
    """Font files in `folders`, plain faces with many scripts first."""
    found = (path for folder in folders for path in _fonts(Path(folder).expanduser()))
    kept = [path for path in found if not any(name in path.name.lower() for name in FALSE)]
    return tuple(str(path) for path in sorted(kept, key=_rank)[:MOST_FONTS])


def _fonts(folder: Path) -> Iterator[Path]:
    try:
        yield from (path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS)
    except OSError:
        return


def _rank(path: Path) -> tuple[int, bool, str]:
    name = path.name.lower()
    flat = name.replace("-", "").replace("_", "")
    poor = sum(word in flat for word in POOR)
    return poor, not any(flat.startswith(word) for word in GOOD), name


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Set lines of words; `size` and `leading` in pixels."""

    lines: list[list[Word]]
    size: int
    width: int

    @property
    def leading(self) -> float:
        return self.size * 1.24

    @property
    def height(self) -> int:
        return round(self.leading * len(self.lines)) if self.lines else 0

    @property
    def is_leftward(self) -> bool:
        """Whether it starts in a script that runs from right to left."""
        signs = (unicodedata.bidirectional(c) for line in self.lines for w in line for c in w.text)
        return next((sign in {"R", "AL"} for sign in signs if sign in {"L", "R", "AL"}), False)

    def draw(self, image: Image.Image, x: int, y: int, ink: Colour, bar: Colour) -> None:
        """Words in `ink`, greeked ones in `bar`."""
        pen = ImageDraw.Draw(image)
        for i, line in enumerate(self.lines):
            baseline = y + i * self.leading + self.size * 0.95
            for word, at in zip(line, self._places(line), strict=True):
                _set(pen, word, (x + at, baseline), self.size, ink if word.face else bar)

    def _places(self, line: list[Word]) -> list[float]:
        places: list[float] = []
        at = 0.0
        for word in line:
            width = word.width(self.size)
            at += 0 if word.is_glued or not places else self.size * 0.26
            places.append(self.width - at - width if self.is_leftward else at)
            at += width
        return places


def _set(
    pen: ImageDraw.ImageDraw, word: Word, at: tuple[float, float], size: int, ink: Colour
) -> None:
    x, y = at
    if word.face:
        pen.text((x, y), word.text, ink, word.face.at(size), anchor="ls")
    else:
        right = x + word.width(size) - size * 0.08
        pen.rounded_rectangle((x, y - size * 0.5, right, y - size * 0.08), size * 0.06, ink)


def fit(words: Sequence[Word], width: int, height: int, sizes: Sequence[int]) -> Paragraph:
    """The paragraph at the first of `sizes` where it fits, else cut with dots at the last."""
    for size in sizes:
        paragraph = Paragraph(wrapped(words, width, size), size, width)
        if paragraph.height <= height:
            return paragraph
    most = max(1, int(height / paragraph.leading))
    return Paragraph(_cut(paragraph.lines, most, width, size), size, width)


def wrapped(words: Sequence[Word], width: int, size: int) -> list[list[Word]]:
    """Lines not wider than `width`; a word too long for a line is broken."""
    lines: list[list[Word]] = []
    used = 0.0
    for word in (part for whole in words for part in _broken(whole, width, size)):
        space = 0 if word.is_glued else size * 0.26
        needed = word.width(size)
        if lines and used + space + needed <= width:
            lines[-1].append(word)
            used += space + needed
        else:
            lines.append([word])
            used = needed
    return lines


def _broken(word: Word, width: int, size: int) -> Iterator[Word]:
    """`word` in parts that fit a line."""
    rest, is_glued = word.text, word.is_glued
    while rest:
        length = len(rest)
        while length > 1 and Word(rest[:length], word.face).width(size) > width:
            length -= max(1, length // 8)
        yield Word(rest[:length], word.face, is_glued)
        rest, is_glued = rest[length:], True


def _cut(lines: list[list[Word]], most: int, width: int, size: int) -> list[list[Word]]:
    dots = Word("...", BUNDLED, is_glued=True)
    last = list(lines[most - 1])
    while len(last) > 1 and sum(w.width(size) + size * 0.26 for w in [*last, dots]) > width:
        last.pop()
    return [*lines[: most - 1], [*last, dots]]
