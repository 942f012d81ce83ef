"""Pillow: bytes in, bytes out. No rows; nothing else in the gallery imports Pillow.

Sizes are (width, height) in pixels as a person sees the picture, so after its
EXIF orientation. A picture of several frames is its first frame.
"""

from __future__ import annotations

from .bands import Bands
from .colors import flatten
from .drawing import Drawing, Raster, jpeg, lettering, measure
from .making import copy, develop, sendable, thumb_size, thumbs
from .masking import mask
from .reading import (
    Facts,
    TooHeavyError,
    TooManyPixelsError,
    UnknownFormatError,
    UnreadablePictureError,
    area,
    inspect,
    sniff,
)
from .room import Room, room

__all__ = [
    "Bands",
    "Drawing",
    "Facts",
    "Raster",
    "Room",
    "TooHeavyError",
    "TooManyPixelsError",
    "UnknownFormatError",
    "UnreadablePictureError",
    "area",
    "copy",
    "develop",
    "flatten",
    "inspect",
    "jpeg",
    "lettering",
    "mask",
    "measure",
    "room",
    "sendable",
    "sniff",
    "thumb_size",
    "thumbs",
]
