"""The very request of a brief, as code that a person can run, and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from studio.providers import Brief, Provider

from . import curl, javascript, python, samples, values
from .samples import Sample

_LANGUAGES: tuple[tuple[str, str, Callable[[Sample], str]], ...] = (
    ("curl", "cURL", curl.written),
    ("python", "Python", python.written),
    ("javascript", "JavaScript", javascript.written),
    ("json", "JSON", lambda sample: values.JSON.written(sample.content)),
)


@dataclass(frozen=True, slots=True)
class Example:
    """`text` in `language`, which is called `label` among people."""

    language: str
    label: str
    text: str


def examples(provider: Provider, brief: Brief) -> list[Example]:
    """One for each language. Raises what the provider refuses to send.

    A provider that calls nobody has no request: of it there is only what it draws from.
    """
    if not provider.env:
        return [Example("json", "JSON", values.JSON.written(provider.sent(brief)))]
    sample = samples.of(provider, brief)
    return [Example(language, label, write(sample)) for language, label, write in _LANGUAGES]
