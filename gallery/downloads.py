"""Other files of an image: in a format, at a size, with its recipe inside or clean.

    DATA_DIR/copies/ab/<digest>-<width>x<height>-<pk or clean>.<ext>   can be made again

The original's own format and size is not encoded anew where the file can be written into.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from . import files, metadata, renditions, store
from .formats import COPIED, FORMATS, Format
from .metadata import MetadataError
from .models import Image
from .renditions import TooManyPixelsError, UnreadablePictureError

logger = logging.getLogger(__name__)

SIDES = (512, 1024, 2048, 4096)


class RefusedDownloadError(ValueError):
    """A file that cannot be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A file that is wanted, of the original's own size and own format or not."""

    form: Format
    size: tuple[int, int]
    has_recipe: bool
    is_own_size: bool
    is_own_format: bool

    @property
    def is_as_it_is(self) -> bool:
        """It can be written into as it is: nothing is encoded anew."""
        return self.is_own_size and self.is_own_format and self.form.name in metadata.WRITTEN

    def name(self, stem: str) -> str:
        """Of the file that is saved: `0417-a-lighthouse-1024x768-clean.png`."""
        size = "{}x{}".format(*self.size) if not self.is_own_size else ""
        parts = (stem, size, "" if self.has_recipe else "clean")
        return f"{'-'.join(filter(None, parts))}.{self.form.extension}"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page offers: formats with the one that is chosen, and sides below its own."""

    formats: tuple[Format, ...]
    chosen: str
    sides: tuple[int, ...]
    longest: int
    has_recipe: bool

    @property
    def example(self) -> int:
        """A side that can be typed."""
        return max(1, self.longest * 3 // 4)


def offer(image: Image) -> Offer:
    longest = max(image.width, image.height)
    return Offer(
        formats=tuple(FORMATS[name] for name in COPIED),
        chosen=_own(image),
        sides=tuple(side for side in SIDES if side < longest),
        longest=longest,
        has_recipe=has_recipe(image),
    )


def has_recipe(image: Image) -> bool:
    """There is something to say about how it was made."""
    is_made = image.origin != Image.Origin.UPLOADED
    return is_made and bool(image.prompt or image.provider or image.model)


def wish(image: Image, asked: QueryDict) -> Wish:
    """What an address asks for: what it leaves out is as the original has it, and clean."""
    name = asked.get("format", "") or _own(image)
    if name not in COPIED:
        raise RefusedDownloadError(_("Choose PNG, JPEG, WebP or AVIF."))
    size = _size(image, next(filter(None, map(str.strip, reversed(asked.getlist("side")))), ""))
    if not FORMATS[name].holds(*size):
        said = _("%(size)s pixels are too many for %(format)s. Choose a shorter side.")
        told = {"size": "{} × {}".format(*size), "format": FORMATS[name].label}
        raise RefusedDownloadError(said % told)
    return Wish(
        form=FORMATS[name],
        size=size,
        has_recipe=asked.get("recipe") == "1" and has_recipe(image),
        is_own_size=size == (image.width, image.height),
        is_own_format=name == image.file_format,
    )


def made(image: Image, wish: Wish) -> Path:
    """The file that is wished for, made where it is missing.

    RefusedDownloadError where it cannot be made, Http404 where the original is gone.
    """
    target = _path(image, wish)
    if files.touch(target):
        return target
    # One at a time: each may hold a whole picture in memory.
    with store.COPYING:
        try:
            if not target.exists():
                _make(image, wish, target)
        except FileNotFoundError as error:
            raise Http404("The original is gone.") from error
        except (MetadataError, UnreadablePictureError) as error:
            logger.warning("No file of image %s: %s", image.pk, error)
            raise RefusedDownloadError(_why(error)) from error
    return target


def _make(image: Image, wish: Wish, target: Path) -> None:
    draft, whole = files.temporary(), files.temporary()
    try:
        source = store.original(image)
        if not wish.is_as_it_is:
            source = draft
            xmp = metadata.packet(image) if wish.has_recipe else b""
            data = renditions.copy(store.original(image), wish.size, wish.form.name, xmp)
            draft.write_bytes(data)
        if wish.form.name not in metadata.WRITTEN:
            source.replace(whole)
        elif wish.has_recipe:
            metadata.embed(source, image, whole)
        else:
            metadata.strip(source, whole)
        files.settle(whole, target)
    finally:
        for path in (draft, whole):
            path.unlink(missing_ok=True)


def _own(image: Image) -> str:
    return image.file_format if image.file_format in COPIED else "png"


def _size(image: Image, side: str) -> tuple[int, int]:
    """With `side` as the longest; the whole image where it is ''."""
    longest = max(image.width, image.height)
    if not side or side == "own":
        return image.width, image.height
    number = int(side) if side.isascii() and side.isdigit() and len(side) < 7 else 0
    if not number:
        raise RefusedDownloadError(_("The longest side is a number of pixels, for example 1024."))
    if number > longest:
        raise RefusedDownloadError(
            _("The longest side of this image has %(own)d pixels: it is not enlarged here.")
            % {"own": longest}
        )
    short = max(1, round(min(image.width, image.height) * number / longest))
    return (number, short) if image.width >= image.height else (short, number)


def _path(image: Image, wish: Wish) -> Path:
    folder: Path = settings.DATA_DIR / "copies" / image.digest[:2]
    size = "{}x{}".format(*wish.size)
    whose = str(image.pk) if wish.has_recipe else "clean"
    return folder / f"{image.digest}-{size}-{whose}.{wish.form.extension}"


def _why(error: Exception) -> str:
    if isinstance(error, MetadataError):
        return _("The file is built in a way that nothing can be written into it or taken out.")
    if isinstance(error, TooManyPixelsError):
        return _("This takes more memory than there is. Choose a shorter side or PNG.")
    return _("The original cannot be read: the file is damaged.")
