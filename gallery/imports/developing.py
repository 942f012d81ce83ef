"""One file: copied, named by its content, decoded once, thumbnails and all. Needs no database."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import IO
from zipfile import BadZipFile

from gallery import metadata, renditions, store
from gallery.formats import UPLOADED
from gallery.metadata import Embedded
from gallery.models import Image
from gallery.renditions import UnknownFormatError, UnreadablePictureError

from . import words
from .sources import MOST_BYTES, Item

CHUNK = 256 * 1024
VERSION = 1
MANY_PIXELS = 20_000_000
HEAVY = Lock()
"""One such picture at a time: each takes up to half a gigabyte of memory."""
BROKEN = (BadZipFile, zlib.error, EOFError, ValueError, struct.error)


@dataclass(frozen=True, slots=True)
class Draft:
    """A copy in the data folder; `refusal` in its stead where there can be none."""

    item: Item
    path: Path | None = None
    digest: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Developed:
    """A picture of which all is on the disk under names of drafts.

    `moves` leads from there to where `image`, which has no row yet, looks for its files.
    """

    draft: Draft
    image: Image
    embedded: Embedded | None
    moves: tuple[tuple[Path, Path], ...]


def receive(item: Item) -> Draft:
    """Copy a file, since the one that was found is not ours and may change."""
    if item.refusal or item.is_hidden or item.open is None:
        return Draft(item, refusal=item.refusal)
    path = store.temporary()
    try:
        return Draft(item, path, _copy(item.open, path))
    except words.RefusedFileError as error:
        refusal = str(error)
    except FileNotFoundError:
        refusal = words.GONE
    path.unlink(missing_ok=True)
    return Draft(item, refusal=refusal)


def develop(draft: Draft) -> Developed | Draft:
    """A draft with a refusal in place of a picture that is none."""
    if draft.path is None:
        return draft
    try:
        return _developed(draft, draft.path)
    except UnreadablePictureError as error:
        draft.path.unlink(missing_ok=True)
        return Draft(draft.item, digest=draft.digest, refusal=words.PICTURES[type(error)])


def discard(done: Draft | Developed) -> None:
    """Remove what was made of a file that is not taken after all."""
    draft = done if isinstance(done, Draft) else done.draft
    moves = () if isinstance(done, Draft) else done.moves
    for path in (draft.path, *(source for source, _target in moves)):
        if path is not None:
            path.unlink(missing_ok=True)


def _copy(begin: Callable[[], IO[bytes]], target: Path) -> str:
    """The SHA-256 of what was copied."""
    known = hashlib.sha256()
    room = MOST_BYTES
    with _opened(begin) as source, target.open("wb") as file:
        while chunk := _read(source):
            room -= len(chunk)
            if room < 0:
                raise words.RefusedFileError(words.TOO_LARGE)
            known.update(chunk)
            file.write(chunk)
    return known.hexdigest()


def _read(source: IO[bytes]) -> bytes:
    try:
        return source.read(CHUNK)
    except BROKEN as error:
        raise words.RefusedFileError(words.DAMAGED_INSIDE) from error
    except OSError as error:
        raise words.RefusedFileError(words.CANNOT_OPEN) from error


def _opened(begin: Callable[[], IO[bytes]]) -> IO[bytes]:
    try:
        return begin()
    except FileNotFoundError:
        raise
    except BROKEN as error:
        raise words.RefusedFileError(words.DAMAGED_INSIDE) from error
    except (OSError, RuntimeError) as error:
        raise words.RefusedFileError(words.CANNOT_OPEN) from error


def _developed(draft: Draft, path: Path) -> Developed:
    if renditions.sniff(path) not in UPLOADED:
        raise UnknownFormatError(draft.item.name)
    with HEAVY if renditions.area(path) > MANY_PIXELS else nullcontext():
        facts, thumbs = renditions.develop(path, store.SIDES)
    prepared = store.Prepared(draft.digest, path.stat().st_size, facts)
    image = Image(origin=Image.Origin.IMPORTED, thumbs_version=VERSION, **prepared.columns())
    moves = [(path, store.place(image))]
    for side, data in thumbs:
        moves.append((store.temporary(), store.place_of_thumb(image, side)))
        moves[-1][0].write_bytes(data)
    return Developed(draft, image, metadata.read(path), tuple(moves))
