"""Sessions with attempts in them, as rows alone: for what needs no files and no engine."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from gallery.models import Image
from studio.models import Job, Session, Task


def attempt(
    session: Session, prompt: str = "A boat on a lake", parent: Job | None = None, **options: Any
) -> Job:
    """A finished job with `images` pictures, 1 unless told; `task` and the rest are fields."""
    images, task = options.pop("images", 1), options.pop("task", {})
    known: dict[str, Any] = {
        "provider": "sketch", "provider_label": "Sketch", "model": "quick",
        "model_label": "Quick sketch", "parameters": {"aspect_ratio": "3:2", "resolution": "1K"},
        "width": 96, "height": 64, "state": Job.State.FINISHED, "submission": str(uuid4()),
        "count": max(images, 1), "prompt_sent": prompt, "ended_at": timezone.now(),
    }  # fmt: skip
    job = Job.objects.create(session=session, prompt=prompt, parent=parent, **(known | options))
    ended = {"state": Task.State.FINISHED, "cost": 0, "currency": "USD"}
    row = Task.objects.create(job=job, position=1, count=job.count, **(ended | task))
    Image.objects.bulk_create(
        picture(prompt, job=job.uuid, task=row.uuid, frame=n) for n in range(images)
    )
    return job


def picture(prompt: str = "", **fields: Any) -> Image:
    """An image with thumbnails, unsaved and without a file."""
    known = {
        "origin": "made", "digest": uuid4().hex * 2, "file_format": "png", "bytes": 1,
        "width": 96, "height": 64, "color": "#aabbcc", "thumbs_version": 1, "prompt": prompt,
    }  # fmt: skip
    return Image(**(known | fields))


def line(session: Session, count: int, *, every: int = 0, images: int = 1) -> list[Job]:
    """Attempts one from the other, each with a new word; every so many go back to one before."""
    jobs = [attempt(session, images=images)]
    for number in range(1, count):
        back = every and number % every == 0 and number > 3
        parent = jobs[-3] if back else jobs[-1]
        words = [*parent.prompt.split(), f"word{number}"][-30:]
        jobs.append(attempt(session, " ".join(words), parent, images=images))
    return jobs
