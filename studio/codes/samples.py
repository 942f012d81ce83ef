"""A request without its secrets and bytes: what the code in every language is made from.

It is the request that is sent, made with marks in the place of the key and of each reference,
so that what reads the one from the environment and the other from a file can be put there.
"""

from __future__ import annotations

import base64
import copy
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from studio.providers import Brief, File, Input, Json, Provider, Request, user_agent


@dataclass(frozen=True, slots=True)
class Given:
    """A reference in the place of a text: its bytes in base64 after the text `before`.

    `is_uploaded`: instead of them what its upload calls it.
    """

    name: str
    mime: str
    before: str = ""
    is_uploaded: bool = False


Node = Mapping[str, "Node"] | Sequence["Node"] | Given | str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Header:
    """One header; the key follows `text` where it `has_key`."""

    name: str
    text: str
    has_key: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """What gives a file as form field `field` to `url`, and where the answer tells its name."""

    url: str
    field: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """`variable` of the environment holds the key, '' where there is none. `timeout` in seconds.

    `body` is JSON; without one it is a form of `form` and `files`. `references` are those that
    stand in the body.
    """

    url: str
    headers: tuple[Header, ...]
    variable: str
    timeout: float
    body: Mapping[str, Node] | None
    form: tuple[tuple[str, str], ...]
    files: tuple[File, ...]
    references: tuple[Given, ...]
    upload: Upload | None

    @property
    def content(self) -> Mapping[str, Node]:
        """What goes out: the body, or the fields of the form and the names of its files."""
        if self.body is not None:
            return self.body
        found: dict[str, list[Node]] = {}
        for name, value in (*self.form, *((file.field, file.name) for file in self.files)):
            found.setdefault(name, []).append(value)
        return {name: said if len(said) > 1 else said[0] for name, said in found.items()}


def of(provider: Provider, brief: Brief) -> Sample:
    """Raises what the provider refuses to send."""
    inputs = tuple(_marked(each, provider) for each in brief.inputs)
    mask = _marked(brief.mask, provider) if brief.mask else None
    request = provider.request(replace(brief, inputs=inputs, mask=mask))
    marks = {mark: given for each in inputs for mark, given in _marks(each)}
    body = None if request.json is None else {n: _given(v, marks) for n, v in request.json.items()}
    is_uploading = provider.needs_upload and bool(inputs)
    return Sample(
        url=request.url,
        headers=_headers(provider, request),
        variable=f"{provider.env}_API_KEY" if provider.key else "",
        timeout=provider.timeout,
        body=body,
        form=request.form,
        files=request.files,
        references=() if body is None else _references(inputs, is_uploaded=is_uploading),
        upload=_upload(provider, inputs[0]) if is_uploading else None,
    )


def _marked(input: Input, provider: Provider) -> Input:
    """The input with a few bytes of its own, so that they are found again in the request."""
    url = secrets.token_hex(12) if provider.needs_upload else ""
    return replace(input, data=secrets.token_bytes(12), url=url)


def _marks(input: Input) -> list[tuple[str, Given]]:
    """The texts that stand for a marked input."""
    inline = base64.b64encode(input.data).decode()
    marks = [(inline, Given(input.name, input.mime))]
    return [*marks, *([(input.url, _uploaded(input))] if input.url else [])]


def _uploaded(input: Input) -> Given:
    return Given(input.name, input.mime, is_uploaded=True)


def _references(inputs: tuple[Input, ...], *, is_uploaded: bool) -> tuple[Given, ...]:
    return tuple(Given(each.name, each.mime, is_uploaded=is_uploaded) for each in inputs)


def _given(node: Json, marks: Mapping[str, Given]) -> Node:
    """The same with what stands for a reference in the place of its mark."""
    if isinstance(node, dict):
        return {name: _given(value, marks) for name, value in node.items()}
    if isinstance(node, list):
        return [_given(value, marks) for value in node]
    if isinstance(node, str):
        found = ((mark, given) for mark, given in marks.items() if mark in node)
        for mark, given in found:
            return replace(given, before=node.partition(mark)[0])
    return node


def _headers(provider: Provider, request: Request) -> tuple[Header, ...]:
    """Those that go out, without the ones that every client sets itself."""
    mark = secrets.token_hex(12)
    keyed = copy.copy(provider)
    keyed.key = mark if provider.key else ""
    plain = {**request.headers, "User-Agent": user_agent()}
    return (
        *(
            Header(name, text.partition(mark)[0], mark in text)
            for name, text in keyed.auth().items()
        ),
        *(Header(name, text) for name, text in plain.items()),
    )


def _upload(provider: Provider, input: Input) -> Upload:
    request = provider.upload_request(input)
    path = tuple(provider.upload_path.split("."))
    return Upload(url=request.url, field=request.files[0].field, path=path)
