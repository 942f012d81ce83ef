"""What a strict gateway asks of a request: each check is true or false of one value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .received import Received
from .troubles import RefusalError

Check = Callable[[Any], bool]
MAGIC = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8", "image/webp": b"RIFF"}


def one_of(*values: str) -> Check:
    return lambda value: isinstance(value, str) and value in values


def whole(least: int, most: int) -> Check:
    return lambda value: type(value) is int and least <= value <= most


def number(least: float, most: float) -> Check:
    return lambda value: type(value) in (int, float) and least <= value <= most


def text(most: int) -> Check:
    return lambda value: isinstance(value, str) and bool(value.strip()) and len(value) <= most


def boolean(value: Any) -> bool:
    return isinstance(value, bool)


def is_image(data: bytes, mime: str) -> bool:
    """Whether the bytes are what `mime` says: a PNG, a JPEG or a WebP."""
    return data.startswith(MAGIC.get(mime, b"no such type"))


def is_image_or_gif(data: bytes, mime: str) -> bool:
    """The same where a GIF is taken too."""
    return is_image(data, mime) or (mime == "image/gif" and data[:6] in (b"GIF87a", b"GIF89a"))


def json_object(received: Received) -> dict[str, Any]:
    """The body of a JSON request; a form, a broken body or a list is refused with 400."""
    mime = received.headers.get("content-type", "").partition(";")[0].strip()
    if mime != "application/json":
        raise RefusalError(400, "The body must be application/json.", "invalid_content_type")
    try:
        body = received.json
    except ValueError:
        raise RefusalError(400, "The body is no JSON.", "invalid_json") from None
    if not isinstance(body, dict):
        raise RefusalError(400, "The body must be an object.", "invalid_json")
    return body
