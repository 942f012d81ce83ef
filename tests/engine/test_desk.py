"""Whoever writes waits for its turn before it takes the database's lock, never the other way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from studio import jobs
from studio.models import Job, Task
from tests.running import PATIENCE

from .conftest import MakeTask


@pytest.mark.django_db(transaction=True)
def test_a_retry_and_a_cancel_at_once_do_not_wait_for_each_other(make_task: MakeTask):
    lost = make_task(Task.State.FAILED, due_at=None, error="unavailable")
    other = make_task(Task.State.QUEUED)
    is_amid = threading.Event()

    def dawdle(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('INSERT INTO "studio_task"'):
            is_amid.set()
            time.sleep(0.3)
        return execute(sql, *rest)

    def cancel() -> None:
        is_amid.wait(PATIENCE)
        jobs.cancel(other.job)
        connection.close()

    thread = threading.Thread(target=cancel)
    thread.start()
    with connection.execute_wrapper(dawdle):
        jobs.retry(lost.job)
    thread.join()
    states = set(Job.objects.values_list("state", flat=True))
    assert states == {Job.State.CANCELLED, Job.State.QUEUED}
