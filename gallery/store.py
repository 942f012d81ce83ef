"""The one door for bytes. An original is named by its SHA-256 and never written twice.

    DATA_DIR/originals/ab/<digest>.<extension>          what came, untouched
             thumbs/ab/<digest>-<side>-<version>.webp   can be made again
             copies/ab/<digest>-<width>x<height>.<ext>  can be made again
             incoming/                                  not yet whole

Whatever reaches its name is complete: written beside it, synced, then renamed. Machines without
a common folder share originals and thumbnails in a bucket: see `media`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path, PurePath
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from . import counters, files, renditions, search
from .files import temporary
from .formats import FORMATS, UPLOADED
from .media import UnreachableError
from .models import Image, Parentage, User
from .recipe import Recipe
from .renditions import (
    Facts,
    TooHeavyError,
    TooManyPixelsError,
    UnknownFormatError,
    UnreadablePictureError,
    room,
)

__all__ = (
    "Image",
    "Prepared",
    "Recipe",
    "RefusedFileError",
    "UnreachableError",
    "UnreadablePictureError",
    "room",
    "temporary",
)

SIDES = (1280, 320)
MAX_UPLOAD = 50_000_000
COPYING = Lock()

TOO_LARGE = gettext_noop(
    "%(name)s is larger than 50 MB. Save it smaller, for example as JPEG, and add it again."
)
UNREACHABLE = gettext_noop(
    "%(name)s could not be kept: the storage for pictures cannot be reached right now. "
    "Add it again in a minute."
)
REFUSALS: dict[type[UnreadablePictureError], str] = {
    UnreadablePictureError: gettext_noop(
        "%(name)s cannot be read: the file is damaged or incomplete. "
        "Export it again and add the new file."
    ),
    UnknownFormatError: gettext_noop(
        "%(name)s is no picture that can be used here. "
        "Export it as PNG, JPEG, WebP, AVIF or HEIC and add that file."
    ),
    TooManyPixelsError: gettext_noop(
        "%(name)s has more than 60 megapixels. Scale it down and add it again."
    ),
    TooHeavyError: gettext_noop(
        "%(name)s has too many pixels for its format. Save it smaller or as JPEG, not progressive."
    ),
}


class RefusedFileError(ValueError):
    """An upload that we do not take; the text names the file and says what to do."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture that is decoded and safe among the originals, but has no row yet."""

    digest: str
    bytes: int
    facts: Facts

    def columns(self) -> dict[str, Any]:
        return {
            "digest": self.digest,
            "bytes": self.bytes,
            "file_format": self.facts.format,
            "width": self.facts.width,
            "height": self.facts.height,
            "has_alpha": self.facts.has_alpha,
            "color": self.facts.color,
        }


# Bytes in


def keep(source: Path, recipe: Recipe) -> Image:
    """Take the picture in `source` (of the data folder) into the gallery.

    Raises UnreadablePictureError, UnreachableError; else the source is consumed. The same task and
    frame again give the row that is there.
    """
    return enter(prepare(source), recipe)


def prepare(source: Path) -> Prepared:
    """The slow half of `keep`: decode, name by content, make safe. Needs no database."""
    facts = renditions.inspect(source)
    prepared = Prepared(files.digest(source), source.stat().st_size, facts)
    target = _original(prepared.digest, facts.format)
    if files.touch(target):
        source.unlink()
    else:
        files.settle(source, target)
    return prepared


def enter(prepared: Prepared, recipe: Recipe) -> Image:
    """The quick half of `keep`: the row, once for a task and frame."""
    names = [f.name for f in fields(recipe) if f.name != "parents"]
    columns = prepared.columns() | {name: getattr(recipe, name) for name in names}
    with transaction.atomic(savepoint=False):
        image, is_new = _row(columns)
        if is_new:
            _link(image, recipe.parents)
            search.put([image], are_new=True)
            counters.count([image], 1, are_new=True)
    return image


def accept(upload: UploadedFile[bytes], made_by: User | None) -> Image:
    """Keep an upload as it came; the same content again gives the image that is there."""
    name = PurePath(upload.name or _("The file")).name
    if (upload.size or 0) > MAX_UPLOAD:
        raise RefusedFileError(_(TOO_LARGE) % {"name": name})
    draft = temporary()
    try:
        _receive(upload, draft)
        prepared = _prepare_upload(draft, name)
    finally:
        draft.unlink(missing_ok=True)
    image, _is_new = Image.objects.get_or_create(
        origin=Image.Origin.UPLOADED,
        digest=prepared.digest,
        defaults=prepared.columns() | {"file_name": name[-255:], "made_by": made_by},
    )
    if image.is_trashed:
        Image.objects.filter(pk=image.pk).update(trashed_at=None, trashed_by=None)
    return image


# Bytes out


def original(image: Image) -> Path:
    """To be read; nothing is there where it is gone. UnreachableError where none can tell."""
    return files.here(place(image))


def place(image: Image) -> Path:
    """Where the original belongs, whether it is here or not."""
    return _original(image.digest, image.file_format)


def thumb(image: Image, side: int) -> Path:
    """The current thumbnail of `side`, to be read; nothing while `has_thumbs` is false."""
    path = place_of_thumb(image, side)
    return files.here(path) if image.has_thumbs else path


def place_of_thumb(image: Image, side: int) -> Path:
    return _thumb(image.digest, side, image.thumbs_version)


def for_sending(
    image: Image, *, formats: Sequence[str], max_bytes: int, max_side: int
) -> tuple[bytes, str]:
    """Bytes and type of an upright, stripped rendition within a gateway's limits."""
    return renditions.sendable(
        original(image), formats=formats, max_bytes=max_bytes, max_side=max_side
    )


def mask_for_sending(mask: Image, first: bytes) -> bytes:
    """A PNG of the mask's transparency alone, in the pixels of `first`, the picture it is for."""
    return renditions.mask(original(mask), first)


def thumbs(image_id: int) -> None:
    """Make the next version of an image's thumbnails; nothing where the image is gone."""
    image = Image.objects.filter(pk=image_id).first()
    if image is not None:
        show_thumbs(image, make_thumbs(image))


def make_thumbs(image: Image) -> int:
    """The slow half of `thumbs`: the files of the next version, which it answers."""
    version = image.thumbs_version + 1
    targets = {side: _thumb(image.digest, side, version) for side in SIDES}
    # Images of the same content share their thumbnails.
    if not all(map(files.touch, targets.values())):
        for side, data in renditions.thumbs(original(image), SIDES):
            files.write(data, targets[side])
    return version


def show_thumbs(image: Image, version: int) -> None:
    """The quick half of `thumbs`: from now on pages show this version."""
    older = Image.objects.filter(pk=image.pk, thumbs_version__lt=version)
    older.update(thumbs_version=version)


def copy(image: Image) -> Path | None:
    """The copy that was asked for beside the original, made where it is missing; else None.

    UnreadablePictureError where it cannot be made; the original is whole all the same.
    """
    if not image.has_copy:
        return None
    target = _copy(image)
    # One at a time: each holds a whole picture in memory.
    with COPYING:
        if not files.touch(target):
            form = image.copy_format.name
            files.write(renditions.copy(original(image), image.copy_size, form), target)
    return target


def without_thumbs(limit: int, age: timedelta = timedelta()) -> list[int]:
    """Ids of the newest images whose thumbnails are still to be made; of jobs those of this age."""
    waiting = Image.objects.filter(thumbs_version=0).order_by("-id")
    waiting = waiting.exclude(origin=Image.Origin.MADE, created_at__gt=timezone.now() - age)
    return list(waiting.values_list("id", flat=True)[:limit])


# Rows and files


def _row(columns: dict[str, Any]) -> tuple[Image, bool]:
    """The row and whether it is new; the same task and frame have one row."""
    try:
        with transaction.atomic():
            return Image.objects.create(**columns), True
    except IntegrityError:
        return Image.objects.get(task=columns["task"], frame=columns["frame"]), False


def _link(child: Image, parents: Sequence[Image]) -> None:
    Parentage.objects.bulk_create(
        Parentage(child=child, parent=parent, position=position)
        for position, parent in enumerate(parents, start=1)
    )


def _original(digest: str, format: str) -> Path:
    folder: Path = settings.DATA_DIR / "originals" / digest[:2]
    return folder / f"{digest}.{FORMATS[format].extension}"


def _copy(image: Image) -> Path:
    folder: Path = settings.DATA_DIR / "copies" / image.digest[:2]
    width, height = image.copy_size
    return folder / f"{image.digest}-{width}x{height}.{image.copy_format.extension}"


def _thumb(digest: str, side: int, version: int) -> Path:
    folder: Path = settings.DATA_DIR / "thumbs" / digest[:2]
    return folder / f"{digest}-{side}-{version}.webp"


# Uploads


def _receive(upload: UploadedFile[bytes], target: Path) -> None:
    with target.open("wb") as file:
        file.writelines(upload.chunks())


def _prepare_upload(draft: Path, name: str) -> Prepared:
    try:
        if renditions.sniff(draft) not in UPLOADED:
            raise UnknownFormatError(name)
        return prepare(draft)
    except UnreachableError as error:
        raise RefusedFileError(_(UNREACHABLE) % {"name": name}) from error
    except UnreadablePictureError as error:
        raise RefusedFileError(_(REFUSALS[type(error)]) % {"name": name}) from error
