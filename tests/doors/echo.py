"""A gateway that sends the key back wherever it can: headers, errors, redirects, prompts, links."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from tests.doors.shapes import SHAPES
from tests.gateways import pictures
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.gateways.server import Exchange


class EchoingGateway(OpenAIImagesGateway):
    """`deeds` are used up from the left, one for each paid request; then all goes well."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.deeds: list[str] = []

    @property
    def everything(self) -> str:
        return " ".join(shape(self.key) for shape in SHAPES.values())

    def headers(self) -> dict[str, str]:
        # A header takes neither line breaks nor quotes that end it.
        return {
            "x_request_id": f"req-{self.key}",
            "x_echo": SHAPES["basic"](self.key),
            "retry_after": "0",
            "set_cookie": f"echo={quote(self.key)}",
        }

    def post(self, exchange: Exchange) -> None:
        DEEDS[self.deeds.pop(0) if self.deeds else "made"](self, exchange)

    def get(self, exchange: Exchange) -> None:
        if exchange.received.path.startswith("/pictures/"):
            exchange.raw(pictures.png(pictures.SMALL), mime="image/png")
        else:
            exchange.json({"object": "list", "data": [], "said": self.everything}, 401)

    def made(self, exchange: Exchange, **more: Any) -> None:  # type: ignore[override]
        item = {"revised_prompt": f"A boat, {self.everything}", **more}
        if "url" not in item:
            picture = pictures.stamped(pictures.png(pictures.SMALL), str(next(self.numbers)))
            item["b64_json"] = base64.b64encode(picture).decode()
        known = {"created": 1, "data": [item], "usage": {"said": self.everything}}
        exchange.json({**known, self.key: self.everything})

    def complain(self, exchange: Exchange, status: int, code: str = "invalid_value") -> None:
        said = f"Incorrect key provided: {self.everything}."
        exchange.json({"error": {"message": said, "code": code, "param": self.key}}, status)

    def text(self, exchange: Exchange, status: int, before: str = "", mime: str = "") -> None:
        body = f"{before}{self.everything}".encode()
        exchange.raw(body, status=status, mime=mime or "text/html")


Deed = Callable[[EchoingGateway, Exchange], None]

DEEDS: dict[str, Deed] = {
    "made": lambda gateway, exchange: gateway.made(exchange),
    "own link": lambda gateway, exchange: gateway.made(
        exchange, url=f"{gateway.origin}/pictures/1.png?key={quote(gateway.key)}"
    ),
    "foreign link": lambda gateway, exchange: gateway.made(
        exchange, url=f"https://10.0.0.1/{quote(gateway.key)}.png"
    ),
    "escaped": lambda gateway, exchange: exchange.raw(
        json.dumps({"error": {"message": gateway.key}})
        .replace(json.dumps(gateway.key)[1:-1], "".join(f"\\u{ord(c):04x}" for c in gateway.key))
        .encode(),
        status=400,
    ),
    "401": lambda gateway, exchange: gateway.complain(exchange, 401),
    "400": lambda gateway, exchange: gateway.complain(exchange, 400),
    "402": lambda gateway, exchange: gateway.complain(exchange, 402, "insufficient_quota"),
    "refused": lambda gateway, exchange: gateway.complain(exchange, 400, "moderation_blocked"),
    "500": lambda gateway, exchange: gateway.complain(exchange, 500),
    "page": lambda gateway, exchange: gateway.text(exchange, 504, "<title>"),
    "no json": lambda gateway, exchange: gateway.text(exchange, 200, '{"data": ["'),
    "no picture": lambda gateway, exchange: exchange.json({"data": [], "said": gateway.key}),
    "redirect": lambda gateway, exchange: exchange.raw(
        b"", status=307, location=f"https://example.com/{quote(gateway.key)}"
    ),
}
