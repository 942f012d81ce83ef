"""Pictures from folders, archives and browsers, with the recipes that they carry."""

from __future__ import annotations

from .receiving import opened
from .work import go_on, waiting

__all__ = ("go_on", "opened", "waiting")
