"""Another file of an image: the format, the size and the words that were asked for."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image as Pillow

from gallery import metadata, renditions, store
from gallery.models import Image
from tests import factories
from tests.factories import drawing, encoded, upload
from tests.gallery.metadata.files import PROFILE, rich

pytestmark = pytest.mark.django_db
FOREVER = "private, max-age=31536000, immutable"


def saved(client: Client, image: Image, **asked: Any) -> tuple[HttpResponse, bytes]:
    response = client.get(f"/gallery/{image.pk}/file/", asked)
    return response, b"".join(response)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def recipe(folder: Path, data: bytes) -> metadata.Embedded | None:
    path = folder / "saved"
    path.write_bytes(data)
    return metadata.read(path)


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("side", ["own", "40"])
@pytest.mark.parametrize("format", ["png", "jpeg", "webp", "avif"])
@pytest.mark.parametrize("original", ["PNG", "HEIF"])
def test_the_file_is_what_was_asked_for(
    client: Client, tmp_path: Path, original: str, format: str, side: str, inside: bool
) -> None:
    image = factories.image(encoded(drawing(), original), prompt="A lighthouse, early")
    response, data = saved(client, image, format=format, side=side, recipe=int(inside))
    assert response.status_code == 200
    assert response["Content-Type"] == f"image/{format}"
    assert response["Cache-Control"] == FOREVER
    with Pillow.open(BytesIO(data)) as picture:
        picture.load()
        assert (picture.format, picture.size) == (
            format.upper(),
            (64, 48) if side == "own" else (40, 30),
        )
    found = recipe(tmp_path, data)
    assert (found.prompt if found else "") == ("A lighthouse, early" if inside else "")
    assert not list((tmp_path / "incoming").iterdir())


@pytest.mark.parametrize("inside", ["1", "0"])
@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_its_own_format_and_size_is_not_encoded_anew(
    client: Client, format: str, inside: str
) -> None:
    data = rich(format)
    image = factories.image(data)
    _, got = saved(client, image, format=image.file_format, recipe=inside)
    before, after = Pillow.open(BytesIO(data)), Pillow.open(BytesIO(got))
    assert after.tobytes() == before.tobytes()
    assert after.info["icc_profile"] == PROFILE
    assert (b"private" in got) == (inside == "1")
    assert renditions.inspect(store.original(image)).width == image.width


def test_a_typed_side_wins_over_a_chosen_one_and_a_tall_picture_stays_tall(client: Client) -> None:
    image = factories.image(encoded(drawing(300, 600)))
    response = client.get(f"/gallery/{image.pk}/file/?side=512&side=100")
    with Pillow.open(BytesIO(b"".join(response))) as picture:
        assert picture.size == (50, 100)
    assert 'filename="' + f"{image}-a-boat-50x100-clean.png" in response["Content-Disposition"]


def test_names_say_what_the_file_is(client: Client) -> None:
    image = factories.image()
    named = [
        saved(client, image, **asked)[0]["Content-Disposition"]
        for asked in ({"recipe": "1"}, {}, {"format": "jpeg", "side": "32", "recipe": "1"})
    ]
    stem = f'attachment; filename="{image}-a-boat'
    assert named == [f'{stem}.png"', f'{stem}-clean.png"', f'{stem}-32x24.jpg"']


def test_it_is_made_once_and_asked_again_304(client: Client, data_folder: Path) -> None:
    image = factories.image()
    response, _ = saved(client, image, format="jpeg")
    made = list((data_folder / "copies").rglob("*.jpg"))
    assert len(made) == 1
    made[0].write_bytes(b"the same file")
    assert saved(client, image, format="jpeg")[1] == b"the same file"
    again = client.get(
        f"/gallery/{image.pk}/file/?format=jpeg", headers={"If-None-Match": response["ETag"]}
    )
    assert again.status_code == 304


def test_images_of_the_same_content_keep_their_own_recipes(client: Client, tmp_path: Path) -> None:
    one, other = (factories.image(prompt=prompt) for prompt in ("one", "other"))
    for image in (one, other):
        found = recipe(tmp_path, saved(client, image, recipe="1")[1])
        assert found
        assert found.prompt == image.prompt


def test_an_upload_has_no_recipe_to_carry(client: Client) -> None:
    image = store.accept(upload(rich("JPEG"), "quay.jpg"), None)
    response, data = saved(client, image, recipe="1")
    assert 'filename="quay-clean.jpg"' in response["Content-Disposition"]
    assert b"private" not in data
    page = client.get(f"/gallery/{image.pk}/").content.decode()
    assert 'name="recipe"' not in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"format": "gif"}, "Choose PNG, JPEG, WebP or AVIF."),
        ({"side": "65"}, "The longest side of this image has 64 pixels: it is not enlarged here."),
        ({"side": "-1"}, "The longest side is a number of pixels"),
        ({"side": "9" * 5000}, "The longest side is a number of pixels"),
        ({"side": "²"}, "The longest side is a number of pixels"),
    ],
)
def test_what_cannot_be_made_is_said(client: Client, asked: dict[str, str], said: str) -> None:
    response = client.get(f"/gallery/{factories.image().pk}/file/", asked)
    assert response.status_code == 422
    assert response["Cache-Control"] == "no-store"
    assert said in words(response.content.decode())
    assert "Download the original" in words(response.content.decode())


@pytest.mark.parametrize("asked", ["recipe=1", "recipe=0", "format=webp"])
def test_a_damaged_original_is_told_and_offered_as_it_is(client: Client, asked: str) -> None:
    image = factories.image()
    store.original(image).write_bytes(b"\x89PNG\r\n\x1a\nspilled coffee")
    response = client.get(f"/gallery/{image.pk}/file/?{asked}")
    assert response.status_code == 422
    assert "The original is untouched" in words(response.content.decode())
    assert not list(store.original(image).parents[2].glob("incoming/*"))


def test_what_is_not_there_is_404(client: Client) -> None:
    image = factories.image()
    store.original(image).unlink()
    for asked in ("", "?format=webp"):
        assert client.get(f"/gallery/{image.pk}/file/{asked}").status_code == 404
    assert client.get("/gallery/4711/file/").status_code == 404
    assert client.post(f"/gallery/{image.pk}/file/").status_code == 405


def test_the_page_offers_sides_below_its_own(client: Client) -> None:
    image = factories.image(encoded(drawing(1100, 600)))
    page = client.get(f"/gallery/{image.pk}/").content.decode()
    assert re.findall(r'name="side" value="(\w+)"', page) == ["own", "512", "1024"]
    assert re.findall(r'name="format" value="(\w+)"( checked)?', page)[0] == ("png", " checked")
