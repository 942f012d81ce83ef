"""The life of a job: submit, cancel, retry. A job is split into tasks here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from gallery.models import Image, User

from . import sessions, tasks
from .desk import writing
from .models import Job, Reference, Session, Task
from .providers import ModelSpec, Provider, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person wants made: a valid form for one model.

    `submission` names the rendered form: the same one twice makes one job.
    `fates` is what becomes of each field, see `studio.truth`; `copy` as in `Job.copy`.
    """

    provider: Provider
    spec: ModelSpec
    prompt: str
    parameters: dict[str, Value]
    submission: str
    count: int = 1
    references: Sequence[Image] = ()
    fates: Sequence[dict[str, Any]] = field(default_factory=list)
    copy: dict[str, Any] = field(default_factory=dict)
    mask: Image | None = None


def submit(order: Order, made_by: User | None) -> Job:
    """Make the job of an order and ring for its tasks. The same submission: the same job."""
    known = Job.objects.filter(submission=order.submission).first()
    if known:
        return known
    try:
        with transaction.atomic():
            return _make(order, made_by)
    except IntegrityError:
        return Job.objects.get(submission=order.submission)


def cancel(job: Job) -> None:
    """Stop what was not sent yet, and let go of what is unconfirmed. Sent tasks go on."""
    for task in job.tasks.filter(state__in=(Task.State.QUEUED, Task.State.UNCONFIRMED)):
        tasks.let_go(task)
    tasks.close_ranks(job)


def retry(job: Job) -> None:
    """Send failed tasks again as new tasks; those whose links still live are only fetched."""
    lost = (Task.State.FAILED, Task.State.UNCONFIRMED)
    for task in job.tasks.filter(state__in=lost, is_replaced=False):
        if task.is_free_again:
            tasks.take_up_again(task)
        else:
            _again(task)


def _make(order: Order, made_by: User | None) -> Job:
    operation = order.spec.operation(len(order.references))
    job = _row(order, made_by, "edit" if operation is order.spec.edit else "generate")
    Reference.objects.bulk_create(
        Reference(job=job, image=image, position=position, made_by=made_by)
        for position, image in enumerate(order.references, start=1)
    )
    offset = 0
    for position, count in enumerate(_split(order.count, operation.per_call), start=1):
        _add_task(job, position, count, offset)
        offset += count
    return job


def _row(order: Order, made_by: User | None, operation: str) -> Job:
    width, height = _size(order) or (None, None)
    return Job.objects.create(
        session=sessions.current(made_by) or Session.objects.create(made_by=made_by),
        made_by=made_by,
        submission=order.submission,
        provider=order.provider.id,
        provider_label=order.provider.label,
        model=order.spec.id,
        model_label=order.spec.label,
        operation=operation,
        prompt=order.prompt,
        prompt_sent=order.prompt,
        parameters=order.parameters,
        fates=list(order.fates),
        copy=order.copy,
        mask=order.mask,
        count=order.count,
        width=width,
        height=height,
    )


def _size(order: Order) -> tuple[int, int] | None:
    ratio = str(order.parameters.get("aspect_ratio", ""))
    tier = str(order.parameters.get("resolution", ""))
    return order.provider.size(order.spec.id, ratio, tier)


def _split(count: int, per_call: int) -> Iterator[int]:
    while count > 0:
        yield min(count, per_call)
        count -= per_call


def _add_task(job: Job, position: int, count: int, offset: int) -> None:
    task = Task.objects.create(
        job=job, position=position, count=count, offset=offset, due_at=timezone.now()
    )
    transaction.on_commit(partial(tasks.ring, task.pk))


@writing()
def _again(task: Task) -> None:
    if not Task.objects.filter(pk=task.pk, is_replaced=False).update(is_replaced=True):
        return
    last = task.job.tasks.order_by("-position").values_list("position", flat=True)[0]
    _add_task(task.job, last + 1, task.count, task.offset)
    tasks.settle(task.job)
