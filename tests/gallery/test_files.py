"""Originals and thumbnails over HTTP: the right bytes, cached for good, no handle left open."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from gallery import store
from gallery.models import Image
from tests import factories
from tests.factories import drawing, encoded, png, upload

pytestmark = pytest.mark.django_db
FOREVER = "private, max-age=31536000, immutable"


def address(image: Image, side: int | None = None) -> str:
    if side is None:
        return reverse("gallery:original", args=[image.pk])
    return reverse("gallery:thumb", args=[image.pk, side])


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_an_original_comes_as_it_was_kept(client: Client) -> None:
    data = png()
    response = client.get(address(factories.image(data)))
    assert response.status_code == 200
    assert b"".join(response) == data
    assert response["Content-Length"] == str(len(data))
    assert response["Content-Type"] == "image/png"


@pytest.mark.parametrize("side", [None, 320, 1280])
def test_bytes_are_cached_for_good_and_never_sniffed_or_packed(
    client: Client, side: int | None
) -> None:
    image = factories.image(has_thumbs=True)
    response = client.get(address(image, side), headers={"Accept-Encoding": "gzip"})
    assert response["Cache-Control"] == FOREVER
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.has_header("Content-Encoding")
    assert not response.has_header("Set-Cookie")


@pytest.mark.parametrize("side", [None, 320])
def test_a_browser_that_asks_again_gets_304(client: Client, side: int | None) -> None:
    url = address(factories.image(has_thumbs=True), side)
    etag = client.get(url)["ETag"]
    again = client.get(url, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == etag
    assert again["Cache-Control"] == FOREVER


def test_a_thumb_is_webp(client: Client) -> None:
    image = factories.image(encoded(drawing(800, 600), "JPEG"), has_thumbs=True)
    response = client.get(address(image, 320))
    assert response["Content-Type"] == "image/webp"
    assert b"".join(response) == store.thumb(image, 320).read_bytes()


def test_a_thumb_that_is_not_made_yet_is_404_and_not_remembered(client: Client) -> None:
    response = client.get(address(factories.image(), 320))
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("side", [0, 321, 4096])
def test_an_unknown_side_is_404(client: Client, side: int) -> None:
    assert client.get(address(factories.image(has_thumbs=True), side)).status_code == 404


@pytest.mark.parametrize("pk", [4711, 2**70])
def test_an_unknown_image_is_404(client: Client, pk: int) -> None:
    assert client.get(f"/gallery/{pk}/original/").status_code == 404
    assert client.get(f"/gallery/{pk}/thumb/320/").status_code == 404


def test_an_original_whose_file_is_gone_is_404(client: Client) -> None:
    image = factories.image()
    store.original(image).unlink()
    assert client.get(address(image)).status_code == 404


def test_an_original_opens_in_the_page_and_downloads_on_request(client: Client) -> None:
    image = factories.image(prompt="A lighthouse, early: fog / two inks")
    shown, saved = (client.get(address(image) + query) for query in ("", "?download"))
    name = f'filename="{image}-a-lighthouse-early-fog-two-inks.png"'
    assert shown["Content-Disposition"] == f"inline; {name}"
    assert saved["Content-Disposition"] == f"attachment; {name}"


def test_a_name_in_another_script_is_kept(client: Client) -> None:
    image = factories.image(prompt="霧の灯台")
    assert "filename*=utf-8''" in client.get(address(image))["Content-Disposition"]


def test_an_upload_is_saved_under_its_own_name(client: Client) -> None:
    image = store.accept(upload(encoded(drawing(), "HEIF"), 'a "b"\r\nX: y.png'), None)
    response = client.get(address(image))
    assert response["Content-Type"] == "image/heic"
    assert response["Content-Disposition"] == r'inline; filename="a \"b\" X: y.heic"'


@pytest.mark.skipif(sys.platform != "linux", reason="open files are counted in /proc")
@pytest.mark.django_db(transaction=True)
def test_no_handle_is_left_open_by_whoever_hangs_up(client: Client, data_folder: Path) -> None:
    image = factories.image(encoded(factories.grain(600, 600)))
    client.get(address(image)).close()
    gc.collect()
    before = open_files()
    unread = client.get(address(image))
    half_read = client.get(address(image))
    next(iter(half_read))
    for response in (unread, half_read):
        response.close()
    del response, unread, half_read
    gc.collect()
    assert open_files() == before


def test_head_says_how_large_it_is(client: Client) -> None:
    image = factories.image()
    response = client.head(address(image))
    assert response["Content-Length"] == str(image.bytes)


def test_nothing_is_changed_through_these_addresses(client: Client) -> None:
    image = factories.image(has_thumbs=True)
    assert client.post(address(image)).status_code == 405
    assert client.delete(address(image, 320)).status_code == 405


def test_a_thumbnail_costs_one_statement(
    client: Client, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    pk = factories.image(has_thumbs=True).pk
    with django_assert_num_queries(1):
        assert client.get(f"/gallery/{pk}/thumb/320/").status_code == 200
