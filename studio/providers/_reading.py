"""Null-safe reading of a gateway's answer: what is missing, or of another kind, is empty."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from .requests import Json

Node = Json | Mapping[str, Json]


def at(node: Node, *path: str) -> Json:
    """What lies there, going down one name at a time; None where the way ends."""
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return dict(node) if isinstance(node, Mapping) else node


def layer(node: Node, *path: str) -> dict[str, Json]:
    """The object there."""
    found = at(node, *path)
    return found if isinstance(found, dict) else {}


def layers(node: Node, *path: str) -> list[dict[str, Json]]:
    """The objects of the list there, without whatever else it holds."""
    found = at(node, *path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def text(node: Node, *path: str) -> str:
    """The text there."""
    found = at(node, *path)
    return found if isinstance(found, str) else ""


def whole(node: Node, *path: str) -> int:
    """The whole number there."""
    found = at(node, *path)
    return found if isinstance(found, int) else 0


def amount(value: Json) -> Decimal | None:
    """Money as a number or a text of one; None where it is none."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def percent(value: Json) -> int | None:
    """Progress as 40, "40%" or 0.4; None where there is none."""
    told = str(value).strip().removesuffix("%")
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", told):
        return None
    is_share = isinstance(value, float) and value <= 1
    return min(100, round(float(told) * (100 if is_share else 1)))


def moment(told: str) -> datetime | None:
    """A time such as "2026-08-02T09:00:00Z" or "20260802T090000Z"; None where it is none."""
    try:
        then = datetime.fromisoformat(told)
    except ValueError:
        return None
    return then if then.tzinfo else then.replace(tzinfo=UTC)


def left(seconds: float, since: datetime | None) -> float:
    """What is left of a span that began at `since`; all of it where the clocks disagree."""
    gone = (datetime.now(UTC) - since).total_seconds() if since else 0.0
    return seconds - gone if 0 < gone < seconds else seconds
