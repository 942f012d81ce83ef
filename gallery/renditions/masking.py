"""A mask: where a picture is transparent, in the pixels of another one."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import PIL.Image
from PIL.Image import Resampling

from .colors import strips
from .reading import opened


def mask(path: Path, like: bytes) -> bytes:
    """A PNG of the size of the picture `like`: black, and transparent where that in `path` is."""
    with PIL.Image.open(BytesIO(like)) as picture:
        size = picture.size
    with opened(path) as source:
        alpha = PIL.Image.new("L", source.size)
        for top, strip in strips(source, 1):
            alpha.paste(strip.convert("RGBA").getchannel("A"), (0, top))
    made = PIL.Image.new("RGBA", size)
    made.putalpha(alpha.resize(size, Resampling.BILINEAR))
    buffer = BytesIO()
    made.save(buffer, "PNG")
    return buffer.getvalue()
