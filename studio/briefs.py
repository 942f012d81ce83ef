"""From our rows to what a provider gets, and from what it gives to what the gallery keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from gallery import store
from gallery.store import Recipe

from .desk import at_desk
from .models import Job, Task
from .providers import Brief, Input, InvalidError, Made, ModelSpec, Operation, Picture


def of(task: Task, spec: ModelSpec, attempt: UUID) -> Brief:
    """The brief of a task's next paid request, references rendered within the model's limits."""
    job = task.job
    inputs = inputs_of(job, spec)
    return Brief(
        model=job.model,
        prompt=job.prompt_sent,
        operation="edit" if job.operation == "edit" else "generate",
        parameters=job.parameters,
        count=task.count,
        inputs=inputs,
        mask=_mask(job, spec, inputs),
        attempt=str(attempt),
        offset=task.offset,
    )


def inputs_of(job: Job, spec: ModelSpec) -> tuple[Input, ...]:
    """The references of a job as the model takes them: upright, stripped, small enough."""
    images = _parents(job)
    limits = spec.operation(len(images))
    if limits.max_total and images:
        each = limits.max_total // len(images)
        limits = replace(limits, max_bytes=min(limits.max_bytes, each))
    return tuple(_input(position, image, limits) for position, image in enumerate(images, start=1))


def _input(position: int, image: store.Image, limits: Operation) -> Input:
    name = f"reference-{position}"
    try:
        data, mime = store.for_sending(
            image,
            formats=limits.input_formats,
            max_bytes=limits.max_bytes,
            max_side=limits.max_side,
        )
    except store.UnreadablePictureError as error:
        raise InvalidError(f"{name} cannot be read any more.") from error
    except ValueError as error:
        raise InvalidError(f"{name} cannot be made small enough for this model.") from error
    return Input(name=f"{name}.{mime.rpartition('/')[2]}", mime=mime, data=data)


def _mask(job: Job, spec: ModelSpec, inputs: Sequence[Input]) -> Input | None:
    """The mask in the pixels of the first reference as it is sent."""
    mask = _mask_of(job) if inputs and spec.operation(len(inputs)).takes_mask else None
    if mask is None:
        return None
    data = store.mask_for_sending(mask, inputs[0].data)
    return Input(name="mask.png", mime="image/png", data=data)


@at_desk
def _mask_of(job: Job) -> store.Image | None:
    return job.mask


def spool(task: Task) -> Path:
    """Where the answer to a task's attempt is safe before anything is done with it."""
    return answers() / str(task.attempt)


def answers() -> Path:
    """The folder of all answers, made if it is not there."""
    folder: Path = settings.DATA_DIR / "answers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def made_of(made: Made) -> dict[str, Any]:
    """What a task remembers of a result, without bytes."""
    return {
        "note": made.note,
        "sources": [dict(source) for source in made.sources],
        "pictures": [
            {"url": p.url, "revised_prompt": p.revised_prompt, "seed": p.seed}
            for p in made.pictures
        ],
    }


def pictures_of(task: Task) -> tuple[Picture, ...]:
    """The remembered pictures: links; one that came as bytes has neither link nor bytes."""
    pictures = (task.made or {}).get("pictures", [])
    return tuple(Picture(**picture) for picture in pictures)


def recipe_of(task: Task, frame: int, picture: Picture) -> Recipe:
    """All that the gallery keeps of how an image came to be."""
    made = task.made or {}
    return replace(
        _ordered(task.job),
        revised_prompt=picture.revised_prompt,
        note=str(made.get("note", "")),
        sources=made.get("sources", []),
        parameters_sent=task.sent,
        seed=picture.seed,
        cost=_share(task),
        currency=task.currency,
        cost_source=task.cost_source,
        started_at=task.submitted_at,
        seconds=_seconds(task),
        task=task.uuid,
        frame=frame,
    )


def _ordered(job: Job) -> Recipe:
    """The part of a recipe that a person chose."""
    return Recipe(
        provider=job.provider,
        provider_label=job.provider_label,
        model=job.model,
        model_label=job.model_label,
        prompt=job.prompt,
        prompt_sent=job.prompt_sent,
        aspect_ratio=job.aspect_ratio,
        resolution=job.resolution,
        asked_width=job.width,
        asked_height=job.height,
        parameters_asked={**job.parameters, "num_images": job.count},
        fates=job.fates,
        copy=job.copy,
        parents=_parents(job),
        made_by=job.made_by,
        private_to=job.session.private_to,
        job=job.uuid,
        session=str(job.session_id),
        recipe=job.recipe,
    )


def _parents(job: Job) -> list[store.Image]:
    return _references(job) if job.operation == "edit" else []


@at_desk
def _references(job: Job) -> list[store.Image]:
    return [reference.image for reference in job.references.select_related("image")]


def _share(task: Task) -> Decimal | None:
    pictures = len((task.made or {}).get("pictures", [])) or 1
    return None if task.cost is None else (task.cost / pictures).quantize(Decimal("0.000001"))


def _seconds(task: Task) -> float | None:
    if not (task.submitted_at and task.answered_at):
        return None
    return (task.answered_at - task.submitted_at).total_seconds()
