"""The list of requests that Lumenfall keeps, newest first, in pages and by what is asked."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from .lumenfall_fields import refuse

STATUSES = (
    "completed", "pending", "processing", "upstream_failure", "rejected", "cancelled",
)  # fmt: skip
QUESTIONS = ("limit", "status", "starting_after", "created_after", "created_before")


@dataclass
class Record:
    """One request. `cost` is in millionths of a dollar; `polls`: how often it is yet processing."""

    id: str
    endpoint: str
    model: str
    user: str | None
    status: str
    started: datetime
    cost: int = 0
    error_code: str | None = None
    error_message: str | None = None
    polls: int = 0
    ended: datetime = field(default_factory=lambda: datetime.now(UTC))
    looks: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def seen(self) -> None:
        """One that is processing comes to its end while it is looked at."""
        if self.status == "processing" and next(self.looks) > self.polls:
            self.status = "completed"

    def told(self) -> dict[str, Any]:
        is_done = self.status != "processing"
        duration = int((self.ended - self.started).total_seconds() * 1000)
        return {
            "id": self.id,
            "object": "request",
            "created_at": self.started.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "model": self.model,
            "modality": "image",
            "endpoint": self.endpoint,
            "status": self.status,
            "cost": self.cost / 1e6 if is_done else 0,
            "currency": "usd",
            "duration_ms": duration if is_done else None,
            "key_id": "key_1",
            "error_code": self.error_code,
            "error_message": self.error_message,
            "session_id": None,
            "trace_id": None,
            "user": self.user,
        }


def page(records: list[Record], query: str, path: str) -> dict[str, Any]:
    """One page of the list; a question that is not asked to the letter is refused."""
    asked = dict(parse_qsl(query, keep_blank_values=True))
    for name in asked.keys() - set(QUESTIONS):
        raise refuse(f"{name}: Unrecognized parameter")
    limit = asked.get("limit", "20")
    if not limit.isdecimal() or not 1 <= int(limit) <= 100:
        raise refuse("limit: Expected a number from 1 to 100")
    for record in records:
        record.seen()
    told = [record.told() for record in _chosen(list(reversed(records)), asked)]
    data = told[: int(limit)]
    further = {**asked, "starting_after": data[-1]["id"]} if len(told) > len(data) else {}
    return {
        "object": "list",
        "data": data,
        "next_page_url": f"{path}?{urlencode(further)}" if further else None,
        "previous_page_url": None,
    }


def _chosen(records: list[Record], asked: Mapping[str, str]) -> list[Record]:
    if asked.get("status", "completed") not in STATUSES:
        raise refuse("status: Invalid value")
    after, before = (_time(asked.get(name)) for name in ("created_after", "created_before"))
    if "starting_after" in asked:
        ids = [record.id for record in records]
        if asked["starting_after"] not in ids:
            raise refuse("starting_after: No such request")
        records = records[ids.index(asked["starting_after"]) + 1 :]
    return [
        record
        for record in records
        if record.status == asked.get("status", record.status)
        and (after is None or record.started >= after)
        and (before is None or record.started <= before)
    ]


def _time(words: str | None) -> datetime | None:
    if words is None:
        return None
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        raise refuse("Expected an ISO 8601 datetime") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
