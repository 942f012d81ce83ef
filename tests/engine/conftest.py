"""Tasks in any state, as rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from studio.models import Job, Session, Task
from tests.gateways.fixtures import *  # noqa: F403
from tests.gateways.server import Gateway

MakeTask = Callable[..., Task]
Connect = Callable[[Gateway], None]


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Connect:
    """Points this studio at a gateway, by its environment."""

    def to(gateway: Gateway) -> None:
        for name, value in gateway.environment.items():
            monkeypatch.setenv(name, value)

    return to


@pytest.fixture
def make_task(db: None) -> MakeTask:
    """A task of a job of its own; a sent one has an attempt whose lease has lapsed."""

    def make(state: str = Task.State.QUEUED, **fields: Any) -> Task:
        session = Session.objects.first() or Session.objects.create()
        job = Job.objects.create(
            session=session,
            submission=str(uuid4()),
            provider=fields.pop("provider", "dieyuyun"),
            provider_label="A gateway",
            model=fields.pop("model", "gemini-3.1-flash-image"),
            model_label="A model",
            prompt="A lighthouse",
            prompt_sent="A lighthouse",
            count=fields.pop("asked", 1),
        )
        now = timezone.now()
        sent = {"attempt": uuid4(), "submitted_at": now - timedelta(seconds=30)}
        known: dict[str, Any] = {} if state == Task.State.QUEUED else sent
        known |= {"due_at": now - timedelta(seconds=1), "position": 1}
        task = Task.objects.create(job=job, state=state, **(known | fields))
        return Task.objects.select_related("job").get(pk=task.pk)

    return make
