"""What the models of ToAPIs take, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from .parameters import (
    ASPECT_RATIO,
    IMAGE_SEARCH,
    OUTPUT_FORMAT,
    RATIOS,
    RESOLUTION,
    TEMPERATURE,
    THINKING,
    TOP_P,
    WEB_SEARCH,
    Choice,
    Integer,
    Parameter,
)
from .specs import ModelSpec, Operation

PREVIEW, OFFICIAL = "gemini-3.1-flash-image-preview", "gemini-3.1-flash-image-preview-official"
PRICES: Mapping[str, Decimal] = {PREVIEW: Decimal("0.025")}
"""Dollars for one request, by the vendor's page of 2026-05-02; it lists no other model."""

HARMS = (
    "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_HATE_SPEECH",
    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
)

PATHS: Mapping[str, str] = {
    "aspect_ratio": "size",
    "resolution": "metadata.resolution",
    "google_search": "metadata.google_search",
    "google_image_search": "metadata.google_image_search",
    "temperature": "metadata.temperature",
    "top_p": "metadata.topP",
    "max_output_tokens": "metadata.maxOutputTokens",
    "thinking_budget": "metadata.thinkingConfig.thinkingBudget",
    "thinking_level": "metadata.thinkingConfig.thinkingLevel",
    "person_generation": "metadata.personGeneration",
    "safety_settings": "metadata.safetySettings",
    "output_format": "metadata.imageOutputOptions.mimeType",
    "output_compression": "metadata.imageOutputOptions.compressionQuality",
}
"""Where our parameters lie in a request."""

_SECONDS = 20.0
_TWELVE = tuple(ratio for ratio in RATIOS if ratio not in ("1:8", "1:4"))
_SHAPES = (ASPECT_RATIO, RESOLUTION)
_SEARCHES = (
    WEB_SEARCH,
    IMAGE_SEARCH.having(
        help="The model may also look at pictures of the web: switches web search on. "
        "Never for people."
    ),
)
_TUNING: tuple[Parameter, ...] = (
    ASPECT_RATIO.having(choices=_TWELVE),
    RESOLUTION.having(choices=("1K", "2K", "4K")),
    OUTPUT_FORMAT.having(choices=("png", "jpeg")),
    Integer(
        name="output_compression",
        label="JPEG quality",
        minimum=0,
        maximum=100,
        help="For JPEG only: 100 is the best picture and the largest file.",
    ),
    TEMPERATURE,
    TOP_P,
    THINKING,
    Integer(
        name="thinking_budget",
        label="Thinking budget",
        minimum=0,
        maximum=24_576,
        help="The most tokens that the model may think. Set this or Thinking, not both.",
    ),
    Integer(
        name="max_output_tokens",
        label="Output tokens",
        minimum=1,
        maximum=32_768,
        help="The most tokens of an answer. A 4K picture alone takes about 2,520.",
    ),
    Choice(
        name="person_generation",
        label="People",
        choices=("auto", "ALLOW_ALL", "ALLOW_ADULT", "ALLOW_NONE"),
        help="Whom the model may draw. Auto leaves it to the gateway.",
    ),
    Choice(
        name="safety_settings",
        label="Safety filter",
        choices=(
            "auto",
            "BLOCK_LOW_AND_ABOVE",
            "BLOCK_MEDIUM_AND_ABOVE",
            "BLOCK_ONLY_HIGH",
            "BLOCK_NONE",
        ),
        help="From which likelihood of harm the text filters block. "
        "No setting lifts the filters that look at the picture itself.",
    ),
)


_PLAIN = Operation(parameters=_SHAPES, usual_seconds=_SECONDS)
_FULL = replace(_PLAIN, parameters=(*_SHAPES, *_SEARCHES), per_call=4, max_count=12)
_LABEL = "Gemini 3.1 Flash Image"

MODELS = (
    ModelSpec(
        id=PREVIEW,
        label=_LABEL,
        generate=_FULL,
        edit=replace(_FULL, max_inputs=14),
        help="For drafts and series: 14 shapes, four resolutions, web search and up to 14 "
        "references. For production the vendor advises the official variant. References go "
        "to the gateway first, which wants public addresses, and PNG, JPEG or WebP of at most "
        "10 MB; one that seems to have no effect has to be named in the prompt. "
        "The file may come as JPEG whatever was asked.",
    ),
    ModelSpec(
        id=OFFICIAL,
        label=f"{_LABEL}, official",
        generate=replace(_PLAIN, parameters=_TUNING),
        help="The steadier variant, which the vendor advises for production: fine control of "
        "sampling, thinking and file, one image a call, twelve shapes, no 512. "
        "It takes no references. Its price is not listed.",
    ),
)


def like(id: str) -> ModelSpec:
    """What an id takes that we have no declaration of."""
    if id.endswith("-official"):
        return replace(MODELS[1], id=id, label=id, help="")
    return ModelSpec(id=id, label=id, generate=_PLAIN, edit=replace(_PLAIN, max_inputs=14))
