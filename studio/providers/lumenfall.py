"""Lumenfall: the OpenAI Images protocol, over many providers of the same model.

POST {base}/images/generations, /images/edits   `?dryRun=true` tells the price and makes nothing
GET  {native}/balance                           {"available": {"amount", "currency"}}
GET  {native}/requests                          what became of requests, without their pictures

`native` is the base URL with its last /openai/v1 made /v1; those routes are off where it ends
otherwise. The list of requests has no field of ours but `user`, so a lost request is known by our
id there and by nothing else: its time and model may as well be those of a neighbour.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from . import _lumenfall, http
from ._openai_images import OpenAIImages
from ._reading import amount, at, layer, layers, text, whole
from .errors import NotFoundError, ProviderError
from .outcomes import Account, Cost, Listed, Made, Waiting
from .parameters import Value
from .requests import Brief, Field, File, Json, Request
from .specs import ModelSpec

_TIERS = {"512": "0.5K"}
_UNMADE = {"upstream_failure", "rejected", "cancelled"}
_MILLION = 1_000_000
NOTHING = Cost(amount=Decimal(), currency="USD", source="told")


class Lumenfall(OpenAIImages):
    id = "lumenfall"
    label = "Lumenfall"
    tagline = "Gemini 3.1 Flash Image in any shape, with references, masks and exact prices."
    env = "LUMENFALL"
    default_base_url = "https://api.lumenfall.ai/openai/v1"
    models = _lumenfall.MODELS
    paths = {}
    can_quote = True
    can_look_up = True

    @property
    def native(self) -> str:
        """Where the vendor's own routes are; empty where the base URL does not tell it."""
        root = self.base_url.removesuffix("/openai/v1")
        return "" if root == self.base_url else f"{root}/v1"

    def unknown_model(self, id: str) -> ModelSpec:
        return _lumenfall.like(id)

    def size(self, model: str, aspect_ratio: str, resolution: str) -> tuple[int, int] | None:
        """The catalogue's size of the nearest shape that it lists."""
        return _lumenfall.drawn({"aspect_ratio": aspect_ratio, "resolution": resolution})

    # What goes out

    def fields(self, brief: Brief) -> tuple[Field, ...]:
        """As in the protocol, and who asks; what a person wrote as a further field counts."""
        user = (Field("user", brief.attempt),) if brief.attempt else ()
        fields = (*super().fields(brief), *user)
        written = {field.path for field in fields if field.of == "further_fields"}
        return tuple(f for f in fields if f.of == "further_fields" or f.path not in written)

    def chosen(self, brief: Brief) -> Iterator[Field]:
        """A shape left to the model is a size of its own word."""
        for field in super().chosen(brief):
            is_left = (field.path, field.value) == ("aspect_ratio", "auto")
            yield replace(field, path="size") if is_left else field

    def spelled(self, brief: Brief, name: str, value: Value) -> Json:
        """`size` silences shape and tier, so they stay at home where it goes out."""
        given = brief.parameters
        is_exact = bool(given.get("width") and given.get("height"))
        if name == "aspect_ratio":
            return None if is_exact else value
        if name == "resolution":
            is_silent = is_exact or given.get("aspect_ratio") == "auto"
            return None if is_silent else _TIERS.get(str(value), value)
        if name == "output_format":
            return _lumenfall.format_of(given)
        if name == "output_compression" and _lumenfall.format_of(given) not in _lumenfall.LOSSY:
            return None
        return super().spelled(brief, name, value)

    def files(self, brief: Brief) -> tuple[File, ...]:
        """Each reference is a part named `image`."""
        return tuple(
            file if file.field == "mask" else replace(file, field="image")
            for file in super().files(brief)
        )

    # What comes back

    def standing(self, body: Json, handle: Mapping[str, Json]) -> Waiting | Made:
        """As in the protocol; beside the pictures it tells who made them and for how much."""
        told = layer(body, "metadata")
        cost = _told(told, "cost")
        try:
            outcome = super().standing(body, handle)
        except ProviderError as error:
            error.cost, error.usage = cost, {**error.usage, **told}
            raise
        if isinstance(outcome, Waiting):
            return outcome
        return replace(outcome, cost=cost, usage={**outcome.usage, **told})

    # Free questions

    def account(self) -> Account:
        return replace(super().account(), balance=self._balance())

    def _balance(self) -> Cost | None:
        if not self.native:
            return None
        question = Request(method="GET", url=f"{self.native}/balance")
        try:
            return _told(layer(http.ask(question, provider=self), "available"), "amount")
        except NotFoundError:
            return None

    def quote(self, brief: Brief) -> Cost | None:
        """The gateway's estimate; a file without its bytes cannot be asked about."""
        if not all(input.data for input in brief.inputs):
            return None
        request = self.request(brief)
        body = http.ask(replace(request, url=f"{request.url}?dryRun=true"), provider=self)
        if cost := _told(layer(body), "total_cost_micros"):
            return replace(cost, amount=cost.amount / _MILLION, source="exact")
        if cost := _told(layer(body, "metadata"), "cost"):
            return replace(cost, source="exact")
        raise self.unusable(body)

    def look_up(self, attempt: str) -> Listed | None:
        """What the list says of it. A question that fails says nothing of the request."""
        entry = self._entry(attempt)
        status, cost = text(entry, "status").lower(), _told(entry, "cost")
        if status in _UNMADE:
            raise self._unmade(entry, cost or NOTHING)
        if status != "completed":
            return None
        seconds = whole(entry, "duration_ms") // 1000
        said = f"completed in {seconds} s" if seconds else "completed"
        return Listed(said=said, cost=cost, request_id=text(entry, "id"))

    def _entry(self, attempt: str) -> dict[str, Json]:
        """The one of the list that holds our id, wherever it puts what we sent as `user`."""
        if not (self.native and attempt):
            return {}
        question = Request(method="GET", url=f"{self.native}/requests?limit=100")
        try:
            body = http.ask(question, provider=self)
        except ProviderError:
            return {}
        entries = layers(body, "data") or layers(body, "requests") or layers(body)
        return next((entry for entry in entries if attempt in json.dumps(entry)), {})

    def _unmade(self, entry: Mapping[str, Json], cost: Cost) -> ProviderError:
        """Why nothing came of a request, which cost what the list says: as a rule nothing."""
        said = text(entry, "error_message") or f"The gateway lists it as {text(entry, 'status')}."
        error = self.failed(said, task=text(entry, "id"), code=text(entry, "error_code"))
        error.cost, error.money = cost, "yes" if cost.amount else "no"
        return error


def _told(layer: Mapping[str, Json], name: str) -> Cost | None:
    """The money that stands there under `name`, as the gateway's own word."""
    if (found := amount(at(layer, name))) is None:
        return None
    currency = text(layer, "cost_currency") or text(layer, "currency") or "USD"
    return Cost(amount=found, currency=currency.upper(), source="told")
