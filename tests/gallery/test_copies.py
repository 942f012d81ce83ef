"""The copy beside an original: just the pixels and format that were asked for, in its look."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image as Pillow
from PIL import ImageCms

from gallery import renditions, store
from gallery.models import Image
from gallery.renditions import TooManyPixelsError, UnreadablePictureError
from studio import darkroom
from tests import factories
from tests.factories import drawing, encoded, png
from tests.running import wait_until

FOREVER = "private, max-age=31536000, immutable"
WIDE = {"width": 192, "height": 108, "format": "webp"}


def opened(data: bytes) -> Pillow.Image:
    picture = Pillow.open(BytesIO(data))
    picture.load()
    return picture


def pixel(picture: Pillow.Image, x: int, y: int) -> tuple[int, ...]:
    color = picture.getpixel((x, y))
    assert isinstance(color, tuple)
    return color


def copied(folder: Path, data: bytes, size: tuple[int, int], format: str = "png") -> Pillow.Image:
    path = folder / "picture"
    path.write_bytes(data)
    return opened(renditions.copy(path, size, format))


def address(image: Image) -> str:
    return f"/gallery/{image.pk}/copy/"


def page(client: Client, image: Image) -> str:
    return client.get(f"/gallery/{image.pk}/").content.decode()


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# The picture


@pytest.mark.parametrize("format", ["png", "jpeg", "webp", "avif"])
@pytest.mark.parametrize("size", [(192, 108), (108, 192), (16, 400), (400, 16), (7, 7)])
def test_a_copy_has_just_the_pixels_and_the_format(
    tmp_path: Path, size: tuple[int, int], format: str
) -> None:
    copy = copied(tmp_path, png(160, 90), size, format)
    assert (copy.format, copy.size) == (format.upper(), size)


def test_what_only_needs_to_be_cut_is_cut_in_its_middle_and_not_blurred(tmp_path: Path) -> None:
    noise = Pillow.effect_noise((161, 90), 60).convert("RGB")
    copy = copied(tmp_path, encoded(noise), (100, 90))
    assert copy.tobytes() == noise.crop((30, 0, 130, 90)).tobytes()


def test_a_change_of_format_alone_changes_no_pixel(tmp_path: Path) -> None:
    noise = Pillow.effect_noise((161, 90), 60).convert("RGB")
    lossless = encoded(noise, "WEBP", lossless=True)
    assert copied(tmp_path, lossless, (161, 90)).tobytes() == noise.tobytes()


@pytest.mark.parametrize("size", [(40, 20), (400, 200)])
def test_both_sides_are_covered_and_nothing_is_stretched(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    thirds = Pillow.new("RGB", (300, 100), "#0000ff")
    thirds.paste("#ff0000", (0, 0, 100, 100))
    thirds.paste("#00ff00", (200, 0, 300, 100))
    copy = copied(tmp_path, encoded(thirds), size)
    # The middle two thirds of the width remain: a quarter red, a half blue, a quarter green.
    middle = size[1] // 2
    seen = [pixel(copy, size[0] * eighth // 8, middle) for eighth in (1, 4, 7)]
    assert seen == [(255, 0, 0), (0, 0, 255), (0, 255, 0)]


def test_transparency_is_kept_where_the_format_has_it_and_white_in_jpeg(tmp_path: Path) -> None:
    clear = encoded(Pillow.new("RGBA", (64, 48), (255, 0, 0, 0)))
    for format in ("png", "webp", "avif"):
        assert pixel(copied(tmp_path, clear, (80, 80), format), 40, 40)[3] == 0
    assert min(pixel(copied(tmp_path, clear, (80, 80), "jpeg"), 40, 40)) > 250


def test_a_colour_that_a_palette_calls_transparent_is_none_in_jpeg(tmp_path: Path) -> None:
    palette = Pillow.new("P", (64, 48), 0)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    data = encoded(palette, "GIF", transparency=0)
    assert min(pixel(copied(tmp_path, data, (32, 32), "jpeg"), 9, 9)) > 250


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_copy_stands_upright_whatever_its_original_says(tmp_path: Path, orientation: int) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "a private note"
    turned = encoded(drawing(64, 48), "JPEG", exif=exif, quality=95)
    width, height = (80, 120) if orientation > 4 else (120, 80)
    copy = copied(tmp_path, turned, (width, height))
    # The red block lies in the corner where the first row begins.
    x = width - 5 if orientation in {2, 3, 6, 7} else 5
    y = height - 5 if orientation in {3, 4, 7, 8} else 5
    assert copy.size == (width, height)
    assert pixel(copy, x, y)[0] > 200
    assert pixel(copy, width - x, height - y)[0] < 200
    assert not copy.getexif()


@pytest.mark.parametrize("format", ["png", "jpeg", "webp", "avif"])
def test_only_the_colour_profile_is_taken_along(tmp_path: Path, format: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Pillow.Exif()
    exif[0x010E] = "a private note"
    data = encoded(drawing(), "JPEG", icc_profile=profile, exif=exif, comment=b"a secret")
    path = tmp_path / "picture"
    path.write_bytes(data)
    copy = renditions.copy(path, (32, 32), format)
    assert opened(copy).info["icc_profile"] == profile
    assert b"private" not in copy
    assert b"secret" not in copy


@pytest.mark.parametrize("format", ["png", "jpeg", "webp", "avif"])
def test_ink_becomes_light_and_sixteen_bits_become_eight(tmp_path: Path, format: str) -> None:
    cyan = encoded(Pillow.new("CMYK", (64, 48), (255, 0, 0, 0)), "JPEG", quality=95)
    red, _, blue = pixel(copied(tmp_path, cyan, (32, 32), format).convert("RGB"), 9, 9)
    assert red < 20
    assert blue > 235
    grey = encoded(Pillow.new("I;16", (64, 48), 0x8000))
    assert pixel(copied(tmp_path, grey, (32, 32), format).convert("RGB"), 9, 9)[0] in (
        127,
        128,
        129,
    )


@pytest.mark.parametrize(
    ("size", "format"),
    [((8000, 8000), "png"), ((16_384, 100), "webp"), ((65_501, 10), "jpeg"), ((0, 10), "png")],
)
def test_a_size_that_no_file_holds_is_refused_before_anything_is_decoded(
    tmp_path: Path, size: tuple[int, int], format: str
) -> None:
    with pytest.raises(TooManyPixelsError):
        renditions.copy(tmp_path / "not there", size, format)


@pytest.mark.parametrize("share", [0, 0.5, 0.95])
def test_a_damaged_original_has_no_copy(tmp_path: Path, share: float) -> None:
    data = encoded(factories.grain(200, 100))
    with pytest.raises(UnreadablePictureError):
        copied(tmp_path, data[: int(len(data) * share)], (20, 20))


# What is asked for


@pytest.mark.parametrize(
    ("asked", "size", "format"),
    [
        ({"width": 192, "height": 108}, (192, 108), "png"),
        ({"format": "avif"}, (64, 48), "avif"),
        ({"width": 128}, (128, 96), "png"),
        ({"height": 24, "format": "jpeg"}, (32, 24), "jpeg"),
    ],
)
@pytest.mark.django_db
def test_what_is_not_said_follows_the_original(
    asked: dict[str, object], size: tuple[int, int], format: str
) -> None:
    image = factories.image(copy=asked)
    assert (image.copy_size, image.copy_format.name) == (size, format)


@pytest.mark.parametrize(
    "asked", [{}, {"width": 64, "height": 48}, {"format": "png"}, {"width": 64, "format": "png"}]
)
@pytest.mark.django_db
def test_no_copy_is_made_of_what_came_just_so(
    client: Client, data_folder: Path, asked: dict[str, object]
) -> None:
    image = factories.image(png(64, 48), copy=asked)
    assert store.copy(image) is None
    assert not (data_folder / "copies").exists()
    assert "/copy/" not in page(client, image)
    assert client.get(address(image)).status_code == 404


@pytest.mark.django_db
def test_a_copy_of_what_we_do_not_write_is_png() -> None:
    image = factories.image(encoded(drawing(), "GIF"), copy={"width": 20, "height": 20})
    assert image.copy_format.name == "png"


# Where it is kept


@pytest.mark.django_db
def test_a_copy_is_kept_by_content_size_and_format_and_the_original_is_untouched(
    data_folder: Path,
) -> None:
    data = png(160, 90)
    image = factories.image(data, copy=WIDE)
    path = store.copy(image)
    assert path == data_folder / "copies" / image.digest[:2] / f"{image.digest}-192x108.webp"
    assert path.stat().st_mode & 0o777 == 0o600
    assert opened(path.read_bytes()).size == (192, 108)
    assert store.original(image).read_bytes() == data
    assert not list((data_folder / "incoming").iterdir())


@pytest.mark.django_db
def test_a_copy_is_made_once_and_again_when_it_is_gone() -> None:
    image = factories.image(copy=WIDE)
    path = store.copy(image)
    assert path
    before = path.stat().st_ino, path.read_bytes()
    store.copy(image)
    assert path.stat().st_ino == before[0]
    path.unlink()
    assert store.copy(image) == path
    assert path.read_bytes() == before[1]


@pytest.mark.django_db(transaction=True)
def test_the_darkroom_makes_it_after_the_thumbnails() -> None:
    image = factories.image(png(160, 90), copy=WIDE)
    darkroom.begin(image.pk)
    wait_until(lambda: not darkroom._begun)
    image.refresh_from_db()
    assert image.has_thumbs
    path = store.copy(image)
    assert path
    assert path.stat().st_mtime_ns >= store.thumb(image, 320).stat().st_mtime_ns


@pytest.mark.django_db(transaction=True)
def test_a_copy_that_fails_costs_no_thumbnail(data_folder: Path) -> None:
    image = factories.image(copy={"width": 20_000, "height": 20_000})
    darkroom.begin(image.pk)
    wait_until(lambda: not darkroom._begun)
    image.refresh_from_db()
    assert image.has_thumbs
    assert not (data_folder / "copies").exists()


# Its address


@pytest.mark.django_db
def test_its_address_gives_it_to_be_saved_under_a_name_that_tells_what_it_is(
    client: Client,
) -> None:
    image = factories.image(png(160, 90), prompt="A lighthouse, early", copy=WIDE)
    response = client.get(address(image))
    data = b"".join(response)
    assert opened(data).size == (192, 108)
    assert response["Content-Type"] == "image/webp"
    assert response["Content-Length"] == str(len(data))
    assert response["Cache-Control"] == FOREVER
    assert response["X-Content-Type-Options"] == "nosniff"
    name = f'{image}-a-lighthouse-early-192x108.webp"'
    assert response["Content-Disposition"] == f'attachment; filename="{name}'


@pytest.mark.django_db
def test_a_browser_that_asks_again_gets_304(client: Client) -> None:
    image = factories.image(copy=WIDE)
    etag = client.get(address(image))["ETag"]
    again = client.get(address(image), headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_an_address_without_a_copy_is_404(client: Client) -> None:
    assert client.get(address(factories.image())).status_code == 404
    assert client.get("/gallery/4711/copy/").status_code == 404
    assert client.post(address(factories.image(copy=WIDE))).status_code == 405
    gone = factories.image(png(seed=3), copy=WIDE)
    store.original(gone).unlink()
    assert client.get(address(gone)).status_code == 404


# What the page says of it


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (WIDE, "Copy 192 × 108 WebP enlarged and converted by the studio"),
        ({"width": 100, "height": 90}, "Copy 100 × 90 PNG cropped by the studio"),
        ({"width": 80, "height": 45}, "Copy 80 × 45 PNG scaled down by the studio"),
        ({"format": "jpeg"}, "Copy 160 × 90 JPEG converted by the studio"),
        (
            {"width": 320, "height": 320, "format": "avif"},
            "Copy 320 × 320 AVIF enlarged, cropped and converted by the studio",
        ),
    ],
)
@pytest.mark.django_db
def test_the_page_offers_both_and_says_what_the_studio_did(
    client: Client, asked: dict[str, object], says: str
) -> None:
    image = factories.image(png(160, 90), copy=asked)
    html = page(client, image)
    assert says in words(html)
    assert "Original 160 × 90 PNG" in words(html)
    assert f'href="{address(image)}" download' in html
    assert f'href="/gallery/{image.pk}/original/?download" download' in html


@pytest.mark.django_db
def test_a_copy_that_cannot_be_made_is_said_and_not_offered(client: Client) -> None:
    image = factories.image(copy={"width": 20_000, "height": 20_000})
    html = page(client, image)
    assert "A copy of 20000 × 20000 as PNG was asked for" in words(html)
    assert address(image) not in html
    assert client.get(f"/gallery/{image.pk}/original/").status_code == 200


@pytest.mark.parametrize("asked", [WIDE, {"width": 20_000, "height": 20_000}])
@pytest.mark.django_db
def test_its_address_says_where_it_cannot_be_made(client: Client, asked: dict[str, object]) -> None:
    image = factories.image(copy=asked)
    store.original(image).write_bytes(b"spilled coffee")
    response = client.get(address(image))
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"
    said = words(response.content.decode())
    assert "The original is untouched" in said
    assert "Download the original" in said
