"""Letters: the fonts of this machine where it has some, else the one that Pillow brings.

A sign that no font has is left out, so that no sheet shows boxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

# Pillow finds them by name in the folders of each system.
MONO = ("DejaVuSansMono.ttf", "Menlo.ttc", "consola.ttf", "LiberationMono-Regular.ttf")
BOLD = ("DejaVuSans-Bold.ttf", "Arial Bold.ttf", "arialbd.ttf", "LiberationSans-Bold.ttf")
WIDE = (
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "wqy-microhei.ttc",
    "DroidSansFallbackFull.ttf", "Arial Unicode.ttf", "PingFang.ttc", "msyh.ttc", "YuGothM.ttc",
    "malgun.ttf", "Nirmala.ttc", "Nirmala.ttf", "segoeui.ttf", "NotoSans-Regular.ttf",
    "DejaVuSans.ttf",
)  # fmt: skip
"""Of many scripts."""
NO_SIGN = "\U0010ffff"
PROBE = 24  # pixels


def fitting(text: str, pixels: int, *, is_bold: bool = False) -> tuple[FreeTypeFont, str]:
    """The first font with all signs of `text`, else that with the most, and what it can show."""
    best, most = "", ""
    for name in _names(is_bold):
        shown = "".join(sign for sign in text if _has(name, sign))
        if len(shown) > len(most) or not best:
            best, most = name, shown
        if len(shown) == len(text):
            break
    return _font(best, pixels), " ".join(most.split())


def _names(is_bold: bool) -> Iterator[str]:
    """Of the fonts that there are; 'Aileron' is Pillow's own."""
    for name in (*(BOLD if is_bold else MONO), "Aileron", *WIDE):
        if name == "Aileron" or _is_there(name):
            yield name


@lru_cache(maxsize=64)
def _is_there(name: str) -> bool:
    try:
        ImageFont.truetype(name, PROBE)
    except OSError:
        return False
    return True


@lru_cache(maxsize=64)
def _font(name: str, pixels: int) -> FreeTypeFont:
    font = ImageFont.load_default(pixels) if name == "Aileron" else _opened(name, pixels)
    if not isinstance(font, FreeTypeFont):
        raise TypeError("Pillow was built without FreeType.")
    return font


def _opened(name: str, pixels: int) -> FreeTypeFont:
    return ImageFont.truetype(name, pixels)


@lru_cache(maxsize=8192)
def _has(name: str, sign: str) -> bool:
    """Whether the font draws something of its own for a sign."""
    if sign.isspace():
        return True
    font = _font(name, PROBE)
    return bytes(font.getmask(sign)) != bytes(font.getmask(NO_SIGN))
