"""What all providers behind HTTP have in common: how a brief goes out and an answer comes in.

A gateway says where its fields lie (`paths`, `spelled`, `fields`), where requests go
(`route`), and how it stands with a request (`standing`, and `question` where one has to ask).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, TypeVar

from . import _judge, http
from ._reading import at, whole
from .base import Provider
from .errors import (
    ConfigurationError,
    InvalidError,
    NoImageError,
    ProviderError,
    RateLimitedError,
    UnavailableError,
    UncertainError,
    UnreadableError,
)
from .outcomes import Answer, Made, Waiting
from .parameters import Object, Value, by_name
from .requests import Brief, Field, File, Json, Request, nested
from .specs import ModelSpec, Operation

Outcome = TypeVar("Outcome", Waiting, Made, Waiting | Made)
# These would have a failed task sent or asked for again.
_PASSING = (RateLimitedError, UnavailableError, UncertainError)
_WORDS_OF_ERRORS = (
    "error", "errors", "message", "detail", "code", "errorCode", "error_code",
)  # fmt: skip
# What price, splitting and recipe go by: not to be written past the form.
_CHOSEN = {"model", "prompt", "n"}
_SLOWER, _SLOWEST = 1.1, 60.0


class HttpProvider(Provider):
    """Pays for `request(brief)` and reads the JSON of the answer by `standing`."""

    paths: ClassVar[Mapping[str, str]] = {}
    """Where a parameter lies on the wire; its own name where nothing is said."""
    check_every: ClassVar[float] = 3.0
    """Seconds until a task is asked for the first time, then slower and slower."""
    most_empty: ClassVar[int] = 6
    """How often a task that is done without a picture is asked for again."""

    # What a gateway says of itself

    def route(self, brief: Brief) -> str:
        """The path of the request, after the base URL."""
        raise NotImplementedError

    def spelled(self, brief: Brief, name: str, value: Value) -> Json:
        """A parameter's value as the wire has it; None leaves it out."""
        return None if value == "auto" else value

    def files(self, brief: Brief) -> tuple[File, ...]:
        """The files of a multipart request; without any the request is JSON."""
        return ()

    def standing(self, body: Json, handle: Mapping[str, Json]) -> Waiting | Made:
        """What an answer says, to a submit (empty `handle`) or to a question about a task."""
        raise NotImplementedError

    def question(self, handle: Mapping[str, Json]) -> Request:
        """How to ask for a task under way, which is free."""
        raise NotImplementedError

    # What its answers come to

    def under_way(self, handle: Mapping[str, Json], progress: int | None = None) -> Waiting:
        """Still at work: asked again a tenth later each time, up to once a minute."""
        asked = whole(handle, "asked")
        pause = min(self.check_every * _SLOWER**asked, _SLOWEST)
        return Waiting(handle={**handle, "asked": asked + 1}, progress=progress, check_after=pause)

    def empty(self, handle: Mapping[str, Json]) -> Waiting:
        """Done without a picture, as some gateways say a moment too early; NoImageError at last."""
        if self.is_last(handle):
            raise NoImageError("The gateway says that it is done, but there is no picture.")
        return self.under_way({**handle, "empty": whole(handle, "empty") + 1})

    def is_last(self, handle: Mapping[str, Json]) -> bool:
        """Whether `empty` would give up now."""
        return whole(handle, "empty") >= self.most_empty

    def failed(self, reason: str, *, task: str = "", **more: Json) -> ProviderError:
        """Why a task ended, by the gateway's words for it; `more` as `code` or `type`.

        It is over whatever they are, so nothing of it is sent or asked for again.
        """
        error: ProviderError = NoImageError("The gateway says that it failed, and gives no reason.")
        if reason or any(more.values()):
            error = _judge.error_in({"message": reason, **more}, NoImageError, key=self.key)
        if isinstance(error, _PASSING):
            error = NoImageError(error.message)
        error.detail, error.request_id = "", task  # the whole answer says more
        return error

    def unusable(self, body: Json) -> ProviderError:
        """Why an answer with a good status has neither pictures nor a task."""
        if any(at(body, name) for name in _WORDS_OF_ERRORS):
            return _judge.error_in(body, UnreadableError, key=self.key)
        return UnreadableError("The answer holds neither a picture nor a task.")

    # What follows from it

    def spec(self, model: str) -> ModelSpec:
        offered = {spec.id: spec for spec in self.offered()}
        return offered.get(model) or self.unknown_model(model)

    def operation(self, brief: Brief) -> Operation:
        spec = self.spec(brief.model)
        return spec.edit if brief.operation == "edit" and spec.edit else spec.generate

    def chosen(self, brief: Brief) -> Iterator[Field]:
        """The parameters that this operation takes, each at its place and in its spelling."""
        known = by_name(self.operation(brief).parameters)
        for name, value in brief.parameters.items():
            if isinstance(known.get(name), Object):
                yield from _further(name, str(value))
            elif name in known and (spelled := self.spelled(brief, name, value)) is not None:
                yield Field(self.paths.get(name, name), spelled, name)

    def request(self, brief: Brief) -> Request:
        fields, url = self.fields(brief), f"{self.base_url}{self.route(brief)}"
        if files := self.files(brief):
            form = tuple((field.path, _plain(field.value)) for field in fields)
            return Request(method="POST", url=url, form=form, files=files)
        return Request(method="POST", url=url, json=nested(fields))

    def submit(self, brief: Brief, spool: Path) -> Answer:
        if self.needs_key and not self.key:
            raise ConfigurationError("There is no key.")
        return http.pay(self.request(brief), provider=self, spool=spool, model=brief.model)

    def read(self, answer: Answer) -> Waiting | Made:
        http.judge(answer, key=self.key)
        body = http.json_of(answer, key=self.key)
        with self._reported(body, answer.request_id):
            outcome = self._told(self.standing(body, {}), body)
        return outcome if isinstance(outcome, Waiting) else _signed(outcome, answer.request_id)

    def check(self, handle: Mapping[str, Json]) -> Waiting | Made:
        body = http.ask(self.question(handle), provider=self)
        with self._reported(body, ""):
            return self._told(self.standing(body, handle), body)

    def _told(self, outcome: Outcome, body: Json) -> Outcome:
        return replace(outcome, answer=_judge.excerpt(body, self.key))

    @contextmanager
    def _reported(self, body: Json, request_id: str) -> Iterator[None]:
        """An error takes along what the gateway said and under which number."""
        try:
            yield
        except ProviderError as error:
            error.detail = error.detail or _judge.excerpt(body, self.key)
            error.request_id = error.request_id or request_id
            raise


def _signed(made: Made, request_id: str) -> Made:
    return made if made.request_id else replace(made, request_id=request_id)


def _further(name: str, text: str) -> Iterator[Field]:
    """The fields that a person wrote as a JSON object."""
    fields = _judge.parsed(text) if text.strip() else {}
    if not isinstance(fields, dict):
        raise InvalidError("The further fields are no JSON object.")
    if taken := _CHOSEN & fields.keys():
        said = ", ".join(sorted(taken))
        raise InvalidError(f"Take {said} out of the further fields: the form has it.")
    for path, value in fields.items():
        yield Field(path, value, name, is_verbatim=True)


def _plain(value: Json) -> str:
    """A value as a form has it: text bare, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
