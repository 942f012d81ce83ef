"""Images on their way out, noted before their rows go: whatever ends the process, no file stays.

DATA_DIR/leaving/<any name>.json
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from . import files
from .models import Image

logger = logging.getLogger(__name__)

YOUNG = 10.0
"""Seconds for which whoever wrote a note is likely still at work on it."""


def note(images: Sequence[Image]) -> Path:
    """Write down whose files are to go; whoever removed them removes the note.

    A disk that is full is no reason to let nothing go.
    """
    known = [[image.digest, image.file_format, image.created_at.isoformat()] for image in images]
    target = _folder() / f"{uuid4().hex}.json"
    try:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        draft = files.temporary(".json")
        draft.write_text(json.dumps(known))
        files.settle_here([(draft, target)])
    except OSError as error:
        logger.warning("What leaves the trash could not be noted: %s", error)
    return target


def left() -> Iterator[tuple[Path, list[Image]]]:
    """The notes that nobody is at work on any more, and what they are of, without rows."""
    for path in _folder().glob("*.json"):
        try:
            if time.time() - path.stat().st_mtime <= YOUNG:
                continue
            images = [_image(*known) for known in json.loads(path.read_text())]
        except FileNotFoundError:
            continue
        except (ValueError, TypeError) as error:
            # A failing disk must not keep the sweep from all else; a check finds what stays.
            logger.warning("%s cannot be read (%s): its files stay.", path.name, error)
            path.unlink(missing_ok=True)
            continue
        yield path, images


def _image(digest: str, form: str, created_at: str) -> Image:
    return Image(digest=digest, file_format=form, created_at=datetime.fromisoformat(created_at))


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / "leaving"
    return folder
