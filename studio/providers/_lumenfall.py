"""What the models of Lumenfall take, as data.

A name before the model, as in "fal/gemini-3.1-flash-image-preview", sends a request to that
provider, and only there the further parameters of that provider have an effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import log

from ._openai_images import INPUTS_BYTES, REFERENCES, RESPONSE_FORMAT
from .parameters import (
    ASPECT_RATIO,
    FURTHER,
    IMAGE_SEARCH,
    OUTPUT_FORMAT,
    RATIOS,
    RESOLUTION,
    SEED,
    THINKING,
    TIERS,
    WEB_SEARCH,
    Choice,
    Flag,
    Integer,
    Parameter,
    Value,
)
from .sizes import TIER_SIDES, Pixels, is_ratio, nearest_ratio, pixels
from .specs import ModelSpec, Operation

MODEL = "gemini-3.1-flash-image-preview"
LOSSY = frozenset({"jpeg", "webp", "avif"})
"""The formats that `output_compression` is for."""
MOST_AVIF = 1600
"""The longest side in pixels that the gateway converts to AVIF."""

_COMMON: tuple[Parameter, ...] = (
    ASPECT_RATIO.having(
        choices=(*RATIOS, "auto"),
        is_open=True,
        help="Any other shape is taken too and made the nearest of these. "
        "Auto leaves shape and resolution to the model.",
    ),
    RESOLUTION.having(choices=(*TIERS, "auto")),
    OUTPUT_FORMAT.having(
        choices=("png", "jpeg", "webp", "gif", "avif"),
        help="The gateway converts what the model cannot write itself; "
        "beyond 1,600 pixels a side that is PNG in place of AVIF.",
    ),
    Integer(
        name="output_compression",
        label="Compression",
        minimum=0,
        maximum=100,
        help="For JPEG, WebP and AVIF; the other formats lose nothing and know no such number.",
    ),
    SEED,
    RESPONSE_FORMAT,
    FURTHER,
)

_EXTRAS: Mapping[str, tuple[Parameter, ...]] = {
    "fal": (
        WEB_SEARCH.having(name="enable_web_search"),
        THINKING,
        Choice(
            name="safety_tolerance",
            label="Safety tolerance",
            choices=("auto", "1", "2", "3", "4", "5", "6"),
            help="1 blocks the most, 6 the least. Auto leaves it to fal.",
        ),
        Flag(
            name="limit_generations",
            label="One picture a round",
            help="Takes no number of pictures from the prompt and no drafts between. "
            "An experiment of fal's: the picture may be worse.",
        ),
        Flag(
            name="sync_mode",
            label="Picture inside the answer",
            help="Keeps the picture out of fal's history of requests.",
        ),
    ),
    "replicate": (
        WEB_SEARCH,
        IMAGE_SEARCH.having(
            name="image_search",
            help="The model may also look at pictures of the web: switches web search on. "
            "Never for people.",
        ),
    ),
}


def like(id: str, label: str = "", help: str = "") -> ModelSpec:
    """What a model takes, by the provider that its id names; without one, what all take."""
    parameters = (*_COMMON[:-1], *_EXTRAS.get(id.partition("/")[0], ()), FURTHER)
    generate = Operation(
        parameters=parameters,
        per_call=10,
        max_count=10,
        pixels=Pixels(max_ratio=8.001),
        usual_seconds=30.0,
    )
    edit = replace(
        generate,
        max_inputs=REFERENCES,
        max_total=INPUTS_BYTES,
        takes_mask=True,
        usual_seconds=40.0,
    )
    return ModelSpec(id=id, label=label or id, generate=generate, edit=edit, help=help)


_LABEL = "Gemini 3.1 Flash Image"
MODELS = (
    like(
        MODEL,
        _LABEL,
        "For exact sizes and all formats: any shape, any pixels, up to 14 references and a mask. "
        "The gateway picks a provider for each request, and answers what it really cost.",
    ),
    like(
        f"fal/{MODEL}",
        f"{_LABEL} by fal",
        "The same model, always at fal: with web search, thinking and its safety tolerance.",
    ),
    like(
        f"replicate/{MODEL}",
        f"{_LABEL} by Replicate",
        "The same model, always at Replicate: with web search and image search.",
    ),
)


def drawn(given: Mapping[str, Value]) -> tuple[int, int] | None:
    """The catalogue's pixels for a shape and a tier or a canvas; None where the model decides."""
    ratio, tier = (str(given.get(name, "")) for name in ("aspect_ratio", "resolution"))
    width, height = (int(given.get(name, 0)) for name in ("width", "height"))
    if width and height:
        ratio, area = f"{width}:{height}", width * height
        tier = min(TIERS, key=lambda tier: abs(log(area / TIER_SIDES[tier] ** 2)))
    if not is_ratio(ratio) or tier not in TIERS:
        return None
    return pixels(nearest_ratio(ratio, RATIOS), tier)


def format_of(given: Mapping[str, Value]) -> str:
    """The format to ask for: the chosen one, unless the picture may be too large for AVIF."""
    chosen = str(given.get("output_format", ""))
    canvas = (int(given.get(name, 0)) for name in ("width", "height"))
    longest = max(*canvas, *(drawn(given) or (MOST_AVIF + 1,)))
    return "png" if chosen == "avif" and longest > MOST_AVIF else chosen
