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
    """`refused` holds one sentence for each file that was not kept."""

    images: list[Image] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def keep(files: Sequence[UploadedFile[Any]], made_by: User | None) -> Uploads:
    """Keep these files, in order; beyond the fourteenth none is read."""
    uploads = Uploads()
    for file in files[:MOST]:
        try:
            uploads.images.append(store.accept(file, made_by))
        except store.RefusedFileError as error:
            uploads.refused.append(str(error))
    uploads.refused.extend(_too_many(file) for file in files[MOST:])
    return uploads


def _too_many(file: UploadedFile[Any]) -> str:
    return _("%(name)s was not kept: a job takes at most %(most)d reference images.") % {
        "name": file.name,
        "most": MOST,
    }
