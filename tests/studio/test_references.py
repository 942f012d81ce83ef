"""One reference ahead of its job."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from gallery.models import Image

from .conftest import png, upload

pytestmark = pytest.mark.django_db
ADDRESS = "/references/"


@pytest.mark.parametrize("field", ["file", "references", "picture"])
def test_a_file_is_kept_whatever_its_field_is_called(client: Client, field: str) -> None:
    response = client.post(ADDRESS, {field: upload(width=40, height=30)})
    image = Image.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": image.pk,
        "width": 40,
        "height": 30,
        "thumb": f"/gallery/{image.pk}/thumb/320/",
    }
    assert image.origin == Image.Origin.UPLOADED


def test_a_script_of_the_page_gets_it_as_the_tray_draws_it(htmx: Client) -> None:
    response = htmx.post(ADDRESS, {"file": upload()})
    image = Image.objects.get()
    assertContains(response, f'name="reference_images" value="{image.pk}"', status_code=201)
    assertContains(response, f'data-reference="{image.pk}"', status_code=201)


def test_the_same_content_is_the_same_image(client: Client) -> None:
    one = client.post(ADDRESS, {"file": upload("a.png")}).json()
    two = client.post(ADDRESS, {"file": upload("b.png")}).json()
    assert one["id"] == two["id"]


@pytest.mark.parametrize("content", [b"not a picture", b"\0", png()[:60]])
def test_what_cannot_be_read_is_refused_by_name(client: Client, content: bytes) -> None:
    response = client.post(ADDRESS, {"file": upload("broken.png", content)})
    assert response.status_code == 422
    assert "broken.png" in response.json()["error"]
    assert not Image.objects.exists()


def test_without_a_file_it_says_what_it_takes(client: Client) -> None:
    response = client.post(ADDRESS, {"file": "words"})
    assert response.status_code == 422
    assert response.json()["error"] == "Choose a picture: PNG, JPEG, WebP, AVIF or HEIC."


def test_only_posting_is_allowed(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 405
