"""What a gateway does and what becomes of the job: right code, a word on money, nothing running.

Over real sockets; the steps that a worker would take later are taken at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.utils import timezone

from gallery.models import Image
from studio import jobs, keys, tasks
from studio.models import Job, Limit, Task
from tests.gateways.openai_images import OpenAIImagesGateway

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIImagesGateway]:
    with OpenAIImagesGateway("dieyuyun") as gateway:
        for name, value in gateway.environment.items():
            monkeypatch.setenv(name, value)
        yield gateway


def submit(count: int = 1, **parameters: str) -> Job:
    provider, spec = keys.find("dieyuyun:gemini-3.1-flash-image")
    order = jobs.Order(
        provider=provider,
        spec=spec,
        prompt="A lighthouse",
        parameters={"aspect_ratio": "3:2", **parameters},
        submission=str(uuid4()),
        count=count,
    )
    return jobs.submit(order, None)


def turn(job: Job, steps: int = 12) -> Task:
    """Take a job's steps without waiting for their time; the task in the end."""
    task = job.tasks.get()
    for _ in range(steps):
        now = timezone.now()
        Task.objects.filter(pk=task.pk, due_at__isnull=False).update(due_at=now)
        Limit.objects.update(resume_at=None)
        tasks.step(task.pk)
        task.refresh_from_db()
        if task.is_over:
            break
    job.refresh_from_db()
    return task


FINAL = [
    ("401", "failed", "authentication", "no"),
    ("402", "failed", "credits", "no"),
    ("403", "failed", "authentication", "no"),
    ("404", "failed", "not_found", "no"),
    ("400", "failed", "invalid_request", "no"),
    ("quota", "failed", "credits", "no"),
    ("error in 200", "failed", "credits", "no"),
    ("refused", "failed", "refused", "no"),
    ("refused by 500", "failed", "refused", "no"),
    ("429 for long", "failed", "rate_limited", "no"),
    ("redirect", "failed", "not_found", "no"),
    ("html", "failed", "bad_response", "perhaps"),
    ("half json", "failed", "bad_response", "perhaps"),
    ("empty object", "failed", "bad_response", "perhaps"),
    ("no picture", "failed", "no_image", "perhaps"),
    ("truncated picture", "failed", "bad_response", "perhaps"),
    ("text called picture", "failed", "bad_response", "perhaps"),
    ("bad base64", "failed", "bad_response", "perhaps"),
    ("private link", "failed", "bad_response", "perhaps"),
    ("private redirect", "failed", "bad_response", "perhaps"),
    ("dead link", "failed", "expired", "yes"),
    ("expired link", "failed", "expired", "yes"),
    ("500", "unconfirmed", "timeout", "perhaps"),
    ("504", "unconfirmed", "timeout", "perhaps"),
    ("reset", "unconfirmed", "interrupted", "perhaps"),
    ("broken off", "unconfirmed", "interrupted", "perhaps"),
    ("task failed", "failed", "no_image", "perhaps"),
    ("task refused", "failed", "refused", "no"),
]


@pytest.mark.parametrize(("trouble", "state", "code", "money"), FINAL, ids=[f[0] for f in FINAL])
def test_one_request_and_an_end(
    gateway: OpenAIImagesGateway, trouble: str, state: str, code: str, money: str
):
    gateway.will(trouble)
    job = submit()
    task = turn(job)
    assert (job.state, task.error, task.money) == (state, code, money)
    assert len(gateway.posts) == 1
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    ("trouble", "code"), [("429", "rate_limited"), ("503", "unavailable")], ids=["429", "503"]
)
def test_what_was_surely_not_accepted_is_sent_three_times(
    gateway: OpenAIImagesGateway, trouble: str, code: str
):
    gateway.will(*[trouble] * 3)
    job = submit()
    assert turn(job).error == code
    assert job.state == Job.State.FAILED
    assert len(gateway.posts) == 3


@pytest.mark.parametrize("trouble", ["429", "503"])
def test_it_goes_well_after_a_wait(gateway: OpenAIImagesGateway, trouble: str):
    gateway.will(trouble)
    job = submit()
    task = turn(job)
    assert (job.state, task.error, task.money) == (Job.State.FINISHED, "", "no")
    assert len(gateway.posts) == 2


def test_a_gateway_that_is_down_is_unavailable(
    gateway: OpenAIImagesGateway, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DIEYUYUN_BASE_URL", "http://127.0.0.1:9/v1")
    job = submit()
    assert turn(job).error == "unavailable"
    assert job.state == Job.State.FAILED


def test_two_images_of_one_request_with_their_revised_prompts(gateway: OpenAIImagesGateway):
    job = submit(count=2)
    turn(job)
    assert job.state == Job.State.FINISHED
    assert [received.json["n"] for received in gateway.posts] == [2]
    revised = Image.objects.values_list("revised_prompt", flat=True)
    assert list(revised) == ["A lighthouse, in soft morning light"] * 2


def test_base64_answers_are_kept(gateway: OpenAIImagesGateway):
    job = submit(response_format="b64_json")
    turn(job)
    assert job.state == Job.State.FINISHED
    assert Image.objects.get().width == 512


def test_a_task_answer_is_asked_for_until_it_is_done(gateway: OpenAIImagesGateway):
    gateway.will("task")
    job = submit()
    turn(job)
    assert job.state == Job.State.FINISHED
    assert len(gateway.posts) == 1
    assert Image.objects.count() == 1


def test_a_link_that_does_not_answer_is_fetched_again_and_never_bought_again(
    gateway: OpenAIImagesGateway,
):
    gateway.will("broken link")
    job = submit()
    task = turn(job)
    assert (job.state, task.error, task.money) == (Job.State.FAILED, "unavailable", "yes")
    assert task.has_live_links
    assert task.due_at is not None
    fetches = [r for r in gateway.requests if r.path.startswith("/pictures/")]
    assert len(fetches) == 5
    assert len(gateway.posts) == 1


def test_a_link_that_recovers_finishes_a_failed_task(gateway: OpenAIImagesGateway):
    gateway.will("broken link")
    job = submit()
    task = turn(job)
    mended = [{**p, "url": p["url"].partition("?")[0]} for p in task.made["pictures"]]
    Task.objects.update(made={**task.made, "pictures": mended}, due_at=timezone.now())
    tasks.step(task.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FINISHED
    assert len(gateway.posts) == 1


def test_the_key_is_in_no_row(gateway: OpenAIImagesGateway):
    gateway.will("401", "")
    for _ in range(2):
        turn(submit())
    for task in Task.objects.all():
        assert gateway.key not in repr(vars(task))
    for image in Image.objects.all():
        assert gateway.key not in repr(vars(image))


@pytest.mark.parametrize("trouble", ["429 for long", "quota"])
def test_a_pause_that_nobody_waits_out_holds_no_other_job_back(
    gateway: OpenAIImagesGateway, trouble: str
) -> None:
    gateway.will(trouble)
    refused, later = submit(), submit()
    tasks.step(refused.tasks.get().pk)
    tasks.step(later.tasks.get().pk)
    refused.refresh_from_db()
    later.refresh_from_db()
    assert (refused.state, later.state) == ("failed", "finished")
