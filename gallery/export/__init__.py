"""Images on their way out: a ZIP with a manifest, and contact sheets."""

from __future__ import annotations

from .archive import archive
from .names import FIELDS, USUAL, Names, UnknownNameFieldError
from .painting import Frame
from .rows import images
from .sheets import sheet_pdf, sheet_png

__all__ = [
    "FIELDS",
    "USUAL",
    "Frame",
    "Names",
    "UnknownNameFieldError",
    "archive",
    "images",
    "sheet_pdf",
    "sheet_png",
]
