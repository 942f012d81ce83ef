"""The part of the first reference that may change."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image as Picture
from pytest_django.asserts import assertContains, assertNotContains

from gallery.models import Image
from studio.models import Job

from .composing import all_ready  # noqa: F401 (a fixture)
from .conftest import MakeImage, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_ready")]
OPENAI = "openai:gpt-image-2"


def mask(width: int = 40, height: int = 30, *, is_clear: bool = True, format: str = "PNG") -> bytes:
    picture = Picture.new("RGBA", (width, height), (0, 0, 0, 255))
    if is_clear:
        picture.paste((0, 0, 0, 0), (0, 0, width // 2, height))
    file = BytesIO()
    picture.save(file, format)
    return file.getvalue()


def sent(**fields: Any) -> dict[str, Any]:
    known = {"model": OPENAI, "prompt": "A boat", "submission": str(uuid4())}
    return known | fields


def test_a_mask_goes_along_with_its_reference(client: Client, make_image: MakeImage) -> None:
    fields = sent(reference_images=make_image().pk, mask=upload("hole.png", mask()))
    assert client.post("/jobs/", fields).status_code == 303
    job = Job.objects.get()
    assert job.mask
    assert job.mask.file_name == "hole.png"
    fate = next(fate for fate in job.fates if fate["name"] == "mask")
    assert (fate["sent"], fate["as"], fate["fate"]) == ("hole.png", "mask", "passed")


def test_a_mask_that_was_kept_is_named_by_its_id(client: Client, make_image: MakeImage) -> None:
    kept = make_image()
    Image.objects.filter(pk=kept.pk).update(has_alpha=True)
    client.post("/jobs/", sent(reference_images=make_image().pk, mask=kept.pk))
    assert Job.objects.get().mask == kept


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("solid.png", mask(is_clear=False), "solid.png is no PNG with a transparent part."),
        ("hole.webp", mask(format="WEBP"), "hole.webp is no PNG with a transparent part."),
        ("large.png", mask(400, 300), "has 400 × 300 pixels and the first reference 40 × 30"),
        ("words.png", b"words", "words.png is no picture that can be used here."),
    ],
)
def test_a_mask_that_does_not_fit_is_told_at_its_field(
    client: Client, make_image: MakeImage, name: str, content: bytes, said: str
) -> None:
    fields = sent(reference_images=make_image().pk, mask=upload(name, content))
    response = client.post("/jobs/", fields)
    assert said in response.context["form"].errors["mask"][0]
    assertContains(response, said, status_code=422)
    assert not Job.objects.exists()


def test_a_mask_without_a_reference_is_told_and_kept(client: Client) -> None:
    response = client.post("/jobs/", sent(mask=upload("hole.png", mask())))
    assert "A mask needs a reference" in response.context["form"].errors["mask"][0]
    kept = Image.objects.get()
    assertContains(response, f'name="mask" value="{kept.pk}" checked', status_code=422)


def test_a_model_without_masks_leaves_it_out_and_says_so(
    client: Client, make_image: MakeImage
) -> None:
    reference = make_image()
    fields = sent(model="sketch:quick", reference_images=reference.pk)
    client.post("/jobs/", fields | {"mask": upload("hole.png", mask())})
    job = Job.objects.get()
    assert job.mask is None
    told = [(fate["name"], fate["asked"], fate["fate"]) for fate in job.fates if fate["is_told"]]
    assert told == [("mask", "hole.png", "dropped")]
    assert list(Image.objects.all()) == [reference]


def test_the_field_is_there_where_a_model_takes_a_mask(client: Client) -> None:
    assertContains(client.get("/", {"model": OPENAI}), 'type="file" name="mask"')
    assertNotContains(client.get("/", {"model": "sketch:quick"}), 'name="mask"')


def test_a_job_brings_its_mask_back(client: Client, make_image: MakeImage) -> None:
    fields = sent(reference_images=make_image().pk, mask=upload("hole.png", mask()))
    client.post("/jobs/", fields)
    job = Job.objects.get()
    form = client.get("/", {"job": str(job.uuid)}).context["form"]
    assert form.draft.mask == job.mask
