"""Files that are two things at once: what comes back is a picture, whatever else it is."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gallery.models import Image
from tests.factories import png
from tests.hostile.bombs import saved

pytestmark = pytest.mark.django_db
SCRIPT = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def zipped() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("a.html", SCRIPT)
    return buffer.getvalue()


def sent(client: Client, name: str, data: bytes, kind: str) -> int:
    file = SimpleUploadedFile(name, data, kind)
    return client.post("/references/", {"file": file}).status_code


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (png() + zipped(), "image/png"),
        (png() + SCRIPT, "image/png"),
        (saved("RGB", 8, "JPEG", comment=SCRIPT), "image/jpeg"),
        (saved("RGB", 8, "WEBP", xmp=SCRIPT), "image/webp"),
        (saved("RGB", 8, "AVIF", xmp=SCRIPT), "image/avif"),
    ],
    ids=["zip", "page behind", "comment", "webp", "avif"],
)
def test_it_is_served_as_the_picture_that_it_is(client: Client, data: bytes, kind: str) -> None:
    assert sent(client, "a.html", data, "text/html") == 201
    image = Image.objects.get()
    answer = client.get(f"/gallery/{image.pk}/original/")
    assert answer["Content-Type"] == kind
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert ".html" not in answer.get("Content-Disposition", "")


@pytest.mark.parametrize(
    "data",
    [SVG, SCRIPT, zipped(), b"GIF89a/*" + SCRIPT, b"%PDF-1.7" + png(), saved("RGB", 8, "GIF")],
    ids=["svg", "page", "zip", "half a gif", "pdf ahead", "gif"],
)
def test_what_only_bears_the_name_of_a_picture_is_not_kept(client: Client, data: bytes) -> None:
    assert sent(client, "a.png", data, "image/png") == 422
    assert not Image.objects.exists()
