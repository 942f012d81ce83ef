"""Text goes over the wire packed, pictures as they are."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db
ASKS = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("address", ["/gallery/", "/providers/", "/static/css/tokens.css"])
def test_text_is_packed(client: Client, address: str) -> None:
    packed = client.get(address, headers=ASKS)
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    plain = b"".join(client.get(address))
    assert len(gzip.decompress(b"".join(packed))) == pytest.approx(len(plain), rel=0.05)
    assert len(b"".join(client.get(address, headers=ASKS))) < len(plain)


def test_an_original_is_sent_as_it_is(client: Client) -> None:
    image = factories.image()
    response = client.get(f"/gallery/{image.pk}/original/", headers=ASKS)
    assert "Content-Encoding" not in response
    assert int(response["Content-Length"]) == image.bytes
    b"".join(response)


def test_a_part_of_a_file_stays_a_part(client: Client) -> None:
    headers = {**ASKS, "Range": "bytes=0-99"}
    response = client.get("/static/css/tokens.css", headers=headers)
    assert response.status_code == 206
    assert len(b"".join(response)) == 100


def test_a_static_file_is_packed_as_a_whole_and_fetched_again_only_when_it_changed(
    client: Client,
) -> None:
    first = client.get("/static/css/tokens.css", headers=ASKS)
    assert int(first["Content-Length"]) == len(first.content)
    again = {**ASKS, "If-Modified-Since": first["Last-Modified"]}
    assert client.get("/static/css/tokens.css", headers=again).status_code == 304
