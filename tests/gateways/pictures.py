"""Pictures for gateways to hand out, made in a moment, never twice the same bytes."""

from __future__ import annotations

import functools
import io
import random
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, ImageChops

from .sizes import Size

SMALL = (512, 512)
ONE_K = (1024, 1024)


@functools.cache
def png(size: tuple[int, int] = ONE_K, *, grain: int = 7) -> bytes:
    """A PNG of smooth colour plus grain: about 1.8 MB at 1024 x 1024, 450 KB at 512 x 512."""
    across = Image.linear_gradient("L").resize(size)
    down = across.transpose(Image.Transpose.ROTATE_90).resize(size)
    smooth = Image.merge("RGB", (across, down, ImageChops.blend(across, down, 0.5)))
    chance = random.Random(7)
    grains = Image.merge("RGB", [_grain(chance, size, grain) for _ in range(3)])
    out = io.BytesIO()
    ImageChops.add(smooth, grains).save(out, "png", compress_level=1)
    return out.getvalue()


def _grain(chance: random.Random, size: tuple[int, int], grain: int) -> Image.Image:
    """Noise of so many steps."""
    noise = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
    return noise.point([value * grain // 256 for value in range(256)])


@functools.cache
def flat(size: tuple[int, int], form: str = "png") -> bytes:
    """One colour; `form` is png, jpeg, webp, gif or avif."""
    out = io.BytesIO()
    Image.new("RGB", size, (38, 110, 84)).save(out, form)
    return out.getvalue()


@dataclass(frozen=True)
class Drawing:
    """What a picture shall be: its pixels, and png, jpeg, webp, gif or avif."""

    size: Size
    form: str = "png"


def drawn(drawing: Drawing, name: str) -> bytes:
    """Sixteen patches of colours that hang on `name`, so that no two pictures look alike."""
    out = io.BytesIO()
    colours = Image.frombytes("RGB", (4, 4), random.Random(name).randbytes(48))
    colours.resize(drawing.size, Image.Resampling.NEAREST).save(out, drawing.form)
    return out.getvalue()


def mime(picture: bytes) -> str:
    """The type of what `flat` and `png` make."""
    if picture[4:12] == b"ftypavif":
        return "image/avif"
    starts = {b"\x89PNG": "png", b"\xff\xd8": "jpeg", b"RIFF": "webp", b"GIF8": "gif"}
    found = [form for start, form in starts.items() if picture.startswith(start)]
    return f"image/{found[0]}" if found else "application/octet-stream"


def stamped(picture: bytes, text: str) -> bytes:
    """The same picture with a short comment of its own, so that its digest is its own."""
    stamp = _STAMPS.get(mime(picture))
    return stamp(picture, text.encode("latin-1")) if stamp else picture


def _stamped_png(picture: bytes, text: bytes) -> bytes:
    body = b"tEXtComment\0" + text
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    end = picture.rindex(b"IEND") - 4
    return picture[:end] + chunk + picture[end:]


def _stamped_jpeg(picture: bytes, text: bytes) -> bytes:
    return picture[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + picture[2:]


def _stamped_webp(picture: bytes, text: bytes) -> bytes:
    chunk = b"note" + struct.pack("<I", len(text)) + text + b"\0" * (len(text) % 2)
    return b"RIFF" + struct.pack("<I", len(picture) + len(chunk) - 8) + picture[8:] + chunk


def _stamped_gif(picture: bytes, text: bytes) -> bytes:
    return picture[:-1] + b"\x21\xfe" + bytes([len(text)]) + text + b"\0" + picture[-1:]


def _stamped_avif(picture: bytes, text: bytes) -> bytes:
    return picture + struct.pack(">I", len(text) + 8) + b"free" + text


_STAMPS = {
    "image/png": _stamped_png,
    "image/jpeg": _stamped_jpeg,
    "image/webp": _stamped_webp,
    "image/gif": _stamped_gif,
    "image/avif": _stamped_avif,
}
