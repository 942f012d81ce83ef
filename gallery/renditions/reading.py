"""Files as they come: what they are, or why they are none."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import PIL.Image
from PIL import UnidentifiedImageError
from PIL.Image import DecompressionBombError, DecompressionBombWarning
from pillow_heif import register_heif_opener

from gallery.formats import FORMATS, MAX_PIXELS

from .colors import average, eight_bits, is_transparent

PIL.Image.MAX_IMAGE_PIXELS = MAX_PIXELS
register_heif_opener(thumbnails=False)

PLUGINS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF", "HEIF")
NAMES = {"MPO": "jpeg", "HEIF": "heic"}
ORIENTATION = 0x0112
BOMBS = (DecompressionBombError, DecompressionBombWarning)
BROKEN = (OSError, ValueError, SyntaxError, EOFError, RuntimeError, LookupError, struct.error)


class UnreadablePictureError(ValueError):
    """The file is damaged, incomplete or no picture at all."""


class UnknownFormatError(UnreadablePictureError):
    """No picture of a format that we keep."""


class TooManyPixelsError(UnreadablePictureError):
    """More than `MAX_PIXELS` by its header or as it was asked for; nothing was decoded."""


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
    with opened(path) as image:
        return facts(image)


def facts(image: PIL.Image.Image) -> Facts:
    """Of a picture that is open; decodes all of it."""
    image.load()
    width, height = _upright_size(image)
    name = _format_name(image)
    plain = eight_bits(image)
    return Facts(
        format=name,
        mime=FORMATS[name].mime,
        width=width,
        height=height,
        has_alpha=is_transparent(plain),
        color=average(plain, image.info.get("icc_profile")),
    )


def sniff(path: Path) -> str:
    """The format by the file's first bytes, a word of `formats.FORMATS`."""
    with opened(path) as image:
        return _format_name(image)


def area(path: Path) -> int:
    """Pixels by the file's first bytes."""
    with opened(path) as image:
        return image.width * image.height


@contextmanager
def opened(path: Path) -> Iterator[PIL.Image.Image]:
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
    return turned(image.size, image.getexif().get(ORIENTATION, 1))


def turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """EXIF orientations 5 to 8 lie on their side."""
    return (size[1], size[0]) if orientation in range(5, 9) else size
