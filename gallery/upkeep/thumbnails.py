"""Thumbnails made anew, under new addresses so that no browser shows the old ones."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gallery import files, store
from gallery.media import UnreachableError
from gallery.models import Image
from gallery.renditions import UnreadablePictureError

from . import shelf
from .report import Found

COLUMNS = ("digest", "file_format", "bytes", "thumbs_version", "created_at")
CHUNK = 500
AT_ONCE = 2
Told = Callable[[int, int], None]


def rebuild(*, is_all: bool, told: Told) -> Found:
    """Make all, or those that are missing; the examples could not be made."""
    found = Found()
    count, done = Image.objects.count(), 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for images in _chunks():
            wanted = [image for image in images if is_all or not are_there(image)]
            for image, version in zip(wanted, pool.map(_made, wanted), strict=True):
                if version:
                    _show(image, version)
                found.add(str(image), is_mended=bool(version))
            done += len(images)
            told(done, count)
    return found


def renew(image: Image) -> None:
    """Make the next version and show it. OSError or UnreadablePictureError where none can be."""
    _show(image, store.make_thumbs(image))


def are_there(image: Image, known: Container[Path] | None = None) -> bool:
    """Both, and whole as far as can be seen from outside; or just among those that are `known`."""
    paths = [store.place_of_thumb(image, side) for side in store.SIDES]
    if known is not None:
        return image.has_thumbs and all(path in known or shelf.look(path) for path in paths)
    return image.has_thumbs and all(map(_is_whole, paths))


def _chunks() -> Iterator[list[Image]]:
    """All images, newest first, in lists of CHUNK."""
    images = Image.objects.order_by("-pk").only(*COLUMNS)
    some = list(images[:CHUNK])
    while some:
        yield some
        some = list(images.filter(pk__lt=some[-1].pk)[:CHUNK])


def _made(image: Image) -> int:
    """The version of the new files, 0 where none can be made. Uses no database."""
    try:
        return store.make_thumbs(image)
    except UnreachableError:
        raise
    except (OSError, UnreadablePictureError):
        return 0


def _show(image: Image, version: int) -> None:
    """From now on pages show this version; those that no image shows go."""
    store.show_thumbs(image, version)
    shown = Image.objects.filter(digest=image.digest).values_list("thumbs_version", flat=True)
    kept = {f"-{number}" for number in (*shown, version)}
    for path in shelf.listed(store.place_of_thumb(image, store.SIDES[0]).parent, image.digest):
        if not path.stem.endswith(tuple(kept)):
            files.remove(path)


def _is_whole(path: Path) -> bool:
    """A WebP says how long it is in its first bytes."""
    try:
        with shelf.read(path) as known, known.open("rb") as file:
            head, size = file.read(12), known.stat().st_size
    except UnreachableError:
        raise
    except OSError:
        return False
    length = int.from_bytes(head[4:8], "little") + 8
    return head[:4] == b"RIFF" and head[8:] == b"WEBP" and size == length
