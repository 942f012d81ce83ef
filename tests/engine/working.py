"""Jobs submitted and their steps taken at once, without waiting for their time."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.utils import timezone

from gallery.models import Image
from studio import jobs, keys, tasks
from studio.models import Job, Limit, Task
from studio.providers import Value


def submit(
    model: str,
    *,
    count: int = 1,
    references: Sequence[Image] = (),
    mask: Image | None = None,
    **parameters: Value,
) -> Job:
    """A job for `model`, which is "provider:model" or a provider, whose first model it then is."""
    if ":" not in model:
        model = f"{model}:{keys.provider(model).offered()[0].id}"
    provider, spec = keys.find(model)
    order = jobs.Order(
        provider=provider,
        spec=spec,
        prompt="A lighthouse",
        parameters=parameters,
        submission=str(uuid4()),
        count=count,
        references=references,
        mask=mask,
    )
    return jobs.submit(order, None)


def turn(job: Job, rounds: int = 40) -> Job:
    """Take the steps of all tasks of a job until it is over, whatever their time."""
    for _ in range(rounds):
        step(job)
        job.refresh_from_db()
        if job.is_over:
            break
    return job


def step(job: Job) -> None:
    """Take the next step of each task of a job that has one."""
    Limit.objects.update(resume_at=None, sent_at=[])
    for task in job.tasks.filter(due_at__isnull=False):
        Task.objects.filter(pk=task.pk).update(due_at=timezone.now())
        tasks.step(task.pk)


def only_task(job: Job) -> Task:
    """The task of a job that has just one that counts, as it is now."""
    return job.tasks.select_related("job").get(is_replaced=False)
