"""Images on their way out: a ZIP with a manifest, and contact sheets."""

from __future__ import annotations

from .archive import archive, bundle
from .names import FIELDS, USUAL, Names, UnknownNameFieldError, slug
from .painting import Frame
from .rows import frames, images, total
from .sheets import sheet_pdf, sheet_png
from .turns import BusyError, take
from .words import Paragraph, Words

__all__ = [
    "FIELDS",
    "USUAL",
    "BusyError",
    "Frame",
    "Names",
    "Paragraph",
    "UnknownNameFieldError",
    "Words",
    "archive",
    "bundle",
    "frames",
    "images",
    "sheet_pdf",
    "sheet_png",
    "slug",
    "take",
    "total",
]
