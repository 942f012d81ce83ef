"""The OpenAI Images protocol as three gateways speak it: what each takes and how it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .checks import Check, boolean, one_of, text, whole
from .sizes import Size

SQUARE = (1024, 1024)
SIZES = ("1024x1024", "1536x1024", "1024x1536")
SIDES = re.compile(r"([1-9]\d{0,4})x([1-9]\d{0,4})")
FORMS = ("png", "jpeg", "webp")


@dataclass(frozen=True)
class Tongue:
    """How one gateway speaks the protocol: what it takes and how it answers when not told.

    `rule` names the field that does not go with the others, if any. `is_open`: further fields
    are taken as they are.
    """

    models: tuple[str, ...]
    generate: Mapping[str, Check]
    edit: Mapping[str, Check] = field(default_factory=dict)
    rule: Callable[[Mapping[str, Any]], str] = lambda fields: ""
    answer: str = "url"
    is_revising: bool = True
    is_open: bool = False
    is_openai: bool = False
    file_fields: tuple[str, ...] = ()
    most_files: int = 0


def sides(size: object) -> Size | None:
    """Width and height of "1024x768"; None for "auto" and for what is no size."""
    found = SIDES.fullmatch(str(size))
    return (int(found[1]), int(found[2])) if found else None


def is_free_size(value: object) -> bool:
    """Whether gpt-image-2 draws it: steps of 16, up to 1:3, 0.66 to 8.29 million pixels."""
    found = sides(value)
    if not found:
        return False
    short, long = sorted(found)
    return (
        short % 16 == long % 16 == 0
        and long <= 3 * short
        and long <= 3840
        and short <= 2160
        and 655_360 <= long * short <= 8_294_400
    )


def _gpt_size(value: object) -> bool:
    return value in ("auto", *SIZES) or (isinstance(value, str) and is_free_size(value))


def _gpt_rule(fields: Mapping[str, Any]) -> str:
    form = fields.get("output_format", "png")
    is_free = fields["model"].startswith("gpt-image-2")
    if not is_free and fields.get("size", "auto") not in ("auto", *SIZES):
        return "size"
    if fields.get("background") == "transparent" and form == "jpeg":
        return "background"
    return "output_compression" if "output_compression" in fields and form == "png" else ""


_GPT: dict[str, Check] = {
    "prompt": text(32_000),
    "n": whole(1, 10),
    "size": _gpt_size,
    "quality": one_of("auto", "low", "medium", "high"),
    "background": one_of("auto", "transparent", "opaque"),
    "output_format": one_of(*FORMS),
    "output_compression": whole(0, 100),
    "user": text(1_000),
}
_CUSTOM: dict[str, Check] = {
    "prompt": text(32_000),
    "n": whole(1, 10),
    "size": lambda value: isinstance(value, str) and bool(sides(value)),
    "quality": text(20),
    "response_format": one_of("url", "b64_json"),
}

TONGUES = {
    "dieyuyun": Tongue(
        models=("gemini-3.1-flash-image",),
        generate={
            "prompt": text(32_000),
            "n": whole(1, 10),
            "size": one_of(*SIZES),
            "quality": one_of("standard", "hd"),
            "response_format": one_of("url", "b64_json"),
            "async": boolean,
        },
    ),
    "openai": Tongue(
        models=(
            "gpt-image-2", "gpt-image-2-2026-04-21", "gpt-image-1.5", "gpt-image-1",
            "gpt-image-1-mini",
        ),
        generate={**_GPT, "moderation": one_of("auto", "low")},
        edit={**_GPT, "input_fidelity": one_of("low", "high")},
        rule=_gpt_rule,
        answer="b64_json",
        is_revising=False,
        is_openai=True,
        file_fields=("image", "image[]"),
        most_files=16,
    ),
    "custom": Tongue(
        models=("house-model",),
        generate=_CUSTOM,
        edit=_CUSTOM,
        is_open=True,
        file_fields=("image[]",),
        most_files=16,
    ),
}  # fmt: skip
