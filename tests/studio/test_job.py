"""One job: its page, its card, cancel and retry."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from studio.models import Job, Task

from .conftest import MakeJob, keep_frames, turn

pytestmark = pytest.mark.django_db


def address(job: Job, deed: str = "") -> str:
    return f"/jobs/{job.uuid}/{deed}"


def test_a_job_has_a_page(client: Client, make_job: MakeJob) -> None:
    job = make_job(prompt="A ferry")
    response = client.get(address(job))
    assertContains(response, "<!doctype html>")
    assertContains(response, f'data-job="{job.uuid}" data-state="queued"')
    assertContains(response, f'data-seen="{job.pk}.{job.version}"')
    assertContains(response, "A ferry")


def test_htmx_gets_the_card_alone(htmx: Client, make_job: MakeJob) -> None:
    job = make_job()
    response = htmx.get(address(job))
    assert response.content.strip().startswith(b"<article")
    assertNotContains(response, "hx-swap-oob")


def test_a_page_restored_from_history_is_whole(htmx: Client, make_job: MakeJob) -> None:
    headers = {"HX-History-Restore-Request": "true"}
    assertContains(htmx.get(address(make_job()), headers=headers), "<!doctype html>")


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_page_and_card_are_kept_apart_by_caches(
    client: Client, make_job: MakeJob, headers: dict[str, str]
) -> None:
    assert "HX-Request" in client.get(address(make_job()), headers=headers)["Vary"]


def test_the_page_asks_on_while_the_job_runs(client: Client, make_job: MakeJob) -> None:
    running = make_job(state=Job.State.RUNNING, task={"state": "waiting"})
    over = make_job(state=Job.State.CANCELLED, task={"state": "cancelled"})
    assert int(client.get(address(running))["Proofsheet-Poll"]) >= 100
    assert client.get(address(over))["Proofsheet-Poll"] == "0"


def test_without_scripts_a_running_job_can_be_looked_at_again(
    client: Client, make_job: MakeJob
) -> None:
    job = make_job()
    path = f"/jobs/{job.uuid}/"
    assertContains(client.get(path), f'<noscript><a href="{path}">Look again</a></noscript>')
    Task.objects.update(state=Task.State.FINISHED)
    Job.objects.update(state=Job.State.FINISHED)
    assertNotContains(client.get(path), "Look again")


def test_results_and_references_carry_their_marks(client: Client, make_job: MakeJob) -> None:
    job = make_job(state=Job.State.FINISHED, count=2, task={"state": "finished"})
    one, two = keep_frames(job, 2)
    response = client.get(address(job))
    for image in (one, two):
        assertContains(response, f'data-image="{image.pk}"', count=1)
    assertContains(response, 'width="1376" height="768"')


def test_a_revised_prompt_stands_alone_in_its_element(client: Client, make_job: MakeJob) -> None:
    job = make_job(state=Job.State.FINISHED, task={"state": "finished"})
    image = keep_frames(job)[0]
    image.revised_prompt = 'A lighthouse "boat" <b>& co'
    image.save()
    text = "<ins>&quot;boat&quot; &lt;b&gt;&amp; co</ins></a></p>"
    assertContains(client.get(address(job)), text)


@pytest.mark.parametrize("deed", ["", "cancel/", "retry/"])
def test_an_unknown_job_is_not_found(client: Client, deed: str) -> None:
    ask = client.post if deed else client.get
    assert ask(f"/jobs/{uuid4()}/{deed}").status_code == 404


@pytest.mark.parametrize("deed", ["cancel/", "retry/"])
def test_deeds_are_posted(client: Client, make_job: MakeJob, deed: str) -> None:
    assert client.get(address(make_job(), deed)).status_code == 405


def test_cancel_stops_what_was_not_sent(htmx: Client, make_job: MakeJob) -> None:
    job = make_job()
    response = htmx.post(address(job, "cancel/"))
    assertContains(response, 'data-state="cancelled"')
    assert job.tasks.get().state == Task.State.CANCELLED


def test_cancel_leads_a_plain_form_back_to_the_job(client: Client, make_job: MakeJob) -> None:
    job = make_job()
    assertRedirects(client.post(address(job, "cancel/")), address(job), status_code=303)


def test_cancel_lets_go_of_what_is_unconfirmed(htmx: Client, make_job: MakeJob) -> None:
    job = make_job(state=Job.State.UNCONFIRMED, task=UNCONFIRMED)
    assertContains(htmx.post(address(job, "cancel/")), 'data-state="failed"')


def test_retry_sends_again_as_a_new_task(htmx: Client, make_job: MakeJob) -> None:
    job = make_job(state=Job.State.FAILED, task={"state": "failed", "error": "unavailable"})
    response = htmx.post(address(job, "retry/"))
    assertContains(response, 'data-state="queued"')
    assert [task.is_replaced for task in job.tasks.all()] == [True, False]


def test_retry_twice_sends_once(client: Client, make_job: MakeJob) -> None:
    job = make_job(state=Job.State.FAILED, task={"state": "failed", "error": "unavailable"})
    for _ in range(2):
        client.post(address(job, "retry/"))
    assert job.tasks.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_job_in_trouble_ends_with_a_sentence_that_helps(
    client: Client, make_job: MakeJob, settings: Any
) -> None:
    settings.DEBUG = True
    job = turn(make_job(model="trouble", parameters={"trouble": "refuse"}))
    response = client.get(address(job))
    assertContains(response, 'data-state="failed"')
    assertContains(response, 'data-error="refused"')
    assertContains(response, "The model refused this prompt or a reference")
    assertContains(response, "No money was spent.")


UNCONFIRMED = {"state": "unconfirmed", "error": "interrupted", "money": "perhaps"}
