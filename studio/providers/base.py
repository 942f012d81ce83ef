"""What a provider is: it declares what it takes and turns a `Brief` into pictures.

    Brief ─request()─▶ Request ─pay()─▶ Answer ─read()─▶ Waiting | Made
                                                          │
                                     Waiting ─check()─────┘

Everything here is plain data. Providers know neither Django nor our models
nor the environment: whoever calls them hands in key and base URL.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import ClassVar, Literal

from .parameters import ASPECT_RATIO, RATIOS, RESOLUTION, TIERS, Parameter, Value, by_name
from .sizes import google_pixels

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
OperationName = Literal["generate", "edit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What a model takes for one kind of call; limits of inputs are per file.

    `per_call` is the most images of one paid request, `max_count` the most that a
    person may ask for at once: where it is larger the job is split into tasks.
    `max_bytes` is bytes, `max_side` pixels, `usual_seconds` the vendor's own word.
    """

    parameters: tuple[Parameter, ...] = ()
    per_call: int = 1
    max_count: int = 4
    max_inputs: int = 0
    input_formats: tuple[str, ...] = ("png", "jpeg", "webp")
    max_bytes: int = 10_000_000
    max_side: int = 4096
    usual_seconds: float = 20.0

    def parameter(self, name: str) -> Parameter | None:
        return by_name(self.parameters).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """A model at a provider. `edit` is None where it takes no reference."""

    id: str
    label: str
    generate: Operation
    edit: Operation | None = None
    help: str = ""
    is_debug: bool = False

    def operation(self, inputs: int) -> Operation:
        """The operation that a job with so many references is."""
        return self.edit if inputs and self.edit else self.generate

    @property
    def max_inputs(self) -> int:
        return self.edit.max_inputs if self.edit else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A reference as it is sent: upright, stripped, within the operation's limits."""

    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All that a provider gets for one paid request. `attempt` is our own id of it.

    `offset` counts the images of the same job that earlier tasks make.
    """

    model: str
    prompt: str
    operation: OperationName = "generate"
    parameters: Mapping[str, Value] = field(default_factory=dict)
    count: int = 1
    inputs: tuple[Input, ...] = ()
    attempt: str = ""
    offset: int = 0


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A gateway's answer, its body safe in the file `path`. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    path: Path
    base_url: str = ""

    @property
    def request_id(self) -> str:
        return next((v for k, v in self.headers.items() if k.endswith("request-id")), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """`currency` is an ISO code or "credits"; `source` tells how far to trust it."""

    amount: Decimal
    currency: str
    source: Literal["told", "table", "free"] = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One result: bytes, or a link that lives a while."""

    data: bytes = field(default=b"", repr=False)
    url: str = ""
    revised_prompt: str = ""
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The gateway works on it. `progress` in percent, `check_after` in seconds."""

    handle: dict[str, Json]
    progress: int | None = None
    check_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The pictures are there. `links_live` is seconds from now, None where unknown."""

    pictures: tuple[Picture, ...]
    cost: Cost | None = None
    note: str = ""
    usage: Mapping[str, Json] = field(default_factory=dict)
    links_live: float | None = None
    request_id: str = ""


class Provider:
    """A gateway. One file and one subclass each; `studio.providers` finds them."""

    id: ClassVar[str] = ""
    label: ClassVar[str]
    tagline: ClassVar[str] = ""
    env: ClassVar[str] = ""
    """Prefix of its variables in the environment; empty where it has none."""
    default_base_url: ClassVar[str] = ""
    needs_key: ClassVar[bool] = True
    is_free: ClassVar[bool] = False
    """Costs nothing, so that a lost request is simply made again."""
    requests_per_minute: ClassVar[int] = 0
    models: ClassVar[tuple[ModelSpec, ...]] = ()
    default_links_live: ClassVar[float] = 3600.0
    timeout: ClassVar[float] = 300.0
    """Seconds without a byte after which a paid request counts as lost."""

    def __init__(
        self,
        *,
        key: str = "",
        base_url: str = "",
        models: Sequence[str] = (),
        result_hosts: Sequence[str] = (),
    ) -> None:
        self.key = key
        self.base_url = (base_url or self.default_base_url).rstrip("/")
        self.model_ids = tuple(models)
        self.result_hosts = tuple(result_hosts)

    def offered(self) -> tuple[ModelSpec, ...]:
        """The models a person may choose: the configured ids, or the built-in ones."""
        known = {spec.id: spec for spec in self.models}
        if not self.model_ids:
            return self.models
        return tuple(known.get(id) or self.unknown_model(id) for id in self.model_ids)

    def unknown_model(self, id: str) -> ModelSpec:
        """What an id from the environment takes that we have no declaration of."""
        operation = Operation(parameters=(ASPECT_RATIO, RESOLUTION))
        return ModelSpec(id=id, label=id, generate=operation)

    def size(self, model: str, aspect_ratio: str, resolution: str) -> tuple[int, int] | None:
        """Width and height in pixels that this choice asks for, None where the model decides."""
        if aspect_ratio in RATIOS and resolution in TIERS:
            return google_pixels(aspect_ratio, resolution)
        return None

    def auth(self) -> dict[str, str]:
        """The headers that carry the key."""
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def request(self, brief: Brief) -> Request:
        """The request for `brief`. Pure: no clock, no network, no key."""
        raise NotImplementedError

    def price(self, brief: Brief) -> Cost | None:
        """What this request costs as far as a table can say; None where it cannot."""
        return None

    def sent(self, brief: Brief) -> dict[str, Json]:
        """The fields of the request as the recipe keeps them, without bytes or key."""
        return self.request(brief).sent()

    def submit(self, brief: Brief, spool: Path) -> Answer | Waiting | Made:
        """Send one paid request, its answer safe in `spool` before anything else is done.

        An `Answer` is still to be read by `read`, which may hold much memory: whoever calls
        bounds how many are read at once. A provider without a wire answers the outcome itself.
        """
        raise NotImplementedError

    def read(self, answer: Answer) -> Waiting | Made:
        """What an answer to `submit` says, also when it is read again after a crash."""
        raise NotImplementedError

    def check(self, handle: Mapping[str, Json]) -> Waiting | Made:
        """How a waiting task stands. Free, so that it can be asked again."""
        raise NotImplementedError

    can_look_up: ClassVar[bool] = False

    def look_up(self, attempt: str) -> Waiting | Made | None:
        """What became of a request whose answer was lost; None where nothing is known."""
        return None
