"""Pillow: bytes in, bytes out. No rows; nothing else in the gallery imports Pillow.

Sizes are (width, height) in pixels as a person sees the picture, so after its
EXIF orientation. A picture of several frames is its first frame.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import PIL.Image
from PIL import ImageCms, ImageOps, UnidentifiedImageError
from PIL.Image import DecompressionBombError, DecompressionBombWarning, Resampling, Transpose
from pillow_heif import register_heif_opener

from .formats import FORMATS

MAX_PIXELS = 60_000_000
ENOUGH_PNG = 1_500_000
"""Bytes up to which a PNG is sent as PNG: drawings and screens keep their hard edges."""

PIL.Image.MAX_IMAGE_PIXELS = MAX_PIXELS
register_heif_opener(thumbnails=False)

PLUGINS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF", "HEIF")
NAMES = {"MPO": "jpeg", "HEIF": "heic"}
ORIENTATION = 0x0112
BOMBS = (DecompressionBombError, DecompressionBombWarning)
BROKEN = (OSError, ValueError, SyntaxError, EOFError, RuntimeError, IndexError, struct.error)
SRGB = ImageCms.createProfile("sRGB")


class UnreadablePictureError(ValueError):
    """The file is damaged, incomplete or no picture at all."""


class UnknownFormatError(UnreadablePictureError):
    """No picture of a format that we keep."""


class TooManyPixelsError(UnreadablePictureError):
    """The header promises more than `MAX_PIXELS`; nothing was decoded."""


@dataclass(frozen=True, slots=True)
class Facts:
    """`format` is a word of `formats.FORMATS`, `color` the average as #rrggbb."""

    format: str
    mime: str
    width: int
    height: int
    has_alpha: bool
    color: str


def inspect(path: Path) -> Facts:
    """Decode the whole picture, since `verify()` passes a truncated one. Type by its bytes."""
    with _opened(path) as image:
        image.load()
        width, height = _upright_size(image)
        name = _format_name(image)
        plain = _eight_bits(image)
        return Facts(
            format=name,
            mime=FORMATS[name].mime,
            width=width,
            height=height,
            has_alpha=_is_transparent(plain),
            color=_average(plain, image.info.get("icc_profile")),
        )


def sniff(path: Path) -> str:
    """The format by the file's first bytes, a word of `formats.FORMATS`."""
    with _opened(path) as image:
        return _format_name(image)


def thumb_size(width: int, height: int, side: int) -> tuple[int, int]:
    """The size with the area of a square of `side`, in the same ratio, never enlarged."""
    scale = min(1.0, side / math.sqrt(width * height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def thumbs(path: Path, sides: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """(side, WebP) for each of `sides`, which go from the largest to the smallest.

    Decoded once and chained: each is made from the one before. Turned and
    converted to sRGB when it is small already.
    """
    first = sides[0]
    with _opened(path) as source:
        width, height = source.size
        size = thumb_size(width, height, first)
        icc = source.info.get("icc_profile")
        orientation = source.getexif().get(ORIENTATION, 1)
        image = _reduced(source, size)
    image = _upright(_to_srgb(image, icc), orientation)
    for side in sides:
        # From the original's size: the same rounding as a page computes.
        if side != first:
            image = image.resize(_turned(thumb_size(width, height, side), orientation))
        yield side, _encode(image, "webp", 80)


def sendable(
    path: Path, *, formats: Sequence[str], max_bytes: int, max_side: int
) -> tuple[bytes, str]:
    """Bytes and type of a picture that a gateway takes: upright, sRGB, without metadata.

    `formats` are words of `FORMATS`. Steps down in quality, then in size, until
    it fits `max_bytes`; raises ValueError where nothing does.
    """
    with _opened(path) as source:
        scale = min(1.0, max_side / max(source.size))
        icc = source.info.get("icc_profile")
        orientation = source.getexif().get(ORIENTATION, 1)
        is_small_png = source.format == "PNG" and path.stat().st_size <= ENOUGH_PNG
        image = _reduced(source, _scaled(source.size, scale))
    image = _upright(_to_srgb(image, icc), orientation)
    for format, data in _ever_smaller(image, formats, is_small_png):
        if len(data) <= max_bytes:
            return data, FORMATS[format].mime
    raise ValueError(f"{path.name} does not fit into {max_bytes} bytes")


def flatten(image: PIL.Image.Image, color: str = "#ffffff") -> PIL.Image.Image:
    """The picture on a ground of `color`, for formats without transparency."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = PIL.Image.new("RGBA", layer.size, color)
    return PIL.Image.alpha_composite(ground, layer).convert("RGB")


@contextmanager
def _opened(path: Path) -> Iterator[PIL.Image.Image]:
    """Open by the header alone; what goes wrong with the picture becomes our own error."""
    try:
        with PIL.Image.open(path, formats=PLUGINS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixelsError(f"{path.name} has {image.width} x {image.height} pixels")
            yield image
    except (FileNotFoundError, UnreadablePictureError):
        raise
    except BOMBS as error:
        raise TooManyPixelsError(f"{path.name}: {error}") from error
    except UnidentifiedImageError as error:
        raise UnknownFormatError(f"{path.name} is no picture of a known format") from error
    except BROKEN as error:
        raise UnreadablePictureError(f"{path.name}: {error}") from error


def _format_name(image: PIL.Image.Image) -> str:
    plugin = image.format or ""
    return NAMES.get(plugin, plugin.lower())


def _upright_size(image: PIL.Image.Image) -> tuple[int, int]:
    return _turned(image.size, image.getexif().get(ORIENTATION, 1))


def _turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """EXIF orientations 5 to 8 lie on their side."""
    return (size[1], size[0]) if orientation in range(5, 9) else size


def _scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


def _upright(image: PIL.Image.Image, orientation: int) -> PIL.Image.Image:
    turn = TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _reduced(source: PIL.Image.Image, size: tuple[int, int]) -> PIL.Image.Image:
    """Decode `source` no larger than needed and bring it to `size`, with 8 bits a channel."""
    source.draft(None, (size[0] * 2, size[1] * 2))
    image = _eight_bits(source)
    if image.size == size:
        image.load()
        return image.copy() if image is source else image
    if "A" not in image.getbands():
        return image.resize(size, Resampling.LANCZOS, reducing_gap=2.0)
    # Multiplied by hand: with transparency `resize` would do so on a copy and drop the gap.
    multiplied = image.convert(image.mode.replace("A", "a"))
    return multiplied.resize(size, Resampling.LANCZOS, reducing_gap=2.0).convert(image.mode)


def _eight_bits(image: PIL.Image.Image) -> PIL.Image.Image:
    """L, LA, RGB, RGBA or CMYK; a palette is resolved and 16 bits are scaled, not cut off."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return image if image.mode in {"LA", "RGBA"} else image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def _is_transparent(image: PIL.Image.Image) -> bool:
    if "A" not in image.getbands():
        return False
    return image.getchannel("A").getextrema() != (255, 255)


def _average(image: PIL.Image.Image, icc: bytes | None) -> str:
    """The average colour of an 8-bit picture, by way of a small one."""
    factor = max(1, math.isqrt(image.width * image.height) // 32)
    few = _to_srgb(image.reduce(factor), icc).resize((1, 1), Resampling.BOX).convert("RGB")
    return "#" + few.tobytes().hex()


def _to_srgb(image: PIL.Image.Image, icc: bytes | None) -> PIL.Image.Image:
    """RGB or RGBA in sRGB, without metadata; a broken profile counts as none."""
    alpha = image.getchannel("A") if "A" in image.getbands() else None
    color = image.convert(image.mode.rstrip("A")) if alpha else image
    color = (_by_profile(color, icc) if icc else None) or color.convert("RGB")
    if alpha:
        color.putalpha(alpha)
    color.info.clear()
    return color


def _by_profile(image: PIL.Image.Image, icc: bytes) -> PIL.Image.Image | None:
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc))
        if image.mode == "RGB" and "sRGB" in ImageCms.getProfileDescription(profile):
            return None
        return ImageCms.profileToProfile(image, profile, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _ever_smaller(
    image: PIL.Image.Image, formats: Sequence[str], is_small_png: bool
) -> Iterator[tuple[str, bytes]]:
    """(format, bytes), the best first, then by quality, then by size."""
    choices = _choices(formats, _is_transparent(image), is_small_png)
    for step in range(12):
        smaller = ImageOps.scale(image, 0.75**step, Resampling.LANCZOS) if step else image
        for format, quality in choices:
            yield format, _encode(smaller, format, quality)


def _choices(
    formats: Sequence[str], is_transparent: bool, is_small_png: bool
) -> list[tuple[str, int]]:
    """(format, quality) in the order in which they are tried; transparency is kept if it can be."""
    able = ("webp",) if is_transparent and {"png", "webp"} & set(formats) else ("jpeg", "webp")
    lossy = next((format for format in able if format in formats), None)
    choices = [(lossy, quality) for quality in (92, 85, 75)] if lossy else []
    if "png" in formats and (is_transparent or is_small_png or not lossy):
        return [("png", 0), *choices]
    return choices


def _encode(image: PIL.Image.Image, format: str, quality: int) -> bytes:
    buffer = BytesIO()
    match format:
        case "jpeg":
            flatten(image).save(buffer, "JPEG", quality=quality, subsampling=0)
        case "webp":
            image.save(buffer, "WEBP", quality=quality, method=2)
        case _:
            image.save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()
