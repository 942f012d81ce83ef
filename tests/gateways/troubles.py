"""What may befall a request, by name; the same for every protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .server import Exchange, Gateway


class RefusalError(Exception):
    """What a strict gateway says of a request that it does not take."""

    def __init__(
        self, status: int, message: str, code: str, param: str = "", **headers: str
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.code, self.param = status, message, code, param
        self.headers = headers


def _complaint(
    status: int, message: str, code: str, **headers: str
) -> Callable[[Gateway, Exchange], None]:
    def answer(_gateway: Gateway, _exchange: Exchange) -> None:
        raise RefusalError(status, message, code, **headers)

    return answer


def _raw(body: bytes, mime: str, status: int = 200) -> Callable[[Gateway, Exchange], None]:
    return lambda _gateway, exchange: exchange.raw(body, status=status, mime=mime)


PAGE = b"<!DOCTYPE html><html><head><title>504 Gateway Time-out</title></head><body></body></html>"

TROUBLES: dict[str, Callable[[Gateway, Exchange], None]] = {
    "401": _complaint(401, "Incorrect API key provided: bad.", "invalid_api_key"),
    "402": _complaint(402, "Your balance is too low.", "payment_required"),
    "403": _complaint(403, "This account may not do that.", "forbidden"),
    "404": _complaint(404, "Invalid URL.", "not_found"),
    "405": _complaint(405, "Method not allowed.", "not_found"),
    "408": _raw(b"", "text/plain", 408),
    "413": _raw(b"<title>413 Request Entity Too Large</title>", "text/html", 413),
    "422": _complaint(422, "The prompt is not a text.", "invalid_value"),
    "429": _complaint(429, "Too many requests.", "rate_limit_exceeded", retry_after="2"),
    "429 for long": _complaint(429, "Too many requests.", "rate_limit_exceeded", retry_after="900"),
    "quota": _complaint(429, "You exceeded your current quota.", "insufficient_quota"),
    "400": _complaint(400, "The size is not supported.", "invalid_value"),
    "refused": _complaint(400, "Rejected by the safety system.", "moderation_blocked"),
    "refused by 500": _complaint(500, "Blocked by our content policy.", "server_error"),
    "500": _complaint(500, "The server had an error.", "server_error"),
    "502": _raw(PAGE, "text/html", 502),
    "503": _complaint(503, "The model is overloaded.", "overloaded", retry_after="1"),
    "504": _raw(PAGE, "text/html", 504),
    "524": _raw(PAGE, "text/html", 524),
    "html": _raw(PAGE, "text/html"),
    "half json": _raw(b'{"created": 1780000000, "data": [{"url": "http', "application/json"),
    "empty object": _raw(b"{}", "application/json"),
    "no picture": _raw(b'{"created": 1780000000, "data": []}', "application/json"),
    "error in 200": _complaint(200, "Your balance is too low.", "insufficient_balance"),
    "redirect": lambda _gateway, exchange: exchange.raw(
        b"", status=307, location="https://example.com/v1/images/generations"
    ),
    "reset": lambda _gateway, exchange: exchange.reset(),
    "hang": lambda _gateway, exchange: exchange.hang(),
    "broken off": lambda _gateway, exchange: exchange.raw(b'{"created"', content_length="5000"),
}
"""What may befall a POST, by name."""

LOST_ANSWERS: dict[str, Callable[[Gateway, Exchange], None]] = {
    f"accepted, then {name}": TROUBLES[name] for name in ("reset", "504", "hang")
}
"""What may befall the answer to an order that was taken; for a protocol that looks orders up."""

PICTURE_TROUBLES = (
    "truncated picture", "text called picture", "private redirect", "private link", "dead link",
    "expired link", "broken link", "bad base64", "short picture",
)  # fmt: skip
"""What may be wrong with a result."""
