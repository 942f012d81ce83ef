"""What a studio holds, read beside it and told as JSON: `python -m tests.crashes.audit`."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.crashes import beside  # noqa: F401 (before anything of Django)

# After the settings: models cannot be made without them.
from django.conf import settings  # isort: skip
from django.db import connection  # isort: skip
from django.utils import timezone  # isort: skip
from PIL import Image as Pillow

from gallery import upkeep
from gallery.models import Image, Import
from studio import results, spools
from studio.models import Job, Spent, Task
from studio.queue import huey

FOLDERS = ("originals", "thumbs", "copies")


def told() -> dict[str, Any]:
    return {
        "jobs": {str(job.submission): _job(job) for job in Job.objects.prefetch_related("tasks")},
        "unfinished": _unfinished(),
        "faults": list(_faults()),
        "images": Image.objects.count(),
        "files": {name: sum(1 for _ in _files(name)) for name in (*FOLDERS, "incoming", "answers")},
    }


def _job(job: Job) -> dict[str, Any]:
    tasks = list(job.tasks.all())
    return {
        "state": job.state,
        "count": job.count,
        "tasks": [task.state for task in tasks],
        "errors": [f"{task.error} {task.error_text}".strip() for task in tasks],
        "images": Image.objects.filter(job=job.uuid).count(),
        "frames": Image.objects.filter(job=job.uuid).values("task", "frame").distinct().count(),
        "is_settled": job.state == results.state_of(job),
    }


def _unfinished() -> dict[str, int]:
    """What is still under way; all 0 when the studio has come to rest."""
    return {
        "tasks": Task.objects.filter(state__in=Task.UNFINISHED).count(),
        "leases": Task.objects.filter(lease_until__gt=timezone.now()).count(),
        "messages": huey.storage.queue_size(),
        "later messages": huey.storage.schedule_size(),
        "imports": Import.objects.filter(state=Import.State.OPEN).count(),
        "without thumbnails": Image.objects.filter(thumbs_version=0, trashed_at=None).count(),
    }


def _faults() -> Iterator[str]:
    yield from _database()
    yield from _wrong_files()
    yield from _wrong_sums()
    yield from _left_answers()
    report = upkeep.check(is_repair=False, is_quick=False, told=lambda *_at: None)
    for kind, found in report.found.items():
        yield f"{kind.label}: {found.count}, such as {found.examples[0]}"


def _left_answers() -> Iterator[str]:
    """Paid answers that are whole and came to nothing, and those that serve nobody any more."""
    for task in Task.objects.filter(attempt__in=list(spools.saved())):
        if task.state == Task.State.UNCONFIRMED and task.error != "internal":
            yield f"{task} is unconfirmed, though its answer is here"
        if task.state == Task.State.FINISHED:
            yield f"{task} is finished, and its answer still here"


def _database() -> Iterator[str]:
    if connection.vendor != "sqlite":
        return
    for name in ("proofsheet.sqlite3", "queue.sqlite3"):
        with closing(sqlite3.connect(settings.DATA_DIR / name, timeout=20)) as database:
            for (line,) in database.execute("PRAGMA integrity_check"):
                if line != "ok":
                    yield f"{name}: {line}"


def _files(name: str) -> Iterator[Path]:
    return (path for path in (settings.DATA_DIR / name).rglob("*") if path.is_file())


def _wrong_files() -> Iterator[str]:
    """Originals that are not what their name says, and whatever does not decode."""
    for name in FOLDERS:
        for path in _files(name):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if name == "originals" and path.stem != digest:
                yield f"{path.name} has other bytes than its name says"
            try:
                with Pillow.open(path) as picture:
                    picture.load()
            except Exception as error:
                yield f"{name}/{path.name} does not decode: {error!r}"


def _wrong_sums() -> Iterator[str]:
    """The sums of money against the tasks that were added to them."""
    there: dict[tuple[object, ...], Counter[str]] = {}
    for task in Task.objects.filter(counted__isnull=False).select_related("job"):
        job, bill = task.job, task.counted
        kind = (bill["day"], job.provider, job.model, job.session_id, bill["currency"])
        sums = there.setdefault(kind, Counter())
        sums.update(attempts=1, images=bill["images"], unknown=bill["unknown"])
        sums.update({name: Decimal(bill[name]) for name in ("cost", "perhaps")})  # type: ignore[arg-type]
    known = {
        (str(row.day), row.provider, row.model, row.session, row.currency): row
        for row in Spent.objects.all()
    }
    for kind in {*there, *known}:
        sums, row = there.get(kind, Counter()), known.get(kind)
        for name in ("attempts", "images", "unknown", "cost", "perhaps"):
            if (value := getattr(row, name, 0)) != sums[name]:
                yield f"Spent on {kind}: {name} is {value}, tasks say {sums[name]}"


if __name__ == "__main__":
    brief = {"unfinished": _unfinished()} if "--brief" in sys.argv else told()
    print(json.dumps(brief, default=str))
