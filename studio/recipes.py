"""The fingerprint of what was asked: whoever asks for just the same again gets the same one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gallery.models import Image, User

from .models import Job

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Given:
    """A reference: the digest of its bytes, its role and note."""

    digest: str
    role: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A job of the same recipe, and what came of it."""

    job: Job
    images: list[Image]


def of(
    *,
    provider: str,
    model: str,
    operation: str,
    prompt: str,
    parameters: Mapping[str, Any],
    references: Iterable[Given] = (),
    mask: str = "",
    copy: Mapping[str, Any] | None = None,
) -> str:
    """SHA-256 in 64 signs. How many images were asked for makes no other recipe.

    `mask` is the digest of the mask's bytes, `copy` as in `Job.copy`.
    """
    asked = {
        "provider": provider,
        "model": model,
        "operation": operation,
        "prompt": prompt.strip(),
        "parameters": dict(parameters),
        "references": [[given.digest, given.role, given.note] for given in references],
        "mask": mask,
        "copy": dict(copy or {}),
    }
    text = json.dumps(_plain(asked), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def earlier(recipe: str, person: User | None) -> list[Earlier]:
    """The newest jobs of this recipe with something to show; everybody's while login is off.

    Two statements.
    """
    if not recipe:
        return []
    found = Job.objects.filter(recipe=recipe).exclude(state__in=EMPTY).order_by("-pk")
    jobs = list((found.filter(made_by=person) if person else found)[:SHOWN])
    images = _images([job.uuid for job in jobs])
    return [Earlier(job, images.get(job.uuid, [])) for job in jobs]


EMPTY = (Job.State.FAILED, Job.State.CANCELLED)


def _images(jobs: Sequence[UUID]) -> dict[UUID, list[Image]]:
    found: dict[UUID, list[Image]] = {}
    for image in Image.objects.filter(job__in=jobs, trashed_at=None).order_by("pk"):
        if image.job:
            found.setdefault(image.job, []).append(image)
    return found


def _plain(value: Any) -> Any:
    """JSON in which 1.0 and 1 are the same, as forms and databases give either."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
