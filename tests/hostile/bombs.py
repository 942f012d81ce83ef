"""Small files that want much memory, made here without taking it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

from PIL import Image

WIDE = 7_700
"""Pixels a side of a picture that is just within sixty megapixels."""
PNG = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}


def chunk(kind: bytes, body: bytes) -> bytes:
    check = struct.pack("!I", zlib.crc32(kind + body))
    return struct.pack("!I", len(body)) + kind + body + check


def png(
    size: tuple[int, int] = (WIDE, WIDE),
    color: int = RGBA,
    depth: int = 8,
    ahead: bytes = b"",
    behind: bytes = b"",
) -> bytes:
    """Black, or transparent; with further chunks `ahead` of the pixels and `behind` them."""
    width, height = size
    packer = zlib.compressobj(1)
    row = bytes(1 + (width * CHANNELS[color] * depth + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, depth, color, 0, 0, 0))
    palette = chunk(b"PLTE", bytes(768)) + chunk(b"tRNS", b"\0") if color == PALETTE else b""
    parts = (PNG, head, palette, ahead, chunk(b"IDAT", pixels), behind, chunk(b"IEND", b""))
    return b"".join(parts)


def inflating(length: int = 300_000_000) -> bytes:
    """What unpacks to `length` zeros."""
    packer = zlib.compressobj(9)
    zeros = bytes(1_000_000)
    return b"".join(packer.compress(zeros) for _ in range(length // len(zeros))) + packer.flush()


def texts(count: int = 1_000_000) -> bytes:
    """So many chunks of text, each with a keyword of its own."""
    return b"".join(chunk(b"tEXt", b"%x\0" % number) for number in range(count))


def saved(mode: str, side: int, format: str, **options: object) -> bytes:
    buffer = BytesIO()
    Image.new(mode, (side, side)).save(buffer, format, **options)
    return buffer.getvalue()


def segments(count: int = 1_000_000) -> bytes:
    """A JPEG with so many comments."""
    whole = saved("RGB", 8, "JPEG")
    return whole[:2] + b"\xff\xfe\x00\x02" * count + whole[2:]


def rubbish(length: int = 40_000_000) -> bytes:
    """A JPEG with so many bytes between two segments."""
    whole = saved("RGB", 8, "JPEG")
    return whole[:2] + b"\xff\xfe\x00\x02" + bytes(length) + whole[2:]


def comments(count: int = 13_000_000) -> bytes:
    """A GIF with a comment of so many blocks, of which each becomes an object."""
    whole = saved("L", 8, "GIF")
    table = 13 + (6 << (whole[10] & 7))
    return whole[:table] + b"!\xfe" + b"\2ab" * count + b"\0" + whole[table:]


def lying(data: bytes, width: int = 64, height: int = 64) -> bytes:
    """An AVIF or a HEIC that says it is of this size."""
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack("!II", width, height) + data[at + 8 :]


def animated(format: str, frames: int = 10_000) -> bytes:
    pictures = [Image.new("RGB", (8, 8), (n % 256, n // 256, 0)) for n in range(2)]
    more = [pictures[n % 2] for n in range(1, frames)]
    buffer = BytesIO()
    pictures[0].save(buffer, format, save_all=True, append_images=more, duration=10)
    return buffer.getvalue()


def looping_exif() -> bytes:
    """A JPEG whose EXIF points to itself."""
    entry = struct.pack(">HHII", 0x8769, 4, 1, 8)
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", 1) + entry + struct.pack(">I", 8)
    whole = saved("RGB", 8, "JPEG")
    return whole[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + whole[2:]


def laughing() -> bytes:
    """A PNG whose XMP tells a joke a billion times."""
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE x [<!ENTITY l0 "ha">{lines}]><x:xmpmeta xmlns:x="adobe:ns:meta/">&l9;</x>'
    body = b"XML:com.adobe.xmp" + bytes(5) + text.encode()
    return png((8, 8), RGB, ahead=chunk(b"iTXt", body))


HEAVY: dict[str, Callable[[], bytes]] = {
    "png, rgba": png,
    "png, rgb": lambda: png(color=RGB),
    "png, palette": lambda: png(color=PALETTE),
    "png, grey and alpha": lambda: png(color=GREY_ALPHA),
    "png, 1 bit": lambda: png(color=GREY, depth=1),
    "png, 16 bits": lambda: png(color=RGBA, depth=16),
    "png, beyond all": lambda: png((100_000, 4), RGB)[:29] + b"\0" * 100,
    "jpeg": lambda: saved("RGB", WIDE, "JPEG"),
    "jpeg, progressive": lambda: saved("RGB", WIDE, "JPEG", progressive=True, subsampling=0),
    "jpeg, cmyk progressive": lambda: saved("CMYK", 4096, "JPEG", progressive=True),
    "webp": lambda: saved("RGBA", 4096, "WEBP", lossless=True, method=0),
    "webp, 60 megapixels": lambda: saved("RGB", WIDE, "WEBP", method=0),
    "avif": lambda: saved("RGBA", 4500, "AVIF", speed=10),
    "avif, 60 megapixels": lambda: saved("RGB", WIDE, "AVIF", speed=10),
    "heic": lambda: saved("RGB", 4700, "HEIF"),
    "gif": lambda: saved("L", WIDE, "GIF"),
}
"""By pixels."""
PACKED: dict[str, Callable[[], bytes]] = {
    "png, a million texts": lambda: png((8, 8), RGB, ahead=texts()),
    "png, a million texts behind": lambda: png((8, 8), RGB, behind=texts()),
    "png, packed text": lambda: png((8, 8), RGB, ahead=chunk(b"zTXt", b"a\0\0" + inflating())),
    "png, packed itext": lambda: png(
        (8, 8), RGB, ahead=chunk(b"iTXt", b"a\0\1\0\0\0" + inflating())
    ),
    "png, packed profile": lambda: png((8, 8), RGB, ahead=chunk(b"iCCP", b"a\0\0" + inflating())),
    "png, xml": laughing,
    "avif, small by its word": lambda: lying(
        saved("RGB", 10_000, "AVIF", speed=10, subsampling="4:4:4")
    ),
    "heic, small by its word": lambda: lying(saved("RGB", WIDE, "HEIF")),
    "jpeg, a million segments": segments,
    "jpeg, exif in a circle": looping_exif,
    "jpeg, rubbish": rubbish,
    "gif, comments": comments,
    "gif, frames": lambda: animated("GIF"),
    "webp, frames": lambda: animated("WEBP"),
    "png, frames": lambda: animated("PNG"),
    "avif, frames": lambda: animated("AVIF", 300),
}
"""By chunks, frames and texts."""


def all() -> Iterator[tuple[str, bytes]]:
    for name, make in {**HEAVY, **PACKED}.items():
        yield name, make()
