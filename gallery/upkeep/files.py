"""Rows and files, one of 256 folders after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from gallery import files, store
from gallery.media import UnreachableError
from gallery.models import Image
from gallery.renditions import UnreadablePictureError

from . import found, shelf, thumbnails
from .report import Kind, Report
from .strays import Strays

FOLDERS = tuple(f"{number:02x}" for number in range(256))


class Files:
    """`folder` after `folder`, then `finish`."""

    def __init__(self, report: Report, *, is_repair: bool, is_quick: bool) -> None:
        self.report, self.is_repair, self.is_quick = report, is_repair, is_quick
        self._strays = Strays(report, is_repair=is_repair)
        self._listings = shelf.Listing("originals"), shelf.Listing("thumbs")
        self._originals: shelf.Files = {}
        self._thumbs: shelf.Files = {}

    def folders(self) -> list[str]:
        """All names, of ours and of what lies beside them."""
        data: Path = settings.DATA_DIR
        others = (path.name for name in found.KEPT for path in (data / name).glob("*"))
        return sorted({*FOLDERS, *others})

    def folder(self, name: str) -> None:
        """All rows and files whose digest begins with `name`."""
        rows = _rows(name) if name in FOLDERS else []
        self._originals, self._thumbs = (listing.of(name) for listing in self._listings)
        of_file: defaultdict[Path, list[Image]] = defaultdict(list)
        for image in rows:
            of_file[store.place(image)].append(image)
        for path, images in of_file.items():
            if self._is_there(path, images):
                self._check_thumbs(images)
        self._strays.folder(name, rows, self._originals, self._thumbs)

    def finish(self) -> None:
        self._strays.finish()

    def _is_there(self, path: Path, images: Sequence[Image]) -> bool:
        """The original of these images is whole, or was put back."""
        if self._is_whole(path, images[0]):
            return True
        kind, is_back, aside = (Kind.DAMAGED if self._file(path) else Kind.GONE), False, ""
        if self.is_repair:
            if kind is Kind.DAMAGED:
                aside = f" → {found.put_aside(path).relative_to(settings.DATA_DIR)}"
            is_back = found.put_back(images[0])
        for image in images:
            self.report.tell(kind, f"{_name(image)}{aside}", is_mended=is_back)
        return is_back

    def _is_whole(self, path: Path, image: Image) -> bool:
        file = self._file(path)
        if file is None or file.size != image.bytes:
            return False
        return self.is_quick or _has_digest(path, image.digest)

    def _file(self, path: Path) -> shelf.File | None:
        """One that came since the folder was listed is there too."""
        return self._originals.get(path) or shelf.look(path)

    def _check_thumbs(self, images: Sequence[Image]) -> None:
        for image in images:
            if not image.is_developing and not thumbnails.are_there(
                image, self._thumbs if self.is_quick else None
            ):
                is_mended = self.is_repair and self._is_renewed(image)
                self.report.tell(Kind.THUMBS, _name(image), is_mended=is_mended)

    def _is_renewed(self, image: Image) -> bool:
        try:
            thumbnails.renew(image)
        except UnreachableError:
            raise
        except (OSError, UnreadablePictureError):
            return False
        return True


def _has_digest(path: Path, digest: str) -> bool:
    try:
        with shelf.read(path) as file:
            return files.digest(file) == digest
    except UnreachableError:
        raise
    except OSError:
        return False


def _rows(folder: str) -> list[Image]:
    # "g" comes after every digest of the folder.
    images = Image.objects.filter(digest__gte=folder, digest__lt=f"{folder}g").order_by("digest")
    return list(images.only(*thumbnails.COLUMNS))


def _name(image: Image) -> str:
    return f"{image} ({store.place(image).relative_to(settings.DATA_DIR)})"
