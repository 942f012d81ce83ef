"""The session above the composer, and that jobs go where one is."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from studio.models import Job, Session

from .conftest import MakeJob, keep_frames
from .test_submit import sent

pytestmark = pytest.mark.django_db


def test_the_first_visit_has_no_session_to_tell_of(client: Client) -> None:
    page = client.get("/")
    assertContains(page, "<h1", count=1)
    assertNotContains(page, "session-line")


def test_the_head_tells_name_attempts_and_images(client: Client, make_job: MakeJob) -> None:
    job = make_job(prompt="A lighthouse on a headland in fog", width=64, height=64)
    keep_frames(job, 3)
    page = client.get("/")
    assertContains(page, "<h1>A lighthouse on a headland</h1>")
    assertContains(page, "<span>1 attempt</span>")
    assertContains(page, "<span>3 images</span>")
    assertContains(page, f'href="/sessions/{job.session_id}/"')


def test_a_submit_brings_the_head_along(htmx: Client) -> None:
    htmx.post("/jobs/", sent())
    response = htmx.post("/jobs/", sent())
    assertContains(response, '<div id="session-head" hx-swap-oob="true">', status_code=201)
    assertContains(response, "<span>2 attempts</span>", status_code=201)


def test_a_new_session_starts_empty_and_greets_nobody_anew(client: Client) -> None:
    client.post("/jobs/", sent(prompt="Before"))
    client.post("/sessions/")
    page = client.get("/")
    assertContains(page, "<h1>New session</h1>")
    assert not page.context["is_first"]
    assert page.context["feed"].rows == []


def test_the_next_job_goes_to_the_session_that_was_opened_here(client: Client) -> None:
    client.post("/jobs/", sent(prompt="Before"))
    first = Session.objects.get()
    client.post("/sessions/")
    client.post("/jobs/", sent(prompt="Elsewhere"))
    client.post(f"/sessions/{first.pk}/open/")
    client.post("/jobs/", sent(prompt="After"))
    assert list(first.jobs.order_by("pk").values_list("prompt", flat=True)) == ["Before", "After"]
    rows = client.get("/").context["feed"].rows
    assert [card.prompt for (card,) in rows] == ["After", "Before"]
    assert Job.objects.count() == 3
