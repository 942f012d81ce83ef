"""References and masks as they go out: within the model's limits, for strict gateways to judge."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image as Pillow

from gallery import store
from gallery.models import Image
from studio import briefs
from studio.models import Job, Reference, Task
from studio.providers import ModelSpec, Operation
from tests import factories
from tests.gateways.openai_images import OpenAIImagesGateway

from .conftest import Connect, MakeTask
from .working import only_task, submit, turn

pytestmark = pytest.mark.django_db


def accepted(picture: Pillow.Image) -> Image:
    return store.accept(factories.upload(factories.encoded(picture)), None)


def hole(width: int, height: int) -> Image:
    """A mask with a round transparent part."""
    picture = factories.drawing(width, height, mode="RGBA")
    picture.paste((0, 0, 0, 0), (width // 4, height // 4, width // 2, height // 2))
    return accepted(picture)


def edit(**limits: int) -> ModelSpec:
    operation = Operation(max_inputs=14, **limits)
    return ModelSpec(id="m", label="M", generate=Operation(), edit=operation)


@pytest.mark.parametrize("size", [(900, 600), (5000, 3000)], ids=["as it is", "made smaller"])
def test_a_mask_is_as_large_as_the_first_reference_that_is_sent(
    connect: Connect, openai_gateway: OpenAIImagesGateway, size: tuple[int, int]
) -> None:
    connect(openai_gateway)
    references = [accepted(factories.drawing(*size)), accepted(factories.drawing(seed=2))]
    job = turn(submit("openai", references=references, mask=hole(*size)))
    assert job.state == Job.State.FINISHED, only_task(job).error_text
    parts = {part.name: part for part in openai_gateway.paid[0].parts if part.filename}
    mask = Pillow.open(BytesIO(parts["mask"].data))
    assert mask.getchannel("A").getextrema() == (0, 255)
    assert mask.size[0] <= size[0]


def test_a_mask_stays_here_where_the_model_takes_none(make_task: MakeTask) -> None:
    task = with_references(make_task(Task.State.QUEUED), 1)
    Job.objects.update(mask=hole(64, 48))
    task.job.refresh_from_db()
    assert briefs.of(task, edit(), task.uuid).mask is None


def test_all_references_together_fit_into_what_the_model_takes(make_task: MakeTask) -> None:
    task = with_references(make_task(Task.State.QUEUED), 4)
    spec = edit(max_total=400_000)
    inputs = briefs.of(task, spec, task.uuid).inputs
    assert len(inputs) == 4
    assert sum(len(each.data) for each in inputs) <= 400_000
    assert max(len(each.data) for each in inputs) > 20_000


def test_a_reference_that_does_not_fit_is_named_and_nothing_is_sent(
    connect: Connect, openai_gateway: OpenAIImagesGateway
) -> None:
    connect(openai_gateway)
    reference = accepted(factories.drawing(61, 47, seed=97))  # no other test has these bytes
    job = submit("openai", references=[reference])
    store.original(reference).write_bytes(b"no picture any more")
    task = only_task(turn(job))
    assert (task.error, task.money) == ("invalid_request", "no")
    assert task.error_text == "reference-1 cannot be read any more."
    assert not openai_gateway.requests


def with_references(task: Task, count: int) -> Task:
    """References that are heavy pictures, each of its own."""
    Job.objects.filter(pk=task.job_id).update(operation="edit")
    for position in range(1, count + 1):
        image = accepted(factories.grain(600 + position, 600))
        Reference.objects.create(job=task.job, image=image, position=position)
    task.job.refresh_from_db()
    return task
