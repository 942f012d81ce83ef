"""One question for all unfinished cards of a page."""

from __future__ import annotations

import pytest
from django.db.models import F
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains

from studio.models import Job, Reference

from .conftest import MakeImage, MakeJob

pytestmark = pytest.mark.django_db


def ask(client: Client, *jobs: Job) -> tuple[int, bytes, int]:
    """Status, body and pause after the cards of `jobs` as they stand in these rows."""
    seen = "-".join(f"{job.pk}.{job.version}" for job in jobs)
    response = client.get("/jobs/changes/", {"seen": seen})
    return response.status_code, response.content, int(response["Proofsheet-Poll"])


def test_nothing_changed_is_no_content(htmx: Client, make_job: MakeJob) -> None:
    job = make_job(state=Job.State.RUNNING, task={"state": "waiting"})
    status, body, pause = ask(htmx, job)
    assert (status, body) == (204, b"")
    assert pause >= 100


def test_each_changed_card_comes_out_of_band(htmx: Client, make_job: MakeJob) -> None:
    still, changed = make_job(), make_job()
    Job.objects.filter(pk=changed.pk).update(version=F("version") + 1)
    response = htmx.get("/jobs/changes/", {"seen": f"{still.pk}.1-{changed.pk}.1"})
    assertContains(response, f'id="job-{changed.pk}"', count=1)
    assertContains(response, 'hx-swap-oob="true"', count=1)
    assertContains(response, f'data-seen="{changed.pk}.2"')
    assertNotContains(response, f'id="job-{still.pk}"')


def test_the_last_change_ends_the_asking(htmx: Client, make_job: MakeJob) -> None:
    job = make_job(state=Job.State.RUNNING)
    Job.objects.filter(pk=job.pk).update(state=Job.State.FINISHED, version=2)
    status, _body, pause = ask(htmx, job)
    assert (status, pause) == (200, 0)


def test_many_jobs_are_asked_for_less_often(htmx: Client, make_job: MakeJob) -> None:
    made = [make_job(state=Job.State.RUNNING, task={"state": "waiting"}) for _ in range(200)]
    assert ask(htmx, *made)[2] >= 1000


@pytest.mark.parametrize(
    "seen", ["", "x", "-", "1", ".", "1.", "1.x-2.y", "9" * 90 + ".1", "-1.1", "%00", "1.1" * 5000]
)
def test_anything_else_in_the_address_is_passed_over(htmx: Client, seen: str) -> None:
    response = htmx.get("/jobs/changes/", {"seen": seen})
    assert response.status_code == 204
    assert response["Proofsheet-Poll"] == "0"


def test_a_job_that_is_gone_does_not_disturb_the_others(htmx: Client, make_job: MakeJob) -> None:
    assert ask(htmx, Job(pk=999_999), make_job())[0] == 204


def test_the_statements_do_not_grow_with_the_jobs(
    htmx: Client,
    make_job: MakeJob,
    make_image: MakeImage,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    made = [make_job(count=2) for _ in range(20)]
    for job in made:
        Reference.objects.create(job=job, image=make_image(), position=1)
    Job.objects.update(version=7)
    with django_assert_max_num_queries(8):
        assert ask(htmx, *made)[0] == 200


def test_the_answer_is_never_kept(htmx: Client) -> None:
    assert "no-store" in htmx.get("/jobs/changes/")["Cache-Control"]
