"""A ZIP that is sent while it is written: one chunk of one file in memory, whatever its size."""

from __future__ import annotations

import logging
import stat
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone

from gallery import store
from gallery.models import Image

from . import manifest
from .names import Names

logger = logging.getLogger(__name__)

CHUNK = 256 * 1024
Stream = Generator[bytes, None, None]
Told = Generator[bytes, None, str]
EARLIEST = 1980
"""The first year that a ZIP can tell."""


class Pipe:
    """Takes what a ZipFile writes and gives it on; it cannot go back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing is open."""

    def take(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def archive(images: Iterable[Image], names: str) -> Stream:
    """Originals named by the template `names`, then manifest.json and manifest.csv.

    Raises UnknownNameFieldError at once. An original that is gone is told in the manifest.
    """
    return _archive(images, Names(names))


def bundle(files: Iterable[tuple[str, Image, Path]]) -> Stream:
    """Files of images under these names, without a word of how they were made."""
    pipe = Pipe()
    with ZipFile(pipe, "w") as target:
        for name, image, path in files:
            with path.open("rb") as file:
                yield from _stored(target, pipe, _entry(image, name, path), file)
    yield pipe.take()


def _archive(images: Iterable[Image], names: Names) -> Stream:
    pipe = Pipe()
    with manifest.begun() as told, ZipFile(pipe, "w") as target:
        for index, image in enumerate(images, start=1):
            name = names.name(image, index)
            status = yield from _picture(target, pipe, image, name)
            told.add(manifest.record(image, name, status))
        told.close()
        for name, file in (("manifest.json", told.json), ("manifest.csv", told.csv)):
            yield from _text(target, pipe, name, file)
    yield pipe.take()


def _picture(target: ZipFile, pipe: Pipe, image: Image, name: str) -> Told:
    """Gives the word of the manifest for how it went."""
    try:
        path = store.original(image)
        file = path.open("rb")
    except OSError as error:
        logger.warning("Original of image %s is left out of a ZIP: %s", image, error)
        return manifest.MISSING
    with file:
        return (yield from _stored(target, pipe, _entry(image, name, path), file))


def _stored(target: ZipFile, pipe: Pipe, entry: ZipInfo, file: IO[bytes]) -> Told:
    """Pictures are packed already, so they are stored as they are."""
    with target.open(entry, "w") as part:
        while True:
            try:
                chunk = file.read(CHUNK)
            except OSError as error:
                logger.warning("%s is cut short in a ZIP: %s", entry.filename, error)
                return manifest.INCOMPLETE
            if not chunk:
                return manifest.WHOLE
            part.write(chunk)
            yield pipe.take()


def _text(target: ZipFile, pipe: Pipe, name: str, file: IO[str]) -> Iterator[bytes]:
    file.seek(0)
    entry = ZipInfo(name, timezone.localtime().timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    with target.open(entry, "w") as part:
        while text := file.read(CHUNK):
            part.write(text.encode("utf-8"))
            yield pipe.take()


def _entry(image: Image, name: str, path: Path) -> ZipInfo:
    made = timezone.localtime(image.created_at)
    entry = ZipInfo(name, made.timetuple()[:6] if made.year >= EARLIEST else (1980, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_STORED
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    # So that zipfile knows beforehand whether it needs the fields of ZIP64.
    entry.file_size = path.stat().st_size
    return entry
