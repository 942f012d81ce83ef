"""DATA_DIR/found/: what belonged to no image, or was not what it should be. Nothing is removed.

An original that is missing elsewhere may be among it, and is put back from there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from django.conf import settings

from gallery import files, store
from gallery.models import Image

KEPT = ("originals", "thumbs", "copies")


def put_aside(path: Path) -> Path:
    """Move a file of the data folder; answers where it is now."""
    data: Path = settings.DATA_DIR
    target = _free(data / "found" / path.relative_to(data).parts[0] / path.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    return path.rename(target)


def put_back(image: Image) -> bool:
    """Find an image's original under another name, and copy it to its place."""
    for path in _alike(image):
        if path.stat().st_size == image.bytes and files.digest(path) == image.digest:
            draft = files.temporary()
            shutil.copyfile(path, draft)
            files.settle(draft, store.place(image))
            return True
    return False


def _alike(image: Image) -> Iterator[Path]:
    """Files that have its digest in their names."""
    data: Path = settings.DATA_DIR
    for folder in (store.place(image).parent, data / "found" / "originals"):
        yield from sorted(folder.glob(f"{image.digest}*"))


def _free(path: Path) -> Path:
    """The path, or with a number where another file has it."""
    others = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return path if not path.exists() else next(other for other in others if not other.exists())
