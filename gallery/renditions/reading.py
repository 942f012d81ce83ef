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

from . import structure, trial, weighing
from .colors import average, is_transparent
from .room import MOST, room

PIL.Image.MAX_IMAGE_PIXELS = MAX_PIXELS
register_heif_opener(thumbnails=False)

PLUGINS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF", "HEIF")
NAMES = {"MPO": "jpeg", "HEIF": "heic"}
ORIENTATION = 0x0112
BOMBS = (DecompressionBombError, DecompressionBombWarning)
BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, RuntimeError, LookupError, struct.error,
    TypeError, AttributeError, ArithmeticError, AssertionError, MemoryError,
)  # fmt: skip
"""Whatever Pillow's readers raise of a file that was made to harm them."""


class UnreadablePictureError(ValueError):
    """The file is damaged, incomplete or no picture at all."""


class UnknownFormatError(UnreadablePictureError):
    """No picture of a format that we keep."""


class TooManyPixelsError(UnreadablePictureError):
    """More than `MAX_PIXELS` by its header or as it was asked for; nothing was decoded."""


class TooHeavyError(TooManyPixelsError):
    """More than we have memory for, as its format is decoded; nothing was."""


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
        return facts(image, path)


def facts(image: PIL.Image.Image, path: Path) -> Facts:
    """Of the picture at `path`, which is open; decodes all of it."""
    if image.format == "AVIF":
        trial.decode(path, weighing.decoding(image))
    decode(image)
    width, height = _upright_size(image)
    name = _format_name(image)
    return Facts(
        format=name,
        mime=FORMATS[name].mime,
        width=width,
        height=height,
        has_alpha=is_transparent(image),
        color=average(image, image.info.get("icc_profile")),
    )


def sniff(path: Path) -> str:
    """The format by the file's first bytes, a word of `formats.FORMATS`."""
    with looked_at(path) as image:
        return _format_name(image)


def area(path: Path) -> int:
    """Pixels by the file's first bytes."""
    with looked_at(path) as image:
        return image.width * image.height


@contextmanager
def opened(
    path: Path, *, making: tuple[str, tuple[int, int]] | None = None
) -> Iterator[PIL.Image.Image]:
    """Open by the header alone; what goes wrong with the picture becomes our own error.

    Waits until there is memory to decode it, and for `making` a (format, size) of it.
    """
    with looked_at(path) as image:
        amount = weighing.decoding(image)
        if making:
            mode = "RGBA" if image.has_transparency_data else "RGB"
            amount = max(amount, weighing.kept(image) + weighing.making(*making, mode))
        if amount > MOST:
            raise TooHeavyError(f"{path.name} has {image.width} x {image.height} pixels")
        with room.taken(amount):
            yield image


@contextmanager
def looked_at(path: Path) -> Iterator[PIL.Image.Image]:
    """The same to look at the header alone, without any wait."""
    try:
        structure.check(path)
        with PIL.Image.open(path, formats=PLUGINS) as image:
            said = f"{path.name} has {image.width} x {image.height} pixels"
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixelsError(said)
            if weighing.decoding(image) > MOST:
                raise TooHeavyError(said)
            yield image
    except (FileNotFoundError, UnreadablePictureError):
        raise
    except BOMBS as error:
        raise TooManyPixelsError(f"{path.name}: {error}") from error
    except structure.StructureError as error:
        raise UnreadablePictureError(f"{path.name}: {error}") from error
    except UnidentifiedImageError as error:
        raise UnknownFormatError(f"{path.name} is no picture of a known format") from error
    except BROKEN as error:
        raise UnreadablePictureError(f"{path.name}: {error}") from error


def decode(image: PIL.Image.Image) -> None:
    """Decode the first frame, and let go of what its decoder holds: up to three times as much."""
    image.load()
    for held in ("_decoder", "_heif_file"):
        vars(image).pop(held, None)
    vars(image)["fp"] = None


def _format_name(image: PIL.Image.Image) -> str:
    plugin = image.format or ""
    return NAMES.get(plugin, plugin.lower())


def _upright_size(image: PIL.Image.Image) -> tuple[int, int]:
    return turned(image.size, image.getexif().get(ORIENTATION, 1))


def turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """EXIF orientations 5 to 8 lie on their side."""
    return (size[1], size[0]) if orientation in range(5, 9) else size
