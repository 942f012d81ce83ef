"""The fields of a ToAPIs order: what each of its two models takes, and nothing else."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from . import sizes
from .checks import Check, boolean, number, one_of, text, whole
from .pictures import Drawing
from .troubles import RefusalError

MODEL = "gemini-3.1-flash-image-preview"
OFFICIAL = f"{MODEL}-official"
CLASSIC = ("1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", "5:4", "4:5", "21:9")
PLAIN_TIERS = ("0.5K", "1K", "2K", "4K")
OFFICIAL_TIERS = ("1K", "2K", "4K")
MOST_LINKS = 14
LINK_FIELDS = ("reference_images", "image_urls")
LINKED = (".jpg", ".jpeg", ".png", ".webp")

BUSINESS_ID = text(128)
MOST_PROMPT = 32_000

_THINKING: dict[str, Check] = {
    "thinkingBudget": whole(0, 24_576),
    "thinkingLevel": one_of("minimal", "high", "MINIMAL", "HIGH"),
}
_OUTPUT: dict[str, Check] = {
    "mimeType": one_of("image/png", "image/jpeg"),
    "compressionQuality": whole(0, 100),
}
_SAFETY: dict[str, Check] = {
    "category": lambda value: isinstance(value, str) and value.startswith("HARM_CATEGORY_"),
    "threshold": lambda value: isinstance(value, str) and value.startswith(("BLOCK_", "OFF")),
}
_PLAIN_METADATA: dict[str, Check] = {
    "resolution": one_of(*PLAIN_TIERS),
    "google_search": boolean,
    "google_image_search": boolean,
    "client_business_id": BUSINESS_ID,
}


def _each(checks: Mapping[str, Check]) -> Check:
    """An object with some of these fields and no other."""

    def check(value: Any) -> bool:
        return isinstance(value, dict) and all(
            name in checks and checks[name](value[name]) for name in value
        )

    return check


def _list_of(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(check, value))


_OFFICIAL_METADATA: dict[str, Check] = {
    "temperature": number(0, 2),
    "topP": number(0, 1),
    "maxOutputTokens": whole(1, 32_768),
    "resolution": one_of(*OFFICIAL_TIERS),
    "personGeneration": one_of("ALLOW_ALL", "ALLOW_ADULT", "ALLOW_NONE"),
    "imageOutputOptions": _each(_OUTPUT),
    "thinkingConfig": _each(_THINKING),
    "safetySettings": _list_of(_each(_SAFETY)),
    "client_business_id": BUSINESS_ID,
}
METADATA = {MODEL: _PLAIN_METADATA, OFFICIAL: _OFFICIAL_METADATA}


def _top(ratios: tuple[str, ...], tiers: tuple[str, ...], most: int) -> dict[str, Check]:
    links = _list_of(lambda value: isinstance(value, str))
    return {
        "model": one_of(*METADATA),
        "prompt": text(MOST_PROMPT),
        "size": one_of(*ratios),
        "n": whole(1, most),
        "resolution": one_of(*tiers),
        "metadata": lambda value: isinstance(value, dict),
        "client_business_id": BUSINESS_ID,
        **dict.fromkeys(LINK_FIELDS, links),
    }


TOP = {
    MODEL: _top(sizes.RATIOS, PLAIN_TIERS, 10),
    OFFICIAL: _top((*CLASSIC, "4:1", "8:1"), OFFICIAL_TIERS, 1),
}


def refuse(message: str, param: str) -> RefusalError:
    return RefusalError(400, message, "invalid_value", param)


def check(fields: Mapping[str, Any], uploads: Mapping[str, tuple[str, bytes]]) -> None:
    """Refuse an order that is not to the letter; `uploads` are type and bytes by their links."""
    model = fields.get("model")
    if not isinstance(model, str) or model not in TOP:
        raise refuse(f"The model {model!r} is not offered.", "model")
    if "prompt" not in fields:
        raise refuse("prompt is required.", "prompt")
    _check_each(fields, TOP[model], "")
    metadata = fields.get("metadata", {})
    _check_each(metadata, METADATA[model], "metadata.")
    if metadata.get("google_image_search") and not metadata.get("google_search"):
        raise refuse("google_image_search needs google_search.", "metadata.google_image_search")
    for name in ("resolution", "client_business_id"):
        if name in fields and name in metadata and fields[name] != metadata[name]:
            raise refuse(f"{name} is given twice with different values.", name)
    _check_links(fields, uploads)


def _check_each(given: Mapping[str, Any], checks: Mapping[str, Check], where: str) -> None:
    for name, value in given.items():
        if name not in checks:
            raise refuse(f"Unknown parameter: {where}{name}", f"{where}{name}")
        if not checks[name](value):
            raise refuse(f"Invalid value for {where}{name}", f"{where}{name}")


def _check_links(fields: Mapping[str, Any], uploads: Mapping[str, tuple[str, bytes]]) -> None:
    given = [fields[name] for name in LINK_FIELDS if name in fields]
    if given[1:] and given[0] != given[1]:
        raise refuse("image_urls and reference_images differ.", "image_urls")
    links = given[0] if given else []
    if len(links) > MOST_LINKS:
        raise refuse("At most 14 reference images.", "reference_images")
    for link in links:
        if link in uploads and uploads[link][0] == "image/gif":
            raise refuse("A GIF cannot be a reference image.", "reference_images")
        if link not in uploads and not _is_public(link, LINKED):
            raise refuse("Give links to uploaded or public images.", "reference_images")


def _is_public(link: str, endings: Collection[str]) -> bool:
    """Whether this is an https link to a picture that the whole world can fetch."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    host = parts.hostname or ""
    try:
        is_ours = not ipaddress.ip_address(host).is_global
    except ValueError:
        is_ours = "." not in host or host.endswith((".local", ".internal", ".localhost"))
    return parts.scheme == "https" and not is_ours and parts.path.lower().endswith(tuple(endings))


def business_id(fields: Mapping[str, Any]) -> str:
    """The order's own id of the customer, or "" where none was given."""
    found = fields.get("client_business_id") or fields.get("metadata", {}).get("client_business_id")
    return str(found or "")


def drawing(fields: Mapping[str, Any]) -> Drawing:
    """The picture that is ordered, in the pixels of Google's table."""
    metadata = fields.get("metadata", {})
    tier = fields.get("resolution") or metadata.get("resolution", "1K")
    size = sizes.google(fields.get("size", "1:1"), "512" if tier == "0.5K" else tier)
    mime = metadata.get("imageOutputOptions", {}).get("mimeType", "image/png")
    return Drawing(size, mime.removeprefix("image/"))
