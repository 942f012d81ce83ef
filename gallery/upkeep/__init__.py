"""Whether rows, files, index and counters belong together: told, and mended."""

from __future__ import annotations

from .checking import check
from .progress import Bar
from .report import Kind, Report
from .thumbnails import rebuild

__all__ = ("Bar", "Kind", "Report", "check", "rebuild")
