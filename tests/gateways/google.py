"""Google's Gemini API, as far as pictures by `generateContent` go.

python -m tests.gateways.google --port 9106 --delay 5
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

from . import cli, google_answers, google_errors, google_order, pictures
from .checks import json_object
from .google_answers import BLOCKS, WITH_PICTURE, WITHOUT_PICTURE, Part
from .google_errors import ERRORS, GoogleRefusalError
from .google_order import Order
from .pictures import Drawing
from .received import Received
from .server import Exchange, Gateway
from .sizes import Size, google, within
from .troubles import RefusalError

MODEL = "gemini-3.1-flash-image"
MOST_BYTES = 20 * 1024 * 1024
ROUTE = re.compile(r"/(v1|v1beta)/models/([^/:?]+)(?::(\w+))?")
SHARED = {"refused": "blocked PROHIBITED_CONTENT", "no picture": "NO_IMAGE"}
"""Troubles of every protocol that have another face here."""


class GoogleGateway(Gateway):
    """`models` are the ids that exist; `thoughts` how many interim pictures an answer shows."""

    own_troubles = (*ERRORS, *BLOCKS, *WITHOUT_PICTURE, *WITH_PICTURE, *SHARED)
    picture_troubles = ("truncated picture", "text called picture", "bad base64")

    def __init__(
        self, *, models: tuple[str, ...] = (MODEL,), thoughts: int = 1, **options: Any
    ) -> None:
        super().__init__(**options)
        self.models = models
        self.thoughts = thoughts
        self.signatures: set[str] = set()

    @property
    def base_url(self) -> str:
        return f"{self.origin}/v1beta"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point a studio at this gateway."""
        return {
            "GEMINI_BASE_URL": self.base_url,
            "GEMINI_API_KEY": self.key,
            "GEMINI_MODELS": ",".join(self.models),
        }

    def is_paid(self, received: Received) -> bool:
        found = ROUTE.fullmatch(received.path)
        return found is not None and found[3] == "generateContent"

    def check_key(self, received: Received) -> None:
        if "authorization" in received.headers:
            message = (
                "Request had invalid authentication credentials. Expected OAuth 2 access token."
            )
            raise GoogleRefusalError("unauthenticated", message)
        given = received.headers.get("x-goog-api-key")
        if self.key and given is None:
            message = "Method doesn't allow unregistered callers. Please use API Key."
            raise GoogleRefusalError("forbidden", message)
        if self.key and given != self.key:
            raise GoogleRefusalError("invalid_api_key")

    def restated(self, refusal: RefusalError) -> RefusalError:
        return google_errors.restated(refusal)

    def refusal(self, refusal: RefusalError) -> object:
        return google_errors.restated(refusal).body

    def look(self, exchange: Exchange) -> None:
        """The list of models, or one of them: free, and so the test of a key."""
        self.check_key(exchange.received)
        path = exchange.received.path.partition("?")[0]
        if path in ("/v1/models", "/v1beta/models"):
            exchange.json({"models": [_described(id) for id in self.models]})
            return
        found = ROUTE.fullmatch(path)
        if not found or found[3]:
            raise GoogleRefusalError("not_found", f"Not found: {path}")
        exchange.json(_described(self._known(found[2])))

    def _known(self, id: str) -> str:
        if id not in self.models:
            message = f"models/{id} is not found for API version v1beta, or is not supported for "
            raise GoogleRefusalError("not_found", f"{message}generateContent.")
        return id

    def answer(self, exchange: Exchange, trouble: str) -> None:
        received = exchange.received
        found = ROUTE.fullmatch(received.path)
        if not found or found[3] != "generateContent":
            raise GoogleRefusalError("not_found", f"Not found: {received.path}")
        model = self._known(found[2])
        if len(received.body) > MOST_BYTES:
            message = f"Request payload size exceeds the limit: {MOST_BYTES} bytes."
            raise GoogleRefusalError("too_large", message)
        order = google_order.read(json_object(received), self.signatures)
        if trouble in ERRORS:
            raise GoogleRefusalError(**ERRORS[trouble])
        body = self._answered(order, SHARED.get(trouble, trouble))
        exchange.json({**body, "modelVersion": model, "responseId": f"r-{next(self.numbers)}"})

    def _answered(self, order: Order, trouble: str) -> Part:
        if trouble in (*BLOCKS, *WITHOUT_PICTURE) or "IMAGE" not in order.modalities:
            return google_answers.without_picture(order, trouble or "text only")
        tier = "1K" if trouble == "always 1K" else order.tier
        ratio = "1:1" if trouble == "always square" else order.ratio
        parts = list(self._parts(order, trouble, google(ratio, tier)))
        drawn = sum("inlineData" in part for part in parts if not part.get("thought"))
        has_text = any("text" in part for part in parts if not part.get("thought"))
        finish = "IMAGE_TOO_DULL" if trouble.startswith("unknown finish") else "STOP"
        return {
            "candidates": [google_answers.candidate(parts, order, finish)],
            "usageMetadata": google_answers.usage(
                order, pictures=drawn or 1, tier=tier, has_text=has_text
            ),
        }

    def _parts(self, order: Order, trouble: str, size: Size) -> Iterator[Part]:
        """Thoughts, the note, and what was drawn."""
        if order.shows_thoughts:
            yield {"thought": True, "text": "**Composing the scene** The light comes first."}
        for _ in range(self.thoughts):
            yield self._thought(size)
        if trouble == "only a thought image":
            yield {"thought": True, **self._picture(trouble, size)}
            return
        yield from google_answers.note(order)
        first = self._picture(trouble, size)
        yield {**first, "thoughtSignature": self._signature()}
        if trouble == "same picture twice":
            yield {**_again(first), "thoughtSignature": self._signature()}
        elif trouble == "two pictures":
            yield {**self._picture(trouble, size), "thoughtSignature": self._signature()}

    def _thought(self, size: Size) -> Part:
        """A draft: half as large as what comes of it."""
        across, down = size if self.is_true_size else within(size, 512)
        drawing = Drawing((max(1, across // 2), max(1, down // 2)), "jpeg")
        draft = pictures.drawn(drawing, f"draft {next(self.numbers)}")
        return {"thought": True, "inlineData": _inline(draft, "image/jpeg")}

    def _picture(self, trouble: str, size: Size) -> Part:
        form = "jpeg" if trouble == "JPEG called png" else "png"
        inline = _inline(self.bytes_of(trouble, Drawing(size, form)), "image/png")
        if trouble == "bad base64":
            inline["data"] = "this is no base64!"
        return {"inlineData": inline}

    def _signature(self) -> str:
        made = base64.b64encode(f"signature {next(self.numbers)}".encode()).decode()
        self.signatures.add(made)
        return made


def _inline(picture: bytes, mime: str) -> dict[str, str]:
    return {"mimeType": mime, "data": base64.b64encode(picture).decode()}


def _again(part: Part) -> Part:
    """The same pixels in other bytes."""
    picture = base64.b64decode(part["inlineData"]["data"])
    return {"inlineData": _inline(pictures.stamped(picture, "again"), "image/png")}


def _described(id: str) -> dict[str, object]:
    return {
        "name": f"models/{id}",
        "version": "3.1",
        "displayName": id.replace("-", " ").title(),
        "inputTokenLimit": 131_072,
        "outputTokenLimit": 32_768,
        "supportedGenerationMethods": ["generateContent", "countTokens", "batchGenerateContent"],
    }


def main() -> None:
    options = cli.parser("Google's Gemini API.").parse_args()
    cli.serve(GoogleGateway(**cli.told(options)))


if __name__ == "__main__":
    main()
