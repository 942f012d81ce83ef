"""Whether rows, files, index and counters belong together: told, and mended."""

from __future__ import annotations

from gallery.renditions.support import lacking_formats

from .checking import check
from .progress import Bar
from .report import Kind, Report
from .signs import Signs, has_full_text, signs
from .thumbnails import rebuild

__all__ = (
    "Bar",
    "Kind",
    "Report",
    "Signs",
    "check",
    "has_full_text",
    "lacking_formats",
    "rebuild",
    "signs",
)
