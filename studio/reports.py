"""What a vendor's support wants to know of a job: a plain text in English, never a key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from . import keys
from .models import Job, Task
from .providers import NotFoundError, Provider, without

# What gateways call the number of a task.
NUMBERS = ("id", "task_id", "uuid")
WIDTH = 16


def of(job: Job) -> str:
    """The report on all requests of a job, also on those that were sent anew."""
    provider = _provider(job)
    tasks = list(job.tasks.all())
    parts = [_about(job, provider), *(_on(task, len(tasks)) for task in tasks)]
    text = "\n\n".join("\n".join(part) for part in parts)
    key = provider.key if provider else ""
    return f"{without(key, text)}\n"


def _provider(job: Job) -> Provider | None:
    try:
        return keys.provider(job.provider)
    except NotFoundError:
        return None


def _about(job: Job, provider: Provider | None) -> Iterator[str]:
    yield f"Proofsheet, report on job {job.pk} ({job.uuid})"
    yield from _line("Provider", f"{job.provider_label} ({job.provider})")
    yield from _line("Host", urlsplit(provider.base_url).netloc if provider else "")
    yield from _line("Model", job.model)
    yield from _line("Operation", job.operation)
    yield from _line("State", job.state)
    yield from _line("Submitted", _moment(job.created_at))


def _on(task: Task, of: int) -> Iterator[str]:
    yield f"Request {task.position} of {of}"
    yield from _line("Attempt", str(task.attempt or ""))
    yield from _line("Gateway's task", _number(task.handle))
    yield from _line("Request id", task.request_id)
    yield from _line("Sent", _moment(task.submitted_at))
    yield from _line("Answered", _moment(task.answered_at))
    yield from _line("Ended", _moment(task.ended_at))
    yield from _line("HTTP status", str(task.http_status or ""))
    yield from _line("State", task.state)
    yield from _line("Error", ": ".join(filter(None, (task.error, task.error_text))))
    yield from _line("Money spent", task.money if task.is_over else "")
    yield from _line("Cost", _cost(task))
    yield from _line("Usage", _json(task.usage))
    yield from _block("Fields as sent", _json(task.sent, indent=2))
    yield from _block("Answer", task.answer)
    yield from _block("Details", "" if task.error_detail == task.answer else task.error_detail)


def _line(name: str, value: str) -> Iterator[str]:
    """One line, none where there is nothing to tell."""
    if value:
        yield f"{name + ':':{WIDTH}}{' '.join(value.split())}"


def _block(name: str, value: str) -> Iterator[str]:
    if value:
        yield f"{name}:"
        yield value


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds") if at else ""


def _number(handle: dict[str, Any] | None) -> str:
    """The gateway's own number of a task; whatever it gave us where none of it is called so."""
    known = (handle or {}).get
    found = next((str(known(name)) for name in NUMBERS if known(name)), "")
    return found or _json(handle)


def _cost(task: Task) -> str:
    if task.cost is None:
        return ""
    return f"{task.cost.normalize():f} {task.currency}, {task.cost_source or 'source unknown'}"


def _json(value: Any, *, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent) if value else ""
