"""How an image came to be, as whoever brings one tells it to the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from .models import Image, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How an image came to be, in the fields of `Image`, and what it was made from, in order."""

    origin: str = Image.Origin.MADE
    made_by: User | None = None
    private_to: User | None = None
    provider: str = ""
    provider_label: str = ""
    model: str = ""
    model_label: str = ""
    prompt: str = ""
    prompt_sent: str = ""
    revised_prompt: str = ""
    note: str = ""
    aspect_ratio: str = ""
    resolution: str = ""
    asked_width: int | None = None
    asked_height: int | None = None
    parameters_asked: dict[str, Any] = field(default_factory=dict)
    parameters_sent: dict[str, Any] = field(default_factory=dict)
    fates: list[dict[str, Any]] = field(default_factory=list)
    copy: dict[str, Any] = field(default_factory=dict)
    sources: list[dict[str, str]] = field(default_factory=list)
    seed: int | None = None
    cost: Decimal | None = None
    currency: str = ""
    cost_source: str = ""
    started_at: datetime | None = None
    seconds: float | None = None
    job: UUID | None = None
    task: UUID | None = None
    frame: int | None = None
    session: str = ""
    recipe: str = ""
    parents: Sequence[Image] = ()
