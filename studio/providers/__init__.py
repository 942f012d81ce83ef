"""The providers, found by their files: a new one is a new file and nothing else.

This is the only door: whoever is outside imports from here.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterator
from typing import TypeGuard

from . import sizes
from ._secrets import without
from ._wire import user_agent
from .base import Provider
from .errors import (
    ConfigurationError,
    CreditsError,
    ExpiredError,
    InvalidError,
    NoImageError,
    NotFoundError,
    ProviderError,
    RateLimitedError,
    RefusedError,
    TimedOutError,
    UnavailableError,
    UncertainError,
    UnreadableError,
)
from .http import download
from .http import saved as saved_answer
from .memory import lend as lend_memory
from .outcomes import Account, Answer, Cost, Listed, Made, Picture, Waiting
from .parameters import Value
from .requests import Brief, Field, File, Input, Json, Request
from .specs import ModelSpec, Operation

__all__ = [
    "Account",
    "Answer",
    "Brief",
    "ConfigurationError",
    "Cost",
    "CreditsError",
    "ExpiredError",
    "Field",
    "File",
    "Input",
    "InvalidError",
    "Json",
    "Listed",
    "Made",
    "ModelSpec",
    "NoImageError",
    "NotFoundError",
    "Operation",
    "Picture",
    "Provider",
    "ProviderError",
    "RateLimitedError",
    "RefusedError",
    "Request",
    "TimedOutError",
    "UnavailableError",
    "UncertainError",
    "UnreadableError",
    "Value",
    "Waiting",
    "all",
    "download",
    "get",
    "lend_memory",
    "saved_answer",
    "sizes",
    "user_agent",
    "without",
]


@functools.cache
def all() -> tuple[type[Provider], ...]:
    """Every provider: the sketch first, the others by label."""
    return tuple(sorted(_found(), key=lambda cls: (cls.id != "sketch", cls.label.casefold())))


def get(id: str) -> type[Provider]:
    """The provider with this id."""
    for cls in all():
        if cls.id == id:
            return cls
    raise NotFoundError(f"There is no provider {id!r}.")


def _found() -> Iterator[type[Provider]]:
    """The classes with an id that the files of this folder define; `_` hides a file."""
    for file in pkgutil.iter_modules(__path__):
        if not file.name.startswith("_"):
            module = importlib.import_module(f"{__name__}.{file.name}")
            for thing in vars(module).values():
                if _is_provider_of(thing, module.__name__):
                    yield thing


def _is_provider_of(thing: object, module: str) -> TypeGuard[type[Provider]]:
    return (
        isinstance(thing, type)
        and issubclass(thing, Provider)
        and bool(thing.id)
        and thing.__module__ == module
    )
