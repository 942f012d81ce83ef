"""What a provider is: it declares what it takes and turns a `Brief` into pictures.

    Brief ─request()─▶ Request ─pay()─▶ Answer ─read()─▶ Waiting | Made
                                                          │
                                     Waiting ─check()─────┘

Everything here is plain data. Providers know neither Django nor our models
nor the environment: whoever calls them hands in key and base URL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from .outcomes import Account, Answer, Cost, Listed, Made, Waiting
from .parameters import ASPECT_RATIO, RATIOS, RESOLUTION, TIERS
from .requests import Brief, Field, Input, Json, Request
from .sizes import google_pixels
from .specs import ModelSpec, Operation


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
        """What an id of a person's own takes that is not declared: the same as the first model."""
        if self.models:
            return replace(self.models[0], id=id, label=id, help="")
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

    def fields(self, brief: Brief) -> tuple[Field, ...]:
        """The fields of `request(brief)`, each with whose word it carries. Pure."""
        return tuple(Field(name, value, name) for name, value in brief.parameters.items())

    def sent(self, brief: Brief) -> dict[str, Json]:
        """The fields of the request as the recipe keeps them, without bytes or key."""
        return self.request(brief).sent()

    needs_upload: ClassVar[bool] = False
    """References go to the gateway before the request, which then names their addresses."""
    upload_path: ClassVar[str] = ""
    """Where the answer to an upload tells what to call it, with a dot for each level."""

    def upload_request(self, input: Input) -> Request:
        """What gives a reference to the gateway. Pure, as `request` is."""
        raise NotImplementedError

    def upload(self, input: Input) -> str:
        """Give a reference to the gateway, which is free: what the request calls it by."""
        raise NotImplementedError

    def account(self) -> Account:
        """Ask the gateway something free that only a good key may ask."""
        raise NotImplementedError

    can_quote: ClassVar[bool] = False

    def quote(self, brief: Brief) -> Cost | None:
        """What this very request would cost, by the gateway's own word. Free."""
        return None

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

    def look_up(self, attempt: str) -> Waiting | Made | Listed | None:
        """What became of a request whose answer was lost; None where nothing is known.

        An error of a request that the gateway surely did not make is raised.
        """
        return None
