"""The studio's page: an empty composer, a filled one, and the feed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from gallery.models import Image
from studio import feed
from studio.models import Job, Reference

from .conftest import MakeImage, MakeJob, turn

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\"'`{{ 7*7 }}{% now 'Y' %}"


def test_a_first_visit_shows_a_composer_and_prompts_to_try(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert response.context["is_first"]
    assertContains(response, 'name="prompt"')
    assertContains(response, 'value="sketch:quick" selected')
    assertContains(response, "/?prompt=")
    assert response.context["feed"].poll_ms == 0


def test_each_page_names_its_form_anew(client: Client) -> None:
    one, two = (client.get("/").context["form"]["submission"].value() for _ in range(2))
    assert one != two


def test_the_page_is_never_kept_by_the_browser(client: Client) -> None:
    assert "no-store" in client.get("/")["Cache-Control"]


def test_prompt_model_and_values_come_from_the_address(client: Client) -> None:
    address = {"prompt": "A boat", "model": "sketch:later", "aspect_ratio": "16:9", "seed": "7"}
    form = client.get("/", address).context["form"]
    assert form.name == "sketch:later"
    assert form["prompt"].value() == "A boat"
    assert form.chosen["aspect_ratio"] == "16:9"
    assert form.chosen["seed"] == 7


def test_a_job_fills_the_form(client: Client, make_job: MakeJob, make_image: MakeImage) -> None:
    job = make_job(prompt="A ferry", model="later", count=3)
    image = make_image()
    Reference.objects.create(job=job, image=image, position=1)
    form = client.get("/", {"job": str(job.uuid)}).context["form"]
    assert (form.name, form["prompt"].value(), form.count) == ("sketch:later", "A ferry", 3)
    assert form.chosen["aspect_ratio"] == "16:9"
    assert form.reference_images == [image]


def test_a_job_brings_back_what_was_asked_and_not_what_was_sent(client: Client) -> None:
    fields = {"width": "1920", "height": "1080", "exact": "on", "output_format": "avif"}
    client.post("/jobs/", {"model": "sketch:quick", "prompt": "A ferry", **fields})
    job = Job.objects.get()
    assert (job.aspect_ratio, job.resolution) == ("16:9", "2K")
    form = client.get("/", {"job": str(job.uuid)}).context["form"]
    assert form.selection.wanted.pixels == "1920 × 1080"
    assert form.copy == {"width": 1920, "height": 1080, "format": "avif"}


@pytest.mark.django_db(transaction=True)
def test_an_image_fills_the_form_with_what_made_it(client: Client, make_job: MakeJob) -> None:
    turn(make_job(prompt="A ferry", parameters={"aspect_ratio": "16:9", "resolution": "512"}))
    image = Image.objects.get()
    form = client.get("/", {"image": str(image.pk), "as": "prompt"}).context["form"]
    assert form["prompt"].value() == "A ferry"
    assert form.chosen["resolution"] == "512"
    assert form.reference_images == []


def test_an_image_is_used_as_a_reference(client: Client, make_image: MakeImage) -> None:
    image = make_image()
    response = client.get("/", {"image": str(image.pk), "as": "reference"})
    assert response.context["form"].reference_images == [image]
    assertContains(response, f'data-reference="{image.pk}"')


@pytest.mark.parametrize(
    "address",
    [
        "job=not-a-uuid",
        "job=00000000-0000-4000-8000-000000000000",
        "image=999",
        "image=x",
        "model=nobody:nothing",
        "before=x",
        "before=" + "9" * 40,
        "aspect_ratio=banana&num_images=-3&seed=x",
    ],
)
def test_an_address_that_leads_nowhere_still_shows_the_composer(
    client: Client, address: str
) -> None:
    assert client.get(f"/?{address}").status_code == 200


def test_hostile_words_are_only_words(client: Client, make_job: MakeJob) -> None:
    make_job(prompt=HOSTILE, state=Job.State.FAILED, task={"state": "failed", "error": "refused",
             "error_text": HOSTILE})  # fmt: skip
    response = client.get("/", {"prompt": HOSTILE})
    assertNotContains(response, "<script>alert(1)")
    assertContains(response, "&lt;script&gt;alert(1)&lt;/script&gt;")
    assertContains(response, "{{ 7*7 }}")


def test_a_page_of_jobs_is_shown_newest_first_and_the_rest_are_older(
    client: Client, make_job: MakeJob
) -> None:
    made = [make_job() for _ in range(feed.PAGE + 3)]
    response = client.get("/")
    assert [card.job for (card,) in response.context["feed"].rows] == made[:2:-1]
    assertContains(response, f"?before={made[3].pk}")
    older = client.get("/", {"before": response.context["feed"].older})
    assert [card.job for (card,) in older.context["feed"].rows] == made[2::-1]
    assert not older.context["feed"].older
    assert not older.context["is_first"]


def test_who_scrolls_gets_the_older_jobs_alone(client: Client, make_job: MakeJob) -> None:
    old, new = make_job(state=Job.State.RUNNING, task={"state": "waiting"}), make_job()
    older = client.get("/", {"before": new.pk}, headers={"HX-Request": "true"})
    assertContains(older, f'id="job-{old.pk}"')
    assertNotContains(older, "composer")
    assert int(older["Proofsheet-Poll"]) > 0


def test_a_page_of_cards_costs_few_statements(
    client: Client,
    make_job: MakeJob,
    make_image: MakeImage,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(feed.PAGE):
        job = make_job(count=2)
        Reference.objects.create(job=job, image=make_image(), position=1)
    with django_assert_max_num_queries(15):
        client.get("/")


def test_the_poll_starts_with_the_page_while_a_job_runs(client: Client, make_job: MakeJob) -> None:
    make_job(state=Job.State.RUNNING, task={"state": "waiting"})
    assert client.get("/").context["feed"].poll_ms >= 100


def test_only_asking_is_allowed(client: Client) -> None:
    assert client.post(reverse("studio:compose")).status_code == 405
