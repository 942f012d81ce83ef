"""The fields of a request, by whose word they carry."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from . import typed
from .providers import Brief, Field, Json, Provider


class Wire:
    """Asked by our names of fields. Raises what the provider refuses to send at all."""

    def __init__(self, provider: Provider, brief: Brief) -> None:
        self._fields: dict[str, list[Field]] = defaultdict(list)
        for field in provider.fields(brief):
            self._fields[field.of].append(field)
        for part in _files(provider, brief) if brief.inputs else ():
            name = "mask" if part == "mask" else "reference_images"
            self._fields[name].append(Field(part, None, name))

    def has(self, name: str) -> bool:
        return bool(self._fields.get(name))

    def place(self, *names: str) -> str:
        """What the wire calls them: the last part of each path."""
        found = (field.path.rpartition(".")[2] for field in self._of(names))
        return ", ".join(dict.fromkeys(found))

    def text(self, *names: str) -> str | None:
        """What the wire says there, None where it has no such field."""
        found = dict.fromkeys(_text(field.value) for field in self._of(names))
        return ", ".join(found) if found else None

    def _of(self, names: Iterable[str]) -> Iterator[Field]:
        return (field for name in names for field in self._fields.get(name, ()))


def _files(provider: Provider, brief: Brief) -> Iterator[str]:
    """The names of the parts that hold files."""
    parts = provider.sent(brief).get("files", ())
    for part in parts if isinstance(parts, list) else ():
        yield str(part).partition(":")[0]


def _text(value: Json) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return typed.text(value)
