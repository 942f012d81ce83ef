"""Recipes inside files: written without touching a pixel, taken out, and read.

Bytes in, bytes out; no rows are written, and nothing here decodes a picture.
"""

from __future__ import annotations

from .containers import MetadataError
from .embedded import NAMES, Embedded
from .files import WRITTEN, embed, packet, read, strip

__all__ = ["NAMES", "WRITTEN", "Embedded", "MetadataError", "embed", "packet", "read", "strip"]
