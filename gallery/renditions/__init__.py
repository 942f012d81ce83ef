"""Pillow: bytes in, bytes out. No rows; nothing else in the gallery imports Pillow.

Sizes are (width, height) in pixels as a person sees the picture, so after its
EXIF orientation. A picture of several frames is its first frame.
"""

from __future__ import annotations

from .colors import flatten
from .making import copy, sendable, thumb_size, thumbs
from .masking import mask
from .reading import (
    Facts,
    TooManyPixelsError,
    UnknownFormatError,
    UnreadablePictureError,
    inspect,
    sniff,
)

__all__ = [
    "Facts",
    "TooManyPixelsError",
    "UnknownFormatError",
    "UnreadablePictureError",
    "copy",
    "flatten",
    "inspect",
    "mask",
    "sendable",
    "sniff",
    "thumb_size",
    "thumbs",
]
