"""Where a reference was used."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertTemplateUsed

from studio import uses
from studio.models import Job, Reference

from .conftest import MakeImage, MakeJob, keep_frames

pytestmark = pytest.mark.django_db


def use(job: Job, *images: int) -> None:
    for position, image in enumerate(images, start=1):
        Reference.objects.create(job=job, image_id=image, position=position, role="style")


def test_the_jobs_that_had_it_come_newest_first_with_what_they_made(
    client: Client, make_image: MakeImage, make_job: MakeJob
) -> None:
    image, other = make_image(), make_image()
    jobs = [make_job(prompt=f"Try {number}") for number in range(3)]
    use(jobs[0], image.pk)
    use(jobs[1], other.pk)
    use(jobs[2], other.pk, image.pk)
    (made,) = keep_frames(jobs[2])
    response = client.get(f"/references/{image.pk}/")
    assert [each.job for each in response.context["uses"].uses] == [jobs[2], jobs[0]]
    assertContains(response, "Used as reference in 2 jobs")
    assertContains(response, f'data-image="{made.pk}"')
    assertContains(response, f"/jobs/{jobs[0].uuid}/")
    assertNotContains(response, "Try 1")


def test_a_job_that_had_it_twice_counts_once(make_image: MakeImage, make_job: MakeJob) -> None:
    image, job = make_image(), make_job()
    use(job, image.pk, image.pk)
    assert len(uses.page(image.pk).uses) == uses.count(image.pk) == 1


def test_older_ones_come_on_the_next_page(
    make_image: MakeImage, make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uses, "SIZE", 2)
    image = make_image()
    jobs = [make_job() for _ in range(3)]
    for job in jobs:
        use(job, image.pk)
    first = uses.page(image.pk)
    assert [each.job for each in first.uses] == [jobs[2], jobs[1]]
    assert first.older == jobs[1].pk
    last = uses.page(image.pk, first.older)
    assert ([each.job for each in last.uses], last.older) == ([jobs[0]], None)


def test_the_tray_gets_the_list_alone(htmx: Client, make_image: MakeImage) -> None:
    response = htmx.get(f"/references/{make_image().pk}/")
    assertTemplateUsed(response, "studio/_uses.html")
    assertContains(response, "Not used in any job yet.")
    assertNotContains(response, "<!doctype html>")


def test_a_picture_that_there_is_not(client: Client) -> None:
    assert client.get("/references/999/").status_code == 404
