"""Smaller and other files of a picture: to look at, to send, to hand on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import PIL.Image
from PIL import ImageOps
from PIL.Image import Resampling, Transpose

from gallery.formats import ENOUGH_PNG, FORMATS, sent_as

from . import weighing
from .colors import eight_bits, flatten, is_transparent, own, reduced, scaled, to_srgb
from .reading import (
    ORIENTATION,
    Facts,
    TooManyPixelsError,
    decode,
    facts,
    looked_at,
    opened,
    turned,
)
from .room import MOST, room

GAP = 1.5
"""Times that a picture is larger than wanted after it was quickly reduced, before it is scaled."""
TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


def thumb_size(width: int, height: int, side: int) -> tuple[int, int]:
    """The size with the area of a square of `side`, in the same ratio, never enlarged."""
    scale = min(1.0, side / math.sqrt(width * height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def thumbs(path: Path, sides: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """(side, WebP) for each of `sides`, which go from the largest to the smallest.

    Decoded once and chained: each is made from the one before. Turned and
    converted to sRGB when it is small already.
    """
    with opened(path) as source:
        yield from _chain(source, sides)


def develop(path: Path, sides: Sequence[int]) -> tuple[Facts, list[tuple[int, bytes]]]:
    """What `inspect` and `thumbs` answer, of one decoding."""
    with opened(path) as source:
        return facts(source, path), list(_chain(source, sides))


def _chain(source: PIL.Image.Image, sides: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Sides that ask for the same pixels share their bytes."""
    width, height = source.size
    # From the original's size: the same rounding as a page computes.
    sizes = [thumb_size(width, height, side) for side in sides]
    icc = source.info.get("icc_profile")
    orientation = source.getexif().get(ORIENTATION, 1)
    image = _upright(to_srgb(_reduced(source, sizes[0]), icc), orientation)
    data = _encode(image, "webp", 80)
    for side, size in zip(sides, sizes, strict=True):
        if turned(size, orientation) != image.size:
            image = image.resize(turned(size, orientation))
            data = _encode(image, "webp", 80)
        yield side, data


def sendable(
    path: Path, *, formats: Sequence[str], max_bytes: int, max_side: int
) -> tuple[bytes, str]:
    """Bytes and type of a picture that a gateway takes: upright, sRGB, without metadata.

    `formats` are words of `FORMATS`. Steps down in quality, then in size, until
    it fits `max_bytes`; raises ValueError where nothing does.
    """
    with room.taken(MOST):
        image, is_small_png = _for_sending(path, max_side)
        for format, data in _ever_smaller(image, formats, is_small_png):
            if len(data) <= max_bytes:
                return data, FORMATS[format].mime
    raise ValueError(f"{path.name} does not fit into {max_bytes} bytes")


def _for_sending(path: Path, max_side: int) -> tuple[PIL.Image.Image, bool]:
    """The picture, and whether it was a small PNG. Needs all the room there is."""
    with looked_at(path) as source:
        scale = min(1.0, max_side / max(source.size), weighing.scale(source))
        icc = source.info.get("icc_profile")
        orientation = source.getexif().get(ORIENTATION, 1)
        is_small_png = source.format == "PNG" and path.stat().st_size <= ENOUGH_PNG
        image = _reduced(source, _scaled(source.size, scale))
        return _upright(to_srgb(image, icc), orientation), is_small_png


def copy(path: Path, size: tuple[int, int], format: str, xmp: bytes = b"") -> bytes:
    """Exactly `size`, as `format`: scaled until both sides are covered, its middle cut out.

    Upright, without metadata but for the colour profile; only AVIF takes `xmp` here, the others
    are written into later. TooManyPixelsError where
    the format cannot hold it, UnreadablePictureError where it cannot be made.
    """
    if not FORMATS[format].holds(*size):
        raise TooManyPixelsError(f"{size[0]} x {size[1]} pixels are too many for {format}")
    with opened(path, making=(format, size)) as source:
        icc = source.info.get("icc_profile")
        orientation = source.getexif().get(ORIENTATION, 1)
        decode(source)
        image, icc = own(_covering(source, turned(size, orientation)), icc)
        return _encode(_upright(image, orientation), format, 92, icc, xmp)


def _scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _upright(image: PIL.Image.Image, orientation: int) -> PIL.Image.Image:
    turn = TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _reduced(source: PIL.Image.Image, size: tuple[int, int]) -> PIL.Image.Image:
    """Decode `source` no larger than needed and bring it to `size`, with 8 bits a channel."""
    source.draft(None, (size[0] * 2, size[1] * 2))
    decode(source)
    if source.size == size:
        return eight_bits(source)
    factor = max(1, int(min(source.width / size[0], source.height / size[1]) / GAP))
    image = reduced(source, factor) if factor > 1 else source
    return scaled(image, size, (0, 0, source.width / factor, source.height / factor))


def _covering(image: PIL.Image.Image, size: tuple[int, int]) -> PIL.Image.Image:
    """`size` covered by the picture and no more; not blurred where it only needs to be cut."""
    scale = max(size[0] / image.width, size[1] / image.height)
    if scale != 1:
        width, height = size[0] / scale, size[1] / scale
        left, top = (image.width - width) / 2, (image.height - height) / 2
        return scaled(image, size, (left, top, left + width, top + height))
    if image.size == size:
        return eight_bits(image)
    left, top = (image.width - size[0]) // 2, (image.height - size[1]) // 2
    return eight_bits(image.crop((left, top, left + size[0], top + size[1])))


def _ever_smaller(
    image: PIL.Image.Image, formats: Sequence[str], is_small_png: bool
) -> Iterator[tuple[str, bytes]]:
    """(format, bytes), the best first, then by quality, then by size. Made in all the room."""
    choices = sent_as(formats, is_transparent(image), is_small_png)
    for step in range(12):
        smaller = ImageOps.scale(image, 0.75**step, Resampling.LANCZOS) if step else image
        for format, quality in choices:
            if weighing.making(format, smaller.size, smaller.mode) > MOST:
                continue
            yield format, _encode(smaller, format, quality)


def _encode(
    image: PIL.Image.Image, format: str, quality: int, icc: bytes | None = None, xmp: bytes = b""
) -> bytes:
    """Without any metadata but the colour profile `icc`, and `xmp` in AVIF."""
    buffer = BytesIO()
    match format:
        case "jpeg":
            flat = flatten(image)
            flat.save(buffer, "JPEG", quality=quality, subsampling=0, icc_profile=icc)
        case "webp":
            image.save(buffer, "WEBP", quality=quality, method=2, icc_profile=icc)
        case "avif":
            told = {"icc_profile": icc, "xmp": xmp or None}
            image.save(buffer, "AVIF", quality=quality, subsampling="4:4:4", **told)
        case _:
            image.save(buffer, "PNG", compress_level=6, icc_profile=icc)
    return buffer.getvalue()
