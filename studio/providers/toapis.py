"""ToAPIs: Gemini 3.1 Flash Image as tasks; references go there before the request.

POST {base}/images/generations        {"id", "status": "queued"}
GET  {base}/images/generations/{id}   {"status": "completed", "result": {"data": [{"url"}]}}
                                      `id` may also be our own `client_business_id`
POST {base}/uploads/images            multipart `file`: {"data": {"url"}}

The vendor's API reference puts the resolution under `metadata`, its model guide at the top and
there without 0.5K. Both are sent, with one value, each only as its own document has it: whoever
reads one of them finds it, and whoever reads both finds no contradiction.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from . import _judge, _toapis, http
from ._http_provider import HttpProvider
from ._reading import at, layer, layers, percent, text
from .errors import CreditsError, InvalidError, ProviderError, UnreadableError
from .outcomes import Account, Answer, Cost, Made, Picture, Waiting
from .parameters import IMAGE_SEARCH, RESOLUTION, WEB_SEARCH, Value
from .requests import Brief, Field, File, Input, Json, Request
from .specs import ModelSpec

UPLOAD_SECONDS = 60.0
SHORTEST_LIFE = 60.0
"""Seconds that a link gets though it seems to be over: our clock may be wrong."""

_UNDER_WAY = {"queued", "submitted", "pending", "in_progress"}
_OVER = {"completed", "failed"}
_TIERS = {"512": "0.5K"}
_TIERS_OF_GUIDE = {"1K", "2K", "4K"}
_WRONG_ROUTE = (
    "By the vendor's word the model and the address do not belong together: check the model's id "
    "and the base URL of ToAPIs."
)
_CHARGED = (
    "If it was charged all the same, ask ToAPIs with the id of the task, which the report holds."
)


class ToAPIs(HttpProvider):
    id = "toapis"
    label = "ToAPIs"
    tagline = "Gemini 3.1 Flash Image with up to 14 references, and its official variant."
    env = "TOAPIS"
    default_base_url = "https://toapis.com/v1"
    models = _toapis.MODELS
    default_links_live = 24 * 3600.0
    needs_upload = True
    upload_path = "data.url"
    can_look_up = True
    paths = _toapis.PATHS

    def unknown_model(self, id: str) -> ModelSpec:
        return _toapis.like(id)

    def price(self, brief: Brief) -> Cost | None:
        """The listed price; of several images nobody says whether each costs that."""
        amount = _toapis.PRICES.get(brief.model)
        if amount is None:
            return None
        most = amount * brief.count if brief.count > 1 else None
        return Cost(amount=amount, currency="USD", most=most)

    # What goes out

    def route(self, brief: Brief) -> str:
        return "/images/generations"

    def fields(self, brief: Brief) -> tuple[Field, ...]:
        addresses: list[Json] = [input.url or input.name for input in brief.inputs]
        optional = (
            Field("reference_images", addresses, "reference_images"),
            Field("client_business_id", brief.attempt),
        )
        return (
            Field("model", brief.model, "model"),
            Field("prompt", brief.prompt, "prompt"),
            Field("n", brief.count, "num_images"),
            *self.chosen(brief),
            *(field for field in optional if field.value),
        )

    def chosen(self, brief: Brief) -> Iterator[Field]:
        """Image search is refused alone, so it switches web search on."""
        if brief.parameters.get(IMAGE_SEARCH.name):
            brief = replace(brief, parameters={**brief.parameters, WEB_SEARCH.name: True})
        for field in super().chosen(brief):
            yield field
            if field.of == RESOLUTION.name and field.value in _TIERS_OF_GUIDE:
                yield Field("resolution", field.value, field.of)

    def spelled(self, brief: Brief, name: str, value: Value) -> Json:
        if value == "auto":
            return None
        if name == "output_compression":
            return value if brief.parameters.get("output_format") == "jpeg" else None
        if name == "output_format":
            return f"image/{value}"
        if name == "safety_settings":
            return [{"category": harm, "threshold": value} for harm in _toapis.HARMS]
        return _TIERS.get(str(value), value) if name == "resolution" else value

    def upload_request(self, input: Input) -> Request:
        file = File(field="file", name=input.name, mime=input.mime, data=input.data)
        return Request(method="POST", url=f"{self.base_url}/uploads/images", files=(file,))

    def upload(self, input: Input) -> str:
        """The public address that the gateway gives a reference; it charges nothing for it."""
        body = http.ask(self.upload_request(input), provider=self, timeout=UPLOAD_SECONDS)
        if at(body, "success") is False:
            raise _judge.error_in(body, InvalidError, key=self.key)
        if not (address := text(body, *self.upload_path.split("."))):
            raise UnreadableError(
                "The reference has no address after its upload.",
                detail=_judge.excerpt(body, self.key),
            )
        return address

    def submit(self, brief: Brief, spool: Path) -> Answer:
        with _explained():
            return super().submit(brief, spool)

    # What comes back

    def read(self, answer: Answer) -> Waiting | Made:
        with _explained():
            return super().read(answer)

    def question(self, handle: Mapping[str, Json]) -> Request:
        task = quote(str(handle["id"]), safe="")
        return Request(method="GET", url=f"{self.base_url}/images/generations/{task}")

    def look_up(self, attempt: str) -> Waiting | Made | None:
        """By `client_business_id`. A question that fails says nothing of the request."""
        try:
            body = http.ask(self.question({"id": attempt}), provider=self)
        except ProviderError:
            return None
        if text(body, "status").lower() not in _UNDER_WAY | _OVER:
            return None
        with self._reported(body, text(body, "id")):
            return self._told(self.standing(body, {}), body)

    def account(self) -> Account:
        question = Request(method="GET", url=f"{self.base_url}/models")
        listed = layers(http.ask(question, provider=self), "data")
        return Account(models=tuple(filter(None, (text(model, "id") for model in listed))))

    def standing(self, body: Json, handle: Mapping[str, Json]) -> Waiting | Made:
        status = text(body, "status").lower()
        known = {**handle, "id": text(handle, "id") or text(body, "id")}
        if status == "failed":
            raise self._ended(body, str(known["id"]))
        if status in _UNDER_WAY and known["id"]:
            return self.under_way(known, percent(at(body, "progress")))
        pictures = () if status not in {"completed", ""} else _pictures(body)
        if pictures:
            return _made(body, pictures)
        if status == "completed" and known["id"]:
            return self.empty(known)
        raise self.unusable(body)

    def _ended(self, body: Json, task: str) -> ProviderError:
        """Why a task failed. The vendor promises no money back, so it was perhaps spent."""
        code, type = str(at(body, "error", "code") or ""), text(body, "error", "type")
        reason = text(body, "error", "message") or text(body, "error") or text(body, "message")
        error = self.failed(reason, task=task, code=code, type=type)
        error.usage = layer(body, "usage")
        error.money = error.money if isinstance(error, CreditsError) else "perhaps"
        return _with(error, _CHARGED)


def _pictures(body: Json) -> tuple[Picture, ...]:
    """Those of the result; where it has none, the one that some answers have at the top."""
    found = _linked(layers(body, "result", "data"))
    return found or _linked([layer(body)])


def _linked(items: Iterable[Mapping[str, Json]]) -> tuple[Picture, ...]:
    return tuple(
        Picture(url=url, revised_prompt=text(item, "revised_prompt"))
        for item in items
        if (url := text(item, "url"))
    )


def _made(body: Json, pictures: tuple[Picture, ...]) -> Made:
    until = at(body, "expires_at")
    lasts = until - time.time() if isinstance(until, int | float) else None
    return Made(
        pictures=pictures,
        usage=layer(body, "usage"),
        links_live=None if lasts is None else max(lasts, SHORTEST_LIFE),
        request_id=text(body, "id"),
    )


@contextmanager
def _explained() -> Iterator[None]:
    """An error that the vendor's own answers to frequent questions explain says so."""
    try:
        yield
    except ProviderError as error:
        if "invalid apitype" in error.message.lower():
            _with(error, _WRONG_ROUTE)
        raise


def _with(error: ProviderError, sentence: str) -> ProviderError:
    """The error with a sentence of ours after the gateway's own."""
    said = error.message.strip()
    error.message = f"{said}{'' if said[-1:] in '.!?' else '.'} {sentence}".strip()
    error.args = (error.message,)
    return error
