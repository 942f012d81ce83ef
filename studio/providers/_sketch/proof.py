"""The printed proof: a plate with the scene, the caption, edge print, paper grain."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageOps

from . import palettes, scenes, words
from .chance import chance
from .lettering import BUNDLED, Lettering, Paragraph, fit
from .order import Order
from .palettes import Colour, Palette, mix, vividness
from .sheet import Sheet

MOST_PIXELS = 3_600_000
"""A plate is drawn at this size at most, and enlarged for larger canvases."""
GRAIN = 256
BAND = 256
SAVING: dict[str, dict[str, int]] = {
    "png": {"compress_level": 3},
    "jpeg": {"quality": 92, "subsampling": 0},
    "webp": {"quality": 90, "method": 1},
}


class Proof:
    """One picture of an order. `bytes()` draws it, `revised_prompt` says what was drawn."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.words = words.Words(order.prompt)
        self.references = [_opened(tile) for tile in order.tiles]
        colours = [colour for image in self.references[:4] for colour in _dominant(image)]
        self.palette = palettes.choose(self.words, order.seed, colours)
        self.scene = scenes.choose(self.words, order.seed)

    @property
    def revised_prompt(self) -> str:
        names = self.scene.phrase, self.palette.name
        return words.revised(self.order.prompt, *names, len(self.references))

    def bytes(self) -> bytes:
        page = Page(self.order, self.palette, self.references)
        page.print_plate(self._plate(*page.plate_size))
        page.print_marks()
        _grain(page.image, self.order.seed)
        saved = BytesIO()
        page.image.save(saved, self.order.format.upper(), **SAVING[self.order.format])
        return saved.getvalue()

    def _plate(self, width: int, height: int) -> Image.Image:
        scale = min(1.0, (MOST_PIXELS / (width * height)) ** 0.5)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        sheet = Sheet(*size, self.palette.ground, self.palette.shadow)
        self.scene.draw(sheet, self.palette, self.words, chance("scene", self.order.seed))
        return sheet.image


class Page:
    """The canvas: where plate and caption go. The caption is beside a wide plate, else below."""

    def __init__(self, order: Order, palette: Palette, references: list[Image.Image]) -> None:
        self.palette = palette
        width, height = order.size
        self.image = Image.new("RGB", order.size, palette.paper)
        self.unit = (width * height) ** 0.5
        self.margin = round(min(self.unit * 0.05, min(width, height) * 0.075))
        self.is_wide = width / height > (1.3 if references else 1.6)
        inner = width - 2 * self.margin
        column = round(min(inner * 0.3, max(inner * 0.2, height * 0.72))) if self.is_wide else inner
        self.caption = Caption(order, palette, references, self.unit, (column, self._room(height)))
        self.plate = self._plate_box(width, height, column)

    def _room(self, height: int) -> int:
        return height - 2 * self.margin if self.is_wide else round(height * 0.34)

    def _plate_box(self, width: int, height: int, column: int) -> tuple[int, int, int, int]:
        m = self.margin
        if self.is_wide:
            return m + column + round(m * 1.3), m, width - m, height - m
        return m, m, width - m, height - m - self.caption.height - round(m * 0.8)

    @property
    def plate_size(self) -> tuple[int, int]:
        left, top, right, bottom = self.plate
        return right - left, bottom - top

    def print_plate(self, plate: Image.Image) -> None:
        if plate.size != self.plate_size:
            plate = plate.resize(self.plate_size, Image.Resampling.BICUBIC)
        self.image.paste(plate, self.plate[:2])

    def print_marks(self) -> None:
        """Caption and crop marks."""
        m, (left, top, right, bottom) = self.margin, self.plate
        height = self.plate_size[1] if self.is_wide else self.caption.height
        self.caption.draw(self.image, m, top if self.is_wide else bottom + round(m * 0.8), height)
        pen, line = ImageDraw.Draw(self.image), max(1, round(self.unit * 0.0012))
        ink = mix(self.palette.paper, self.palette.ink, 0.55)
        for x, way in ((left, -1), (right, 1)):
            for y, lift in ((top, -1), (bottom, 1)):
                pen.line((x + way * m * 0.22, y, x + way * m * 0.6, y), ink, line)
                pen.line((x, y + lift * m * 0.22, x, y + lift * m * 0.6), ink, line)


class Caption:
    """Prompt, numbered references, colour bar and edge print, in a column of `room` pixels."""

    def __init__(
        self,
        order: Order,
        palette: Palette,
        references: list[Image.Image],
        unit: float,
        room: tuple[int, int],
    ) -> None:
        self.palette, self.width = palette, room[0]
        self.edge = EdgePrint(order, palette, unit, self.width)
        self.tiles = Tiles(references, unit, (self.width, round(room[1] * 0.36)), self.edge.size)
        self.gap = round(unit * 0.02)
        below = self.edge.height + self.gap + (self.tiles.height + self.gap if references else 0)
        self.text = self._set(order.prompt, unit, room[1] - below)
        self.height = self.text.height + self.gap + below

    def _set(self, prompt: str, unit: float, height: int) -> Paragraph:
        most = min(unit * 0.058, self.width / 7)
        least = max(10.0, min(unit * 0.026, self.width / 11))
        sizes = [round(most + (least - most) * i / 7) for i in range(8)]
        return fit(Lettering().words(prompt), self.width, max(height, round(least * 1.3)), sizes)

    def draw(self, image: Image.Image, x: int, y: int, height: int) -> None:
        bar = mix(self.palette.paper, self.palette.ink, 0.45)
        self.text.draw(image, x, y, self.palette.ink, bar)
        edge = y + height - self.edge.height
        self.tiles.draw(image, x, edge - self.gap - self.tiles.height, self.palette)
        self.edge.draw(image, x, edge)


class Tiles:
    """The references as small squares, each over its number, in one to three rows."""

    def __init__(
        self, references: list[Image.Image], unit: float, room: tuple[int, int], type_size: int
    ) -> None:
        self.references, self.type_size = references, type_size
        self.gap = max(2, round(unit * 0.009))
        self.number = round(type_size * 1.7)
        sides = {rows: self._side(rows, unit, room) for rows in (1, 2, 3)}
        self.rows = max(sides, key=lambda rows: sides[rows])
        self.side = max(8, sides[self.rows])
        self.across = -(-len(references) // self.rows)
        self.height = self.rows * (self.side + self.number)

    def _side(self, rows: int, unit: float, room: tuple[int, int]) -> int:
        """The largest side with which so many rows fit."""
        across = max(1, -(-len(self.references) // rows))
        wide = (room[0] - self.gap * (across - 1)) // across
        return min(round(unit * 0.105), wide, room[1] // rows - self.number)

    def draw(self, image: Image.Image, x: int, y: int, palette: Palette) -> None:
        for i, reference in enumerate(self.references):
            left = x + (i % self.across) * (self.side + self.gap)
            top = y + (i // self.across) * (self.side + self.number)
            image.paste(ImageOps.fit(reference, (self.side, self.side)), (left, top))
            baseline = top + self.side + round(self.type_size * 1.15)
            _tracked(image, str(i + 1), left, baseline, self.type_size, palette.ink)


class EdgePrint:
    """Shape, tier, pixels, seed, who drew it, and the colours. Small spaced capitals."""

    sign = "SKETCH - NOT AI"

    def __init__(self, order: Order, palette: Palette, unit: float, width: int) -> None:
        self.palette, self.width = palette, width
        self.size = max(9, round(unit * 0.0145))
        w, h = order.size
        items = [order.ratio, order.tier, f"{w} x {h}", f"SEED {order.seed}"]
        self.rows = _rows(items, self.size, width)
        free = width - _length(self.rows[-1], self.size) - _length(self.sign, self.size)
        self.is_one_row = len(self.rows) == 1 and free > self.size * 13
        if not self.is_one_row:
            self.rows = ["", *self.rows, self.sign]

    @property
    def leading(self) -> float:
        return self.size * 1.55

    @property
    def height(self) -> int:
        return round(len(self.rows) * self.leading)

    def draw(self, image: Image.Image, x: int, y: int) -> None:
        """One row, or the colours above rows of type."""
        quiet = mix(self.palette.paper, self.palette.ink, 0.68)
        baselines = [y + round((i + 0.72) * self.leading) for i in range(len(self.rows))]
        for row, baseline in zip(self.rows, baselines, strict=True):
            _tracked(image, row, x, baseline, self.size, quiet)
        if self.is_one_row:
            left = x + self.width - round(_length(self.sign, self.size))
            _tracked(image, self.sign, left, baselines[0], self.size, quiet)
            x = left - self.size * 8
        self._bar(image, x, baselines[0])

    def _bar(self, image: Image.Image, x: int, baseline: int) -> None:
        pen, side = ImageDraw.Draw(image), round(self.size * 0.82)
        for i, colour in enumerate(self.palette.papers()[:7]):
            left = x + i * side
            pen.rectangle((left, baseline - side + 1, left + side - 1, baseline), colour)


SPACING = 0.11
BETWEEN = "   "


def _rows(items: list[str], size: int, width: int) -> list[str]:
    """Items in as few rows as `width` allows."""
    rows: list[str] = []
    for item in items:
        joined = f"{rows[-1]}{BETWEEN}{item}" if rows else item
        if rows and _length(joined, size) <= width:
            rows[-1] = joined
        else:
            rows.append(item)
    return rows


def _length(text: str, size: int) -> float:
    font = BUNDLED.at(size)
    return sum(font.getlength(c) + size * SPACING for c in text)


def _tracked(
    image: Image.Image, text: str, x: float, baseline: int, size: int, ink: Colour
) -> None:
    pen, font = ImageDraw.Draw(image), BUNDLED.at(size)
    for character in text:
        pen.text((x, baseline), character, ink, font, anchor="ls")
        x += font.getlength(character) + size * SPACING


def _opened(tile: bytes) -> Image.Image:
    with Image.open(BytesIO(tile)) as image:
        return image.convert("RGB")


def _dominant(image: Image.Image) -> list[Colour]:
    """The two colours that count most: frequent and vivid ones."""
    few = image.resize((48, 48)).quantize(6).convert("RGB").tobytes()
    counts = Counter(zip(few[::3], few[1::3], few[2::3], strict=True))
    return sorted(counts, key=lambda c: (counts[c] * (vividness(c) + 8), c), reverse=True)[:2]


def _grain(image: Image.Image, seed: int) -> None:
    """Paper grain in bands, so that a large canvas needs little memory."""
    noise = _noise(seed % 4)
    scale = max(1, round((image.width * image.height) ** 0.5 / 1024))
    tile = noise.resize((GRAIN * scale, GRAIN * scale), Image.Resampling.BILINEAR)
    strip = Image.new("L", (image.width, tile.height))
    for x in range(0, image.width, tile.width):
        strip.paste(tile, (x, 0))
    grain = Image.merge("RGB", (strip, strip, strip))
    for y in range(0, image.height, tile.height):
        box = (0, y, image.width, min(image.height, y + tile.height))
        part = grain.crop((0, 0, image.width, box[3] - y))
        image.paste(ImageChops.add(image.crop(box), part, 1, -128), box)


@lru_cache(maxsize=4)
def _noise(seed: int) -> Image.Image:
    """Grey paper fibres around 128, some levels up and down."""
    raw = chance("grain", seed).randbytes(GRAIN * GRAIN)
    fine = Image.frombytes("L", (GRAIN, GRAIN), raw)
    return fine.point([round(128 + (v - 127.5) / 127.5 * 5) for v in range(256)])
