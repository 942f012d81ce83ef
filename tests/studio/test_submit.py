"""Sending the composer: cards for htmx, a redirect without it, and one job a form."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from gallery.models import Image
from studio.models import Job

from .conftest import MakeImage, turn, upload

pytestmark = pytest.mark.django_db


def sent(**fields: Any) -> dict[str, Any]:
    known = {"model": "sketch:quick", "prompt": "A boat", "submission": str(uuid4())}
    return known | fields


def test_htmx_gets_the_card_and_a_fresh_submission(htmx: Client) -> None:
    fields = sent()
    response = htmx.post("/jobs/", fields)
    job = Job.objects.get()
    assert response.status_code == 201
    assertContains(response, f'data-job="{job.uuid}"', status_code=201)
    assertContains(response, 'data-state="queued"', status_code=201)
    assertContains(response, 'id="submission"', status_code=201)
    assertNotContains(response, fields["submission"], status_code=201)
    assert int(response["Proofsheet-Poll"]) >= 100


def test_a_plain_form_is_led_to_the_job(client: Client) -> None:
    response = client.post("/jobs/", sent())
    assert response.status_code == 303
    assertRedirects(response, f"/jobs/{Job.objects.get().uuid}/", status_code=303)


def test_the_job_keeps_what_was_chosen(client: Client, make_image: MakeImage) -> None:
    one, two = make_image(), make_image()
    fields = {"aspect_ratio": "16:9", "resolution": "2K", "num_images": "3", "seed": "7"}
    client.post("/jobs/", sent(**fields, reference_images=[two.pk, one.pk], quality="hd"))
    job = Job.objects.get()
    assert job.parameters == {
        "aspect_ratio": "16:9",
        "resolution": "2K",
        "output_format": "png",
        "seed": 7,
    }
    assert (job.count, job.width, job.height, job.operation) == (3, 2752, 1536, "edit")
    assert [reference.image for reference in job.references.all()] == [two, one]
    told = [(f["name"], f["asked"], f["sent"], f["fate"]) for f in job.fates if f["is_told"]]
    assert told == [("quality", "hd", None, "dropped")]


def test_the_job_keeps_canvas_copy_and_fates(client: Client) -> None:
    fields = {"width": "1920", "height": "1080", "exact": "on", "output_format": "avif"}
    client.post("/jobs/", sent(**fields, aspect_ratio=["1:1", ""]))
    job = Job.objects.get()
    assert (job.width, job.height) == (2752, 1536)
    assert job.copy == {"width": 1920, "height": 1080, "format": "avif"}
    size = next(fate for fate in job.fates if fate["name"] == "size")
    assert size == {
        "name": "size",
        "asked": "1920 × 1080",
        "fitted": "16:9 at 2K (2752 × 1536)",
        "sent": "16:9, 2K",
        "as": "aspect_ratio, resolution",
        "fate": "converted",
        "is_told": True,
        "why": "",
    }


def test_a_typed_ratio_wins_over_the_drawn_shape(client: Client) -> None:
    client.post("/jobs/", sent(aspect_ratio=["1:1", "7:6"]))
    assert Job.objects.get().aspect_ratio == "5:4"


def test_the_card_tells_what_was_fitted_and_dropped(htmx: Client) -> None:
    response = htmx.post("/jobs/", sent(aspect_ratio="7:6", quality="hd"))
    assertContains(response, "5:4 instead of 7:6", status_code=201)
    assertContains(response, "Quality hd left out", status_code=201)


def test_the_same_form_twice_makes_one_job(htmx: Client) -> None:
    fields = sent()
    first, second = (htmx.post("/jobs/", fields) for _ in range(2))
    job = Job.objects.get()
    assert first.status_code == second.status_code == 201
    assertContains(second, f'data-job="{job.uuid}"', status_code=201)
    assert job.tasks.count() == 1


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_make_one_job() -> None:
    fields = sent()

    def click(_number: int) -> int:
        try:
            return Client(headers={"HX-Request": "true"}).post("/jobs/", fields).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as hands:
        assert set(hands.map(click, range(4))) == {201}
    assert Job.objects.get().tasks.count() == 1


def test_a_form_without_a_submission_makes_a_job_each_time(client: Client) -> None:
    for _ in range(2):
        client.post("/jobs/", {"model": "sketch:quick", "prompt": "A boat"})
    assert Job.objects.count() == 2


def test_several_models_make_a_job_each_and_each_only_once(htmx: Client) -> None:
    fields = sent(model=["sketch:quick", "sketch:later"])
    for _ in range(2):
        assert htmx.post("/jobs/", fields).content.count(b"<article") == 2
    assert sorted(Job.objects.values_list("model", flat=True)) == ["later", "quick"]


def test_several_models_lead_a_plain_form_to_the_studio(client: Client) -> None:
    response = client.post("/jobs/", sent(model=["sketch:quick", "sketch:later"]))
    assertRedirects(response, "/", status_code=303)


def test_one_model_that_cannot_be_made_stops_all(htmx: Client) -> None:
    response = htmx.post("/jobs/", sent(model=["sketch:quick", "nobody:nothing"]))
    assert response.status_code == 422
    assert not Job.objects.exists()


def test_an_error_keeps_what_was_typed(client: Client) -> None:
    response = client.post("/jobs/", sent(prompt="Boats & co", seed="-1", aspect_ratio="16:9"))
    assertContains(response, "Boats &amp; co", status_code=422)
    assertContains(response, "Seed takes whole numbers", status_code=422)
    assert response.context["form"].chosen["aspect_ratio"] == "16:9"
    assertContains(response, "<!doctype html>", status_code=422)
    assert not Job.objects.exists()


def test_htmx_gets_the_composer_back_with_its_errors(htmx: Client) -> None:
    fields = sent(prompt="")
    response = htmx.post("/jobs/", fields)
    assertContains(response, "Write what you want to see.", status_code=422)
    assertContains(response, fields["submission"], status_code=422)
    assertNotContains(response, "<!doctype html>", status_code=422)
    assert response["HX-Retarget"] == "#composer"
    assert response["HX-Reswap"] == "outerHTML"


@pytest.mark.parametrize(
    ("fields", "name", "said"),
    [
        ({"width": "0", "height": "100"}, "width", "from 16 to 20000"),
        ({"width": "-1", "height": "100"}, "width", "from 16 to 20000"),
        ({"width": "99999", "height": "100"}, "width", "from 16 to 20000"),
        ({"height": "100"}, "width", "Both sides are needed"),
        ({"width": "10000", "height": "10000"}, "width", "more than 60 megapixels"),
        ({"aspect_ratio": "a:b"}, "aspect_ratio", "or one of your own such as 7:6"),
        ({"aspect_ratio": "0:0"}, "aspect_ratio", "or one of your own such as 7:6"),
        ({"resolution": "9K"}, "resolution", "Resolution takes 512"),
        ({"preset": "huge"}, "preset", "no preset"),
    ],
)
def test_a_wrong_canvas_is_told_at_its_field(
    htmx: Client, fields: dict[str, str], name: str, said: str
) -> None:
    response = htmx.post("/jobs/", sent(**fields))
    assert said in response.context["form"].errors[name][0]
    assertContains(response, said, status_code=422)
    assert not Job.objects.exists()


# References that come with the form


def test_files_become_references_after_the_ids(client: Client, make_image: MakeImage) -> None:
    known = make_image()
    files = [upload("a.png", color="red"), upload("b.png", color="blue")]
    client.post("/jobs/", sent(reference_images=known.pk, references=files))
    images = [reference.image for reference in Job.objects.get().references.all()]
    assert images[0] == known
    assert [image.file_name for image in images[1:]] == ["a.png", "b.png"]
    assert images[1].origin == Image.Origin.UPLOADED


def test_the_same_file_twice_is_stored_once(client: Client) -> None:
    for _ in range(2):
        client.post("/jobs/", sent(references=[upload()]))
    assert Image.objects.count() == 1
    assert Job.objects.count() == 2


def test_a_file_that_is_no_picture_is_named_and_the_others_are_kept(client: Client) -> None:
    files = [upload("notes.png", b"not a picture"), upload("boat.png")]
    response = client.post("/jobs/", sent(references=files))
    assertContains(response, "notes.png", status_code=422)
    image = Image.objects.get()
    assert response.context["form"].reference_images == [image]
    assertContains(response, f'name="reference_images" value="{image.pk}"', status_code=422)
    assert not Job.objects.exists()


def test_an_upload_survives_an_error_elsewhere(client: Client) -> None:
    response = client.post("/jobs/", sent(prompt="", references=[upload()]))
    assert response.context["form"].reference_images == [Image.objects.get()]


def test_a_fifteenth_file_is_not_kept_and_told(client: Client) -> None:
    files = [upload(f"{n}.png", color=f"#0000{n:02x}") for n in range(15)]
    response = client.post("/jobs/", sent(references=files))
    assertContains(response, "14.png was not kept", status_code=422)
    assert Image.objects.count() == 14


def test_a_file_in_a_field_that_the_model_does_not_know_is_dropped(client: Client) -> None:
    client.post("/jobs/", sent(mask=upload("mask.png")))
    told = [fate for fate in Job.objects.get().fates if fate["is_told"]]
    assert [(f["name"], f["asked"], f["sent"]) for f in told] == [("mask", "mask.png", None)]
    assert not Image.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_submitted_prompt_becomes_images(client: Client) -> None:
    client.post("/jobs/", sent(resolution="512", num_images="2"))
    job = turn(Job.objects.get())
    assert job.state == Job.State.FINISHED
    assert Image.objects.filter(job=job.uuid).count() == 2


def test_a_post_from_elsewhere_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post("/jobs/", sent()).status_code == 403


def test_only_posting_is_allowed(client: Client) -> None:
    assert client.get("/jobs/").status_code == 405
