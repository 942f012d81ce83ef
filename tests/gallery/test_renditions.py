"""Pictures of every kind we take: what they are found to be, and what is made of them."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from gallery import renditions
from gallery.renditions import TooManyPixelsError, UnknownFormatError, UnreadablePictureError
from tests.factories import drawing, encoded, grain, png

Saved = Callable[[bytes], Path]


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    def save(data: bytes) -> Path:
        path = tmp_path / "picture"
        path.write_bytes(data)
        return path

    return save


def opened(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def pixel(picture: Image.Image, x: int, y: int) -> tuple[int, ...]:
    color = picture.getpixel((x, y))
    assert isinstance(color, tuple)
    return color


def turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "a private note"
    return encoded(drawing(64, 48), "JPEG", exif=exif, quality=95)


def header_of(width: int, height: int) -> bytes:
    """A PNG that promises a size and holds no picture."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)), (b"IDAT", b"x")]
    chunks = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


# What a picture is


@pytest.mark.parametrize(
    ("plugin", "format"),
    [("PNG", "png"), ("JPEG", "jpeg"), ("WEBP", "webp"), ("GIF", "gif"), ("HEIF", "heic")],
)
def test_the_format_is_told_by_the_bytes(saved: Saved, plugin: str, format: str) -> None:
    facts = renditions.inspect(saved(encoded(drawing(64, 48), plugin)))
    assert (facts.format, facts.width, facts.height) == (format, 64, 48)
    assert facts.mime == f"image/{format}"


def test_the_color_is_the_average(saved: Saved) -> None:
    half = Image.new("RGB", (200, 100), "#ff0000")
    half.paste("#0000ff", (0, 0, 100, 100))
    assert renditions.inspect(saved(encoded(half))).color in {"#7f007f", "#800080"}


def test_what_is_transparent_lends_no_color(saved: Saved) -> None:
    picture = Image.new("RGBA", (100, 100), (0, 255, 0, 0))
    picture.paste((200, 0, 0, 255), (0, 0, 100, 50))
    facts = renditions.inspect(saved(encoded(picture)))
    assert facts.has_alpha
    assert facts.color in {"#c70000", "#c80000"}


def test_an_alpha_channel_that_hides_nothing_is_no_transparency(saved: Saved) -> None:
    assert not renditions.inspect(saved(encoded(drawing(mode="RGBA")))).has_alpha


def test_a_transparent_palette_color_is_transparency(saved: Saved) -> None:
    data = encoded(drawing().quantize(16), "GIF", transparency=0)
    assert renditions.inspect(saved(data)).has_alpha


def test_a_picture_lying_on_its_side_is_measured_upright(saved: Saved) -> None:
    facts = renditions.inspect(saved(turned(6)))
    assert (facts.width, facts.height) == (48, 64)


def test_sixteen_bits_are_scaled_not_cut_off(saved: Saved) -> None:
    grey = Image.new("I;16", (64, 48), 0x8000)
    assert renditions.inspect(saved(encoded(grey))).color == "#808080"


def test_cmyk_is_shown_as_screens_show_it(saved: Saved) -> None:
    cyan = Image.new("CMYK", (64, 48), (255, 0, 0, 0))
    color = renditions.inspect(saved(encoded(cyan, "JPEG", quality=95))).color
    assert int(color[1:3], 16) < 16
    assert int(color[5:7], 16) > 240


# What is none


@pytest.mark.parametrize("plugin", ["JPEG", "PNG", "WEBP", "GIF", "HEIF"])
def test_a_picture_cut_short_is_unreadable(saved: Saved, plugin: str) -> None:
    data = encoded(grain(320, 240), plugin)
    with pytest.raises(UnreadablePictureError):
        renditions.inspect(saved(data[: len(data) * 9 // 10]))


@pytest.mark.parametrize("data", [b"", b"<html>busy</html>", b"\x89PNG\r\n\x1a\n", b"<svg/>"])
def test_what_is_no_picture_is_of_unknown_format(saved: Saved, data: bytes) -> None:
    with pytest.raises(UnknownFormatError):
        renditions.inspect(saved(data))


@pytest.mark.parametrize("size", [(7800, 7800), (60_000, 60_000), (2, 40_000_000)])
def test_a_bomb_is_refused_by_its_header(saved: Saved, size: tuple[int, int]) -> None:
    with pytest.raises(TooManyPixelsError):
        renditions.inspect(saved(header_of(*size)))


def test_only_the_first_frame_of_an_animation_counts(saved: Saved) -> None:
    frames = [drawing(64, 48, seed=seed) for seed in range(20)]
    data = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    alone = renditions.inspect(saved(encoded(frames[0], "WEBP", lossless=True)))
    assert renditions.inspect(saved(data)) == alone


# Thumbnails


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((2048, 2048), (320, 320)),
        ((8192, 1024), (905, 113)),
        ((1024, 8192), (113, 905)),
        ((4096, 1024), (640, 160)),
        ((200, 100), (200, 100)),
        ((60_000, 1), (60_000, 1)),
    ],
)
def test_a_thumb_has_the_area_of_a_square_and_is_never_enlarged(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert renditions.thumb_size(*size, 320) == expected


@pytest.mark.parametrize("size", [(1600, 200), (200, 1600), (800, 200), (1376, 768)])
def test_thumbs_keep_the_shape(saved: Saved, size: tuple[int, int]) -> None:
    made = dict(renditions.thumbs(saved(png(*size)), (320, 80)))
    for side, data in made.items():
        assert opened(data).format == "WEBP"
        assert opened(data).size == renditions.thumb_size(*size, side)


def test_thumbs_keep_transparency(saved: Saved) -> None:
    picture = drawing(640, 480, mode="RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    for _, data in renditions.thumbs(saved(encoded(picture)), (320, 80)):
        thumb = opened(data)
        assert pixel(thumb, 5, 2)[3] < 30
        assert pixel(thumb, 5, thumb.height - 2)[3] > 220


@pytest.mark.parametrize("orientation", range(1, 9))
def test_thumbs_stand_upright(saved: Saved, orientation: int) -> None:
    made = dict(renditions.thumbs(saved(turned(orientation)), (40,)))
    size = (48, 64) if orientation > 4 else (64, 48)
    assert opened(made[40]).size == renditions.thumb_size(*size, 40)


def test_the_marked_corner_moves_as_the_orientation_says(saved: Saved) -> None:
    made = dict(renditions.thumbs(saved(turned(6)), (1280,)))  # turned right: top left → top right
    picture = opened(made[1280]).convert("RGB")
    assert pixel(picture, picture.width - 3, 3)[0] > 200
    assert pixel(picture, 3, 3)[0] < 200


MEASURE = """
import re, sys
from pathlib import Path
from gallery import renditions
made = dict(renditions.thumbs(Path(sys.argv[1]), (1280, 320)))
assert len(made) == 2
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_thumbs_of_a_large_transparent_png_take_less_than_250_mb(saved: Saved) -> None:
    picture = grain(4096, 4096)
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    command = [sys.executable, "-c", MEASURE, str(saved(encoded(picture, compress_level=1)))]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert int(told.stdout) < 250


# What is sent to a gateway


ALL = ("png", "jpeg", "webp")


def sent(
    path: Path, formats: Sequence[str] = ALL, max_bytes: int = 5_000_000, max_side: int = 4096
) -> tuple[bytes, str]:
    return renditions.sendable(path, formats=formats, max_bytes=max_bytes, max_side=max_side)


def test_what_is_sent_stands_upright_without_metadata(saved: Saved) -> None:
    data, mime = sent(saved(turned(6)))
    assert mime == "image/jpeg"
    assert opened(data).size == (48, 64)
    assert b"private" not in data
    assert not opened(data).getexif()


def test_what_is_sent_is_within_the_longest_side(saved: Saved) -> None:
    data, _ = sent(saved(png(1200, 300)), max_side=400)
    assert opened(data).size == (400, 100)


def test_a_small_png_stays_png_and_a_photograph_becomes_jpeg(saved: Saved) -> None:
    assert sent(saved(png()))[1] == "image/png"
    heavy = encoded(Image.effect_noise((1400, 1400), 60).convert("RGB"))
    assert sent(saved(heavy))[1] == "image/jpeg"


def test_transparency_is_sent_where_the_gateway_takes_it(saved: Saved) -> None:
    picture = Image.new("RGBA", (64, 48), (255, 0, 0, 0))
    path = saved(encoded(picture))
    data, mime = sent(path)
    assert (mime, opened(data).mode) == ("image/png", "RGBA")
    data, mime = sent(path, formats=("jpeg",))
    assert mime == "image/jpeg"
    assert min(pixel(opened(data), 9, 9)) > 250


def test_quality_then_size_step_down_until_it_fits(saved: Saved) -> None:
    path = saved(encoded(Image.effect_noise((900, 900), 60).convert("RGB")))
    full, _ = sent(path, formats=("jpeg",))
    for share in (2, 4, 20):
        limit = len(full) // share
        data, _ = sent(path, ("jpeg",), max_bytes=limit)
        assert limit / 4 < len(data) <= limit


def test_what_can_never_fit_is_said(saved: Saved) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        sent(saved(png()), ("jpeg",), max_bytes=10)


def test_a_color_profile_is_turned_into_srgb(saved: Saved) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    broken = encoded(drawing(), "JPEG", icc_profile=lab)
    data, _ = sent(saved(broken))  # does not belong to RGB: ignored
    assert "icc_profile" not in opened(data).info


def test_a_wide_gamut_keeps_its_look_in_srgb(saved: Saved) -> None:
    square = Image.new("RGB", (32, 32), (200, 100, 50))
    swapped = encoded(square, "PNG", icc_profile=swapped_profile())
    data, _ = sent(saved(swapped))
    red, green, _ = pixel(opened(data), 5, 5)
    assert green > red


def swapped_profile() -> bytes:
    """sRGB with its red and green primaries exchanged, so that a conversion shows."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for at in range(132, 132 + 12 * struct.unpack(">I", profile[128:132])[0], 12):
        name = bytes(profile[at : at + 4])
        if name in {b"rXYZ", b"gXYZ"}:
            profile[at : at + 4] = b"gXYZ" if name == b"rXYZ" else b"rXYZ"
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "ours".encode("utf-16-be"))


def test_flatten_lays_a_picture_on_the_chosen_color() -> None:
    clear = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    assert renditions.flatten(clear, "#102030").getpixel((0, 0)) == (16, 32, 48)
    assert renditions.flatten(clear).getpixel((0, 0)) == (255, 255, 255)
    assert renditions.flatten(drawing(mode="L")).mode == "RGB"
