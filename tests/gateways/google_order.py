"""What a body of `generateContent` orders, after the rules that bind several fields."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pillow_heif
from PIL import Image

from . import google_fields, sizes
from .checks import is_image
from .google_fields import invalid
from .sizes import Size
from .troubles import RefusalError

MOST_INPUTS = 14
HEIF_BRANDS = {
    "image/heic": (b"heic", b"heix", b"hevc", b"hevx", b"mif1"),
    "image/heif": (b"mif1", b"msf1", b"heic", b"heix", b"hevc"),
}
MIMES = ("image/png", "image/jpeg", "image/webp", *HEIF_BRANDS)
KINDS = {"text", "inlineData", "fileData"}


@dataclass(frozen=True)
class Order:
    """`inputs` are the sizes of the pictures in it; `searches` the kinds of search it allows."""

    prompt: str
    inputs: tuple[Size, ...]
    ratio: str
    tier: str
    modalities: tuple[str, ...]
    searches: tuple[str, ...]
    is_thinking_hard: bool
    shows_thoughts: bool

    @property
    def size(self) -> Size:
        return sizes.google(self.ratio, self.tier)


def read(body: object, signatures: Container[str]) -> Order:
    """The order of a body; `signatures` are those that were given away."""
    request = google_fields.read(body)
    turns = request.get("contents") or []
    if not turns:
        raise invalid("* GenerateContentRequest.contents: contents is not specified")
    inputs = tuple(_inputs(turns, signatures))
    if len(inputs) > MOST_INPUTS:
        raise invalid(f"Please use fewer than {MOST_INPUTS + 1} images in your request")
    _check_safety(request.get("safetySettings", []))
    config = request.get("generationConfig", {})
    shape, thinking = config.get("imageConfig", {}), config.get("thinkingConfig", {})
    ratio = sizes.nearest(inputs[0]) if inputs else "1:1"
    return Order(
        prompt=" ".join(part["text"] for part in turns[-1]["parts"] if "text" in part),
        inputs=inputs,
        ratio=shape.get("aspectRatio", ratio),
        tier=shape.get("imageSize", "1K"),
        modalities=tuple(config.get("responseModalities") or ("TEXT", "IMAGE")),
        searches=_searches(request.get("tools", [])),
        is_thinking_hard=thinking.get("thinkingLevel", "minimal").lower() == "high",
        shows_thoughts=thinking.get("includeThoughts", False),
    )


def _inputs(turns: list[Any], signatures: Container[str]) -> Iterator[Size]:
    """The sizes of all pictures, while each turn is looked at."""
    for number, turn in enumerate(turns):
        role = turn.get("role", "user")
        if role not in ("user", "model"):
            raise invalid("Please use a valid role: user, model.", f"contents[{number}].role")
        if not turn.get("parts"):
            place = f"contents[{number}].parts"
            raise invalid(f"* GenerateContentRequest.{place}: contents.parts must not be empty.")
        if role == "model":
            _check_signatures(turn["parts"], number + 1, signatures)
        for at, part in enumerate(turn["parts"]):
            yield from _input(part, f"contents[{number}].parts[{at}]", is_user=role == "user")
    if turns[-1].get("role", "user") != "user":
        raise invalid("Please ensure that multiturn requests end with a user role.")


def _check_signatures(parts: list[Any], turn: int, signatures: Container[str]) -> None:
    given = [part["thoughtSignature"] for part in parts if "thoughtSignature" in part]
    for at, part in enumerate(parts, 1):
        is_drawn = "inlineData" in part and not part.get("thought")
        if "thoughtSignature" not in part and (is_drawn or not given):
            kind = "Image" if is_drawn else "Text"
            where = f"content position {turn}, part position {at}"
            raise invalid(f"{kind} part is missing a thought_signature in {where}.")
    if any(signature not in signatures for signature in given):
        raise invalid("Thought signature is not valid.")


def _input(part: Mapping[str, Any], place: str, *, is_user: bool) -> Iterator[Size]:
    if len(KINDS & part.keys()) != 1:
        raise invalid(f"Invalid value at '{place}' (oneof): exactly one kind of data is wanted.")
    if is_user and part.get("thought"):
        raise invalid(f"Invalid value at '{place}.thought': only a model thinks.")
    if "text" in part and not part["text"].strip():
        raise invalid(f"Invalid value at '{place}.text': it is blank.")
    if "fileData" in part:
        message = "You do not have permission to access the File or it may not exist."
        raise RefusalError(403, message, "forbidden")
    if "inlineData" in part:
        yield _picture(part["inlineData"], f"{place}.inline_data")


def _picture(blob: Mapping[str, str], place: str) -> Size:
    """The size of an inline picture, whose type and bytes must agree."""
    mime, data = blob.get("mimeType", ""), blob.get("data", "")
    if mime not in MIMES:
        raise invalid(f"Unsupported MIME type: {mime}", f"{place}.mime_type")
    try:
        found = base64.b64decode(data, validate=True)
    except binascii.Error:
        message = f"Invalid value at '{place}.data' (TYPE_BYTES), Base64 decoding failed"
        raise invalid(f'{message} for "{data[:40]}"', f"{place}.data") from None
    if not is_true(found, mime):
        raise invalid(f"Provided image is not valid: it is no {mime}.", f"{place}.data")
    try:
        return _size(found, mime)
    except (OSError, ValueError):
        raise invalid("Unable to process input image.", f"{place}.data") from None


def is_true(data: bytes, mime: str) -> bool:
    """Whether the bytes begin as that type does."""
    if mime in HEIF_BRANDS:
        return data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS[mime]
    return is_image(data, mime)


def _size(data: bytes, mime: str) -> Size:
    if mime in HEIF_BRANDS:
        width, height = pillow_heif.open_heif(io.BytesIO(data)).size
        return width, height
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


def _check_safety(settings: list[Mapping[str, str]]) -> None:
    for setting in settings:
        if set(setting) != {"category", "threshold"}:
            raise invalid("A safety setting needs its category and its threshold.")
    if len({setting["category"] for setting in settings}) < len(settings):
        raise invalid("Only one safety setting for each category is taken.")


def _searches(tools: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """The kinds of search that are allowed; of the web, where none is named."""
    found: dict[str, None] = {}
    for tool in tools:
        if "googleSearch" in tool:
            found.update(dict.fromkeys(tool["googleSearch"].get("searchTypes") or ("webSearch",)))
    return tuple(found)
