"""What was made before is told before the click, and never stands in its way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertNumQueries

from studio import duplicates, forms
from studio.models import Job, Task

from .composing import all_ready, form, sent  # noqa: F401 (all_ready is a fixture)
from .conftest import MakeImage, keep_frames, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_ready")]

ADDRESS = "/composer/earlier/"
SAID = "You made this before"
ASKED = {"aspect_ratio": "16:9", "resolution": "1K", "seed": "7"}


def posted(**fields: Any) -> dict[str, list[str]]:
    """As a browser sends it: lists whole."""
    return {name: list(values) for name, values in sent(**fields).lists()}


def make(client: Client, images: int = 0, **fields: Any) -> Job:
    """A job as the composer orders it, with so many images."""
    client.post("/jobs/", posted(**(ASKED | {"drawn_for": "sketch:quick"} | fields)))
    job = Job.objects.order_by("-pk")[0]
    keep_frames(job, images)
    return job


def test_the_same_form_is_told_with_its_images_and_a_link(client: Client) -> None:
    job = make(client, 3)
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=12, seconds=30))
    page = client.post(ADDRESS, posted(**ASKED))
    assertContains(
        page, f'<a href="/jobs/{job.uuid}/">You made this before: 3 images, 12 min ago</a>'
    )
    assertContains(page, 'class="mini-pic"', count=3)


def test_at_most_three_images_are_shown_of_all_that_were_made(client: Client) -> None:
    make(client, 2)
    newest = make(client, 3)
    page = client.post(ADDRESS, posted(**ASKED))
    assertContains(page, f"/jobs/{newest.uuid}/")
    assertContains(page, "5 images, just now")
    assertContains(page, 'class="mini-pic"', count=3)


def test_how_many_are_asked_for_is_no_other_recipe(client: Client) -> None:
    make(client, 1, num_images="3")
    assertContains(client.post(ADDRESS, posted(**ASKED, num_images="1")), SAID)


@pytest.mark.parametrize(
    "other",
    [
        {"prompt": "A boat at night"},
        {"seed": "8"},
        {"aspect_ratio": "1:1"},
        {"resolution": "2K"},
        {"model": "sketch:later"},
        {"output_format": "avif"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_form_is_not_told(client: Client, other: dict[str, str]) -> None:
    make(client, 1)
    assertNotContains(client.post(ADDRESS, posted(**(ASKED | other))), SAID)


def test_references_roles_and_notes_belong_to_it(client: Client, make_image: MakeImage) -> None:
    one, two = make_image(), make_image()
    given = {"reference_images": [one.pk, two.pk], "reference_roles": ["style", ""]}
    make(client, 1, **given)
    assertContains(client.post(ADDRESS, posted(**ASKED, **given)), SAID)
    turned = given | {"reference_images": [two.pk, one.pk]}
    other = given | {"reference_roles": ["subject", ""]}
    for fields in ({}, turned, other, {"reference_images": [one.pk]}):
        assertNotContains(client.post(ADDRESS, posted(**ASKED, **fields)), SAID)


@pytest.mark.parametrize("state", [Job.State.FAILED, Job.State.CANCELLED])
def test_what_came_to_nothing_is_not_told(client: Client, state: str) -> None:
    make(client)
    Job.objects.update(state=state)
    assertNotContains(client.post(ADDRESS, posted(**ASKED)), SAID)


def test_what_is_under_way_is_told(client: Client) -> None:
    make(client)
    assertContains(client.post(ADDRESS, posted(**ASKED)), "being made, just now")


def test_an_empty_prompt_was_never_made_before(client: Client) -> None:
    with assertNumQueries(0):
        assertNotContains(client.post(ADDRESS, posted(prompt="  ")), SAID)


def test_of_several_models_each_is_told_by_its_name(client: Client) -> None:
    make(client, 1, model="sketch:later")
    page = client.post(ADDRESS, posted(**ASKED, model=["sketch:quick", "sketch:later"]))
    assertContains(page, "with Sketch, a little later: 1 image, just now")
    assertContains(page, SAID, count=1)


def test_it_stands_on_the_page_without_scripts(client: Client) -> None:
    job = make(client, 1)
    assertContains(client.get("/", {"job": job.uuid, "as": "again"}), SAID)
    assertNotContains(client.get("/", {"job": job.uuid, "as": "vary"}), SAID)


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (5, "just now"),
        (65, "1 min ago"),
        (3599, "59 min ago"),
        (3600 * 5, "5 h ago"),
        (86_400, "1 day ago"),
        (86_400 * 9, "9 days ago"),
    ],
)
def test_how_long_ago(gone: float, said: str) -> None:
    assert duplicates.ago(timezone.now() - timedelta(seconds=gone)) == said


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"prompt": "  A boat\r\nin fog \n"},
        {"width": "1920", "height": "1080", "exact": "on"},
        {"aspect_ratio": "7:6", "quality": "hd", "output_format": "webp"},
        {"model": "onemin:gemini-3.1-flash-image-preview", "temperature": "0.5"},
        {"model": "openai:gpt-image-2", "output_format": "jpeg", "num_images": "3"},
        {"model": "custom:flux-dev", "seed": "12"},
    ],
)
def test_the_form_knows_the_recipe_that_its_job_will_have(
    client: Client, fields: dict[str, str]
) -> None:
    job = make(client, **fields)
    data = sent(**(ASKED | fields))
    assert duplicates.recipe(form(**(ASKED | fields))) == job.recipe
    assert duplicates.recipe(forms.drawn(forms.drafts.of(data))) == job.recipe


# The click


def answer(client: Client, **fields: Any) -> tuple[int, str]:
    response = client.post("/jobs/", {"submission": uuid4(), "model": "sketch:quick"} | fields)
    assert Job.objects.order_by("-pk")[0].tasks.count() == 1
    return response.status_code, response.headers.get("Location", "")[:6]


def test_a_submit_is_never_refused_or_answered_otherwise(client: Client, htmx: Client) -> None:
    asked = ASKED | {"prompt": "A boat"}
    for browser, status in ((client, 303), (htmx, 201)):
        first, again = answer(browser, **asked), answer(browser, **asked)
        assert first == again
        assert first[0] == status
    assert Job.objects.count() == 4
    assert Task.objects.count() == 4
    assert Job.objects.values("recipe").distinct().count() == 1


def test_a_submit_with_the_same_files_again_is_answered_as_the_first(client: Client) -> None:
    answers = [answer(client, prompt="A boat", references=[upload()]) for _ in range(2)]
    assert answers[0] == answers[1]
    assert Job.objects.count() == 2


def test_only_posting_is_allowed(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 405
