"""What tests of the composer share: every provider connected, and forms as they are posted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict

from studio import forms, keys, providers
from studio.forms import PromptForm
from studio.sheet import Sheet


@pytest.fixture
def all_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every provider has a key, and the server of one's own an address and a model."""
    for cls in providers.all():
        if cls.needs_key:
            monkeypatch.setenv(f"{cls.env}_API_KEY", "secret-key-of-a-test")
    monkeypatch.setenv("CUSTOM_BASE_URL", "http://localhost:1/v1")
    monkeypatch.setenv("CUSTOM_MODELS", "flux-dev")


def sent(**fields: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in ({"model": "sketch:quick", "prompt": "A boat"} | fields).items():
        data.setlist(name, [str(v) for v in value] if isinstance(value, list) else [str(value)])
    return data


def form(**fields: Any) -> PromptForm:
    return forms.submitted(sent(**fields), {})[0]


def errors(name: str, **fields: Any) -> str:
    return " ".join(map(str, form(**fields).errors.get(name, ())))


def notes(found: PromptForm) -> list[str]:
    return Sheet(found, None).notes


def models() -> Iterator[str]:
    """The names of all models that are ready."""
    return (f"{provider.id}:{spec.id}" for provider, spec in keys.models())
