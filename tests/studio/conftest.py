"""A studio with no key in the environment, its rows, and its engine turned by hand."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image as Picture

from gallery import store
from gallery.models import Image
from studio import darkroom, providers, tasks
from studio.models import Job, Session, Task
from tests.running import wait_until

MakeJob = Callable[..., Job]
MakeImage = Callable[..., Image]


@pytest.fixture(autouse=True)
def _without_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for cls in providers.all():
        for name in ("API_KEY", "BASE_URL", "MODELS", "REQUESTS_PER_MINUTE"):
            monkeypatch.delenv(f"{cls.env}_{name}", raising=False)


@pytest.fixture
def htmx() -> Client:
    """A browser in which htmx sends the requests."""
    return Client(headers={"HX-Request": "true"})


def png(width: int = 40, height: int = 30, color: str = "tomato") -> bytes:
    file = BytesIO()
    Picture.new("RGB", (width, height), color).save(file, "PNG")
    return file.getvalue()


def upload(name: str = "boat.png", content: bytes = b"", **options: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or png(**options), "image/png")


@pytest.fixture
def make_image(db: None) -> MakeImage:
    """An upload of a picture of its own colour."""
    colors = iter(range(0x123456, 0xFFFFFF, 0x1111))

    def make(**options: Any) -> Image:
        return store.accept(upload(color=f"#{next(colors):06x}", **options), None)

    return make


@pytest.fixture
def make_job(db: None) -> MakeJob:
    """A job of one task in any state; `task` holds fields of the task."""

    def make(*, task: dict[str, Any] | None = None, **fields: Any) -> Job:
        session = Session.objects.first() or Session.objects.create()
        known: dict[str, Any] = {
            "provider": "sketch",
            "provider_label": "Sketch",
            "model": "quick",
            "model_label": "Quick sketch",
            "prompt": "A lighthouse",
            "prompt_sent": "A lighthouse",
            "parameters": {"aspect_ratio": "16:9", "resolution": "1K"},
            "width": 1376,
            "height": 768,
            "submission": str(uuid4()),
        }
        job = Job.objects.create(session=session, **(known | fields))
        queued = {"count": job.count, "due_at": timezone.now()}
        Task.objects.create(job=job, position=1, **(queued | (task or {})))
        return job

    return make


def keep_frames(job: Job, count: int = 1) -> list[Image]:
    """Pictures as the job's first task would have left them, of the size that was asked."""
    task, images = job.tasks.all()[0], []
    for frame in range(count):
        source = store.temporary(".png")
        source.write_bytes(
            png(job.width or 1024, job.height or 1024, f"#00{frame:02x}{job.pk % 256:02x}")
        )
        recipe = store.Recipe(prompt=job.prompt, job=job.uuid, task=task.uuid, frame=frame)
        images.append(store.keep(source, recipe))
    return images


def turn(job: Job) -> Job:
    """Take every step of a job's tasks, as a worker would, thumbnails too.

    The test needs real transactions.
    """
    for task in job.tasks.all():
        tasks.step(task.pk)
    wait_until(lambda: not darkroom._begun)
    job.refresh_from_db()
    return job
