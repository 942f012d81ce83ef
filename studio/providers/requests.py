"""What goes to a provider: a brief in our words, a request in its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .parameters import Value

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
OperationName = Literal["generate", "edit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A reference as it is sent: upright, stripped, within the operation's limits.

    `url` is where the gateway keeps it, for a provider that wants references uploaded.
    """

    name: str
    mime: str
    data: bytes = field(repr=False)
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All that a provider gets for one paid request. `attempt` is our own id of it.

    `offset` counts the images of the same job that earlier tasks make.
    An exact canvas stands in `parameters` as `width` and `height`, for an operation with
    `pixels`; then neither shape nor tier stands there.
    """

    model: str
    prompt: str
    operation: OperationName = "generate"
    parameters: Mapping[str, Value] = field(default_factory=dict)
    count: int = 1
    inputs: tuple[Input, ...] = ()
    mask: Input | None = None
    attempt: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a request: its place on the wire and whose word it carries.

    `path` has a dot for each level of JSON, `of` is our own name of what a person chose
    (`aspect_ratio`, `num_images`, `reference_images` …), empty where nobody chose it.
    `is_verbatim`: a person wrote the path, and a dot in it is a dot.
    """

    path: str
    value: Json
    of: str = ""
    is_verbatim: bool = False


def nested(fields: Iterable[Field]) -> dict[str, Json]:
    """The JSON object that these fields make together."""
    body: dict[str, Json] = {}
    for each in fields:
        *outer, last = [each.path] if each.is_verbatim else each.path.split(".")
        layer = body
        for name in outer:
            inner = layer.setdefault(name, {})
            if not isinstance(inner, dict):
                raise ValueError(f"{each.path} lies within a value")
            layer = inner
        layer[last] = each.value
    return body


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a multipart request, under the form field `field`."""

    field: str
    name: str
    mime: str
    data: bytes = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The very request that is sent. `json` or (`form`, `files`), never both.

    `headers` holds no key: `Provider.auth()` adds it when the request goes out.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, Json] | None = None
    form: tuple[tuple[str, str], ...] = ()
    files: tuple[File, ...] = ()

    def sent(self) -> dict[str, Json]:
        """The fields as they go out, without the bytes of files."""
        if self.json is not None:
            return {name: _without_bytes(value) for name, value in self.json.items()}
        return {**dict(self.form), "files": [f"{f.field}: {f.name}" for f in self.files]}


def _without_bytes(value: Json) -> Json:
    """Data URIs cut to their type, however deep they lie."""
    if isinstance(value, str):
        return value.partition(",")[0] if value.startswith("data:") else value
    if isinstance(value, list):
        return [_without_bytes(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_bytes(item) for name, item in value.items()}
    return value
