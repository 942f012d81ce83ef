"""The life of a job: submit, cancel, retry. A job is split into tasks here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from gallery.models import Image, User

from . import canvas, clock, numbering, prices, recipes, sessions, tasks, tray, trees
from .models import Job, Reference, Task
from .providers import Cost, ModelSpec, Provider, Value
from .recipes import Given
from .sessions import Chosen
from .tasks import told


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person wants made: a valid form for one model.

    `submission` names the rendered form: the same one twice makes one job.
    `fates` is what becomes of each field, see `studio.truth`; `copy` as in `Job.copy`.
    `roles` and `notes` stand beside `references`, and may be fewer.
    `parent` is the attempt it was changed from, `chosen` the session that is open in the browser.
    """

    provider: Provider
    spec: ModelSpec
    prompt: str
    parameters: dict[str, Value]
    submission: str
    count: int = 1
    references: Sequence[Image] = ()
    roles: Sequence[str] = ()
    notes: Sequence[str] = ()
    fates: Sequence[dict[str, Any]] = field(default_factory=list)
    copy: dict[str, Any] = field(default_factory=dict)
    mask: Image | None = None
    parent: Job | None = None
    group: UUID | None = None
    chosen: Chosen | None = None

    @property
    def items(self) -> list[tray.Item]:
        return tray.items(self.references, self.roles, self.notes)


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


def submit_all(orders: Iterable[Order], made_by: User | None) -> list[Job]:
    """All of them or none."""
    with transaction.atomic(savepoint=False):
        return [submit(order, made_by) for order in orders]


def is_known(submission: str) -> bool:
    """Whether a form of this name made jobs already."""
    return Job.objects.filter(Q(submission=submission) | Q(group=submission)).exists()


def cancel(job: Job) -> None:
    """Stop what was not sent yet, and let go of what is unconfirmed. Sent tasks go on."""
    for task in job.tasks.filter(state__in=(Task.State.QUEUED, Task.State.UNCONFIRMED)):
        tasks.let_go(task)
    tasks.close_ranks(job)


def retry(job: Job) -> None:
    """Order what did not come as new tasks; what may still be had for nothing is only fetched."""
    lost = (Task.State.FAILED, Task.State.UNCONFIRMED, Task.State.FINISHED)
    for task in job.tasks.filter(state__in=lost, is_replaced=False):
        if task.is_free_again:
            tasks.take_up_again(task)
        else:
            tasks.send_again(task)


def _make(order: Order, made_by: User | None) -> Job:
    operation = order.spec.operation(len(order.references))
    job = _row(order, made_by, "edit" if operation is order.spec.edit else "generate")
    Reference.objects.bulk_create(
        Reference(
            job=job,
            image=item.image,
            role=item.role,
            note=item.note,
            position=position,
            made_by=made_by,
        )
        for position, item in enumerate(order.items, start=1)
    )
    _split(job, order, operation.per_call)
    tasks.ring_for_new(job)
    told.submitted(job)
    return job


def _row(order: Order, made_by: User | None, operation: str) -> Job:
    size = canvas.size(order.parameters, order.provider, order.spec)
    width, height = size or (None, None)
    return Job.objects.create(
        session=sessions.for_next(made_by, order.chosen),
        parent=_parent(order),
        group=order.group,
        recipe=_recipe(order, operation),
        made_by=made_by,
        submission=order.submission,
        provider=order.provider.id,
        provider_label=order.provider.label,
        model=order.spec.id,
        model_label=order.spec.label,
        operation=operation,
        prompt=order.prompt,
        prompt_sent=numbering.prompt_sent(order.prompt, order.roles, order.notes),
        parameters=order.parameters,
        fates=list(order.fates),
        copy=order.copy,
        mask=order.mask,
        count=order.count,
        width=width,
        height=height,
    )


def _parent(order: Order) -> Job | None:
    """The attempt that it goes on from; a new idea goes on from none."""
    parent, given = order.parent, [image.pk for image in order.references]
    if parent is None:
        return None
    before = parent.references.values_list("image", flat=True) if given else ()
    is_related = trees.is_related(order.prompt, parent.prompt, given, tuple(before))
    return parent if is_related else None


def _recipe(order: Order, operation: str) -> str:
    return recipes.of(
        provider=order.provider.id,
        model=order.spec.id,
        operation=operation,
        prompt=order.prompt,
        parameters=order.parameters,
        references=[Given(i.image.digest, i.role, i.note) for i in order.items],
        mask=order.mask.digest if order.mask else "",
        copy=order.copy,
    )


def _split(job: Job, order: Order, per_call: int) -> None:
    """As few tasks as the model's most images of one request allow, each with its price."""
    now = clock.now()
    costs = {count: _estimate(job, order, count) for count in {*prices.calls(job.count, per_call)}}
    firsts = range(0, job.count, per_call)
    Task.objects.bulk_create(
        Task(
            job=job,
            position=position,
            count=min(per_call, job.count - first),
            offset=first,
            due_at=now,
            **prices.kept(costs[min(per_call, job.count - first)]),
        )
        for position, first in enumerate(firsts, start=1)
    )


def _estimate(job: Job, order: Order, count: int) -> Cost | None:
    return prices.estimate(
        order.provider,
        order.spec,
        [count],
        prompt=job.prompt_sent,
        parameters=order.parameters,
        inputs=len(order.references),
    )
