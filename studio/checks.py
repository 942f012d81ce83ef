"""System checks: a wrong variable of a provider is told before it is met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from . import keys


@register()
def environment(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    hint = "Every variable and what it takes is in README.md, section “Settings”."
    return [Error(problem, hint=hint, id="studio.E001") for problem in keys.problems()]
