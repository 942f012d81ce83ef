"""References that come as files: each is kept before anything else is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from gallery import store
from gallery.models import Image, User

MOST = 14


@dataclass(frozen=True, slots=True)
class Uploads:
    """`refused` holds one sentence for each file that was not kept, `wrong_mask` that of a mask."""

    images: list[Image] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    mask: Image | None = None
    wrong_mask: str = ""


def keep(
    files: Sequence[UploadedFile[Any]],
    made_by: User | None,
    *,
    mask: UploadedFile[Any] | None = None,
) -> Uploads:
    """Keep these files, in order; beyond the fourteenth none is read."""
    uploads = _with_mask(mask, made_by) if mask else Uploads()
    for file in files[:MOST]:
        try:
            uploads.images.append(store.accept(file, made_by))
        except store.RefusedFileError as error:
            uploads.refused.append(str(error))
    uploads.refused.extend(_too_many(file) for file in files[MOST:])
    return uploads


def _with_mask(mask: UploadedFile[Any], made_by: User | None) -> Uploads:
    try:
        return Uploads(mask=store.accept(mask, made_by))
    except store.RefusedFileError as error:
        return Uploads(wrong_mask=str(error))


def _too_many(file: UploadedFile[Any]) -> str:
    return _("%(name)s was not kept: a job takes at most %(most)d reference images.") % {
        "name": file.name,
        "most": MOST,
    }
