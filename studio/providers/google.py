"""Google's own API: Gemini image models by `generateContent`, one picture a call.

Left out on purpose: the Files API, batches, streaming and the Interactions API.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from . import _google_answer, _google_models, _tokens, http
from ._google_errors import explained
from ._google_models import HARMS, MODALITIES, THRESHOLDS
from ._http_provider import HttpProvider
from ._reading import layers, text
from .outcomes import Account, Answer, Cost, Made, Waiting
from .parameters import RESOLUTION, Value
from .requests import Brief, Field, Input, Json, Request
from .specs import ModelSpec

_SEARCH = "tools.0.google_search.searchTypes"


class Google(HttpProvider):
    id = "google"
    label = "Google"
    tagline = "Gemini 3.1 Flash Image from Google itself, with search and 14 references."
    env = "GEMINI"
    default_base_url = "https://generativelanguage.googleapis.com/v1beta"
    models = _google_models.MODELS
    paths = {
        "aspect_ratio": "generationConfig.imageConfig.aspectRatio",
        "resolution": "generationConfig.imageConfig.imageSize",
        "answer_with": "generationConfig.responseModalities",
        "thinking_level": "generationConfig.thinkingConfig.thinkingLevel",
        "seed": "generationConfig.seed",
        "google_search": f"{_SEARCH}.webSearch",
        "google_image_search": f"{_SEARCH}.imageSearch",
        "safety_settings": "safetySettings",
    }

    def unknown_model(self, id: str) -> ModelSpec:
        return _google_models.unknown(id)

    def auth(self) -> dict[str, str]:
        return {"x-goog-api-key": self.key} if self.key else {}

    def route(self, brief: Brief) -> str:
        return f"/models/{quote(brief.model, safe='')}:generateContent"

    def fields(self, brief: Brief) -> tuple[Field, ...]:
        """A number in a path is a place in a list."""
        turn = "contents.0"
        references = (
            Field(f"{turn}.parts.{place}.inlineData", _inline(input), "reference_images")
            for place, input in enumerate(brief.inputs, start=1)
        )
        return (
            Field(f"{turn}.role", "user"),
            Field(f"{turn}.parts.0.text", brief.prompt, "prompt"),
            *references,
            *self.chosen(brief),
        )

    def chosen(self, brief: Brief) -> Iterator[Field]:
        """As everywhere; image search is asked for together with web search."""
        fields = tuple(super().chosen(brief))
        searches = {field.of for field in fields} & {"google_search", "google_image_search"}
        implied = Field(f"{_SEARCH}.webSearch", {})
        yield from (*fields, implied) if searches == {"google_image_search"} else fields

    def spelled(self, brief: Brief, name: str, value: Value) -> Json:
        if name == "answer_with":
            return MODALITIES.get(str(value))
        if name in {"google_search", "google_image_search"}:
            return {} if value else None
        if name == "safety_settings" and (threshold := THRESHOLDS.get(str(value))):
            return [{"category": f"HARM_CATEGORY_{h}", "threshold": threshold} for h in HARMS]
        return super().spelled(brief, name, value)

    def request(self, brief: Brief) -> Request:
        plain = super().request(brief)
        return replace(plain, json={n: _listed(v) for n, v in (plain.json or {}).items()})

    def sent(self, brief: Brief) -> dict[str, Json]:
        """References by their names, since their bytes go out bare."""
        named = tuple(replace(input, data=b"") for input in brief.inputs)
        return super().sent(replace(brief, inputs=named))

    def price(self, brief: Brief) -> Cost | None:
        """The pictures alone; words, thoughts and references come to little beside them."""
        tier = str(brief.parameters.get("resolution", RESOLUTION.initial))
        return _tokens.pictures(brief.model, tier, brief.count)

    def submit(self, brief: Brief, spool: Path) -> Answer:
        with explained():
            return super().submit(brief, spool)

    def read(self, answer: Answer) -> Waiting | Made:
        with explained():
            return super().read(answer)

    def standing(self, body: Json, handle: Mapping[str, Json]) -> Made:
        return _google_answer.made(body, key=self.key)

    def account(self) -> Account:
        with explained():
            body = http.ask(Request(method="GET", url=f"{self.base_url}/models"), provider=self)
        names = (text(model, "name") for model in layers(body, "models"))
        return Account(models=tuple(name.removeprefix("models/") for name in names if name))


def _inline(input: Input) -> dict[str, Json]:
    """A reference with its true type in bare base64; without bytes, by its name."""
    data = base64.b64encode(input.data).decode() or input.name
    return {"mimeType": input.mime, "data": data}


def _listed(node: Json) -> Json:
    """The same with lists where the names are places: 0, 1, 2 …"""
    if not isinstance(node, dict):
        return node
    if node and all(name.isdecimal() for name in node):
        return [_listed(inner) for inner in node.values()]
    return {name: _listed(inner) for name, inner in node.items()}
