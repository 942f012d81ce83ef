"""What is to be drawn, as plain data that fits a task's handle."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from typing import Self, cast

from PIL import Image, ImageOps

from studio.providers.errors import InvalidError
from studio.providers.parameters import RATIOS, TIERS
from studio.providers.requests import Brief, Input, Json
from studio.providers.sizes import google_pixels, nearest_ratio

TILE = 200
"""Longest side of a reference as it is kept, in pixels."""
FORMATS = ("png", "jpeg", "webp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One picture: its canvas, words, seed and references (small JPEGs)."""

    prompt: str
    ratio: str
    tier: str
    seed: int
    format: str = "png"
    tiles: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, brief: Brief) -> Self:
        tiles = tuple(_tile(i, file) for i, file in enumerate(brief.inputs, start=1))
        asked = brief.parameters
        seed = asked.get("seed")
        ratio = str(asked.get("aspect_ratio", "1:1"))
        return cls(
            prompt=brief.prompt,
            ratio=_one_of(_shape(tiles) if ratio == "auto" else ratio, RATIOS, "shape"),
            tier=_one_of(str(asked.get("resolution", "1K")), TIERS, "resolution"),
            seed=seed_of(brief.prompt) if seed in (None, "") else int(seed),
            format=_one_of(str(asked.get("output_format", "png")), FORMATS, "format"),
            tiles=tiles,
        )

    @property
    def size(self) -> tuple[int, int]:
        return google_pixels(self.ratio, self.tier)

    def frame(self, index: int) -> Self:
        """The order for the picture `index` (from 0) of a job: the seed counts on."""
        return replace(self, seed=(self.seed + index) % 2**31)

    def as_json(self) -> dict[str, Json]:
        return {**asdict(self), "tiles": [b64encode(tile).decode() for tile in self.tiles]}

    @classmethod
    def from_json(cls, fields: Mapping[str, Json]) -> Self:
        texts = {name: str(fields[name]) for name in ("prompt", "ratio", "tier", "format")}
        tiles = cast("list[str]", fields["tiles"])
        decoded = tuple(b64decode(tile) for tile in tiles)
        return cls(**texts, seed=int(str(fields["seed"])), tiles=decoded)


def seed_of(prompt: str) -> int:
    """The seed of a prompt for which none was chosen."""
    return int.from_bytes(hashlib.sha256(prompt.encode()).digest()[:4], "big") % 2**31


def _one_of(value: str, offered: tuple[str, ...], name: str) -> str:
    if value not in offered:
        raise InvalidError(f"Sketch has no {name} “{value}”. It has {', '.join(offered)}.")
    return value


def _shape(tiles: tuple[bytes, ...]) -> str:
    """The shape nearest to the first reference."""
    if not tiles:
        return "1:1"
    with Image.open(BytesIO(tiles[0])) as image:
        return nearest_ratio(f"{image.width}:{image.height}", RATIOS)


def _tile(number: int, file: Input) -> bytes:
    kept = BytesIO()
    try:
        with Image.open(BytesIO(file.data)) as image:
            image.draft("RGB", (TILE * 2, TILE * 2))
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, ValueError) as error:
        raise InvalidError(f"Reference {number} ({file.name}) cannot be read.") from error
    upright.thumbnail((TILE, TILE))
    white = Image.new("RGBA", upright.size, "white")
    Image.alpha_composite(white, upright).convert("RGB").save(kept, "JPEG", quality=88)
    return kept.getvalue()
