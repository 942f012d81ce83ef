"""Pictures for gateways to hand out, made in a moment, never twice the same bytes."""

from __future__ import annotations

import functools
import io
import random
import struct
import zlib

from PIL import Image, ImageChops

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


def stamped(picture: bytes, text: str) -> bytes:
    """The same picture with a text chunk of its own, so that its digest is its own."""
    body = b"tEXtComment\0" + text.encode("latin-1")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    end = picture.rindex(b"IEND") - 4
    return picture[:end] + chunk + picture[end:]
