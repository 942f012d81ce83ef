"""DATA_DIR/found/: what belonged to no image, or was not what it should be. Nothing is removed.

An original that is missing elsewhere may be among it, and is put back from there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from django.conf import settings

from gallery import files, media, store
from gallery.models import Image

from . import shelf

KEPT = ("originals", "thumbs", "copies")


def put_aside(path: Path) -> Path:
    """Move a file of the data folder; answers where it is now."""
    data: Path = settings.DATA_DIR
    target = _free(data / "found" / path.relative_to(data).parts[0] / path.name)
    shelf.move(path, target)
    return target


def put_back(image: Image) -> bool:
    """Find an image's original under another name, or on this machine, and copy it to its place."""
    for path in _alike(image):
        with shelf.read(path) as file:
            if _copied(file, image):
                return True
    return media.is_shared() and store.place(image).exists() and _copied(store.place(image), image)


def _copied(file: Path, image: Image) -> bool:
    if file.stat().st_size != image.bytes or files.digest(file) != image.digest:
        return False
    draft = files.temporary()
    shutil.copyfile(file, draft)
    files.settle(draft, store.place(image))
    return True


def _alike(image: Image) -> Iterator[Path]:
    """Files that have its digest in their names."""
    data: Path = settings.DATA_DIR
    for folder in (store.place(image).parent, data / "found" / "originals"):
        yield from shelf.listed(folder, image.digest)


def _free(path: Path) -> Path:
    """The path, or with a number where another file has it."""
    others = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return next(free for free in chain([path], others) if shelf.look(free) is None)
