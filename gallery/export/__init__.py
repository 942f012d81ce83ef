"""Images on their way out: a ZIP with a manifest, and contact sheets."""

from __future__ import annotations

from .archive import archive
from .names import FIELDS, USUAL, Names, UnknownNameFieldError
from .rows import images

__all__ = ["FIELDS", "USUAL", "Names", "UnknownNameFieldError", "archive", "images"]
