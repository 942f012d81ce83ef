"""The Gemini image models as Google's own API takes them."""

from __future__ import annotations

from dataclasses import replace

from .parameters import (
    ASPECT_RATIO,
    IMAGE_SEARCH,
    RATIOS,
    RESOLUTION,
    SEED,
    THINKING,
    TIERS,
    WEB_SEARCH,
    Choice,
    Parameter,
)
from .requests import Json
from .specs import ModelSpec, Operation

MODALITIES: dict[str, list[Json]] = {
    "picture and words": ["TEXT", "IMAGE"],
    "picture only": ["IMAGE"],
}
THRESHOLDS = {
    "strict": "BLOCK_LOW_AND_ABOVE",
    "medium": "BLOCK_MEDIUM_AND_ABOVE",
    "loose": "BLOCK_ONLY_HIGH",
    "off": "BLOCK_NONE",
}
HARMS = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")

_SHAPES = ASPECT_RATIO.having(
    choices=("auto", *RATIOS),
    help="auto: the shape of a reference, or a square where there is none.",
)
_ANSWER_WITH = Choice(
    name="answer_with",
    label="Answer with",
    choices=tuple(MODALITIES),
    help="Picture only keeps the model from talking instead of drawing.",
)
_SAFETY = Choice(
    name="safety_settings",
    label="Safety filter",
    choices=("auto", *THRESHOLDS),
    help="How soon words are blocked. Google's filters on pictures stay, whatever is chosen.",
)
_COMMON = (_ANSWER_WITH, SEED, WEB_SEARCH, _SAFETY)
_FLASH = (
    _SHAPES,
    RESOLUTION.having(help="512 is for trying out; 4K takes a minute or two."),
    _ANSWER_WITH,
    THINKING,
    WEB_SEARCH.having(help="The model may look things up before it draws. Searches may cost."),
    IMAGE_SEARCH.having(
        help="The model may also look at pictures of the web, never of people. Includes web search."
    ),
    SEED,
    _SAFETY,
)


def _model(id: str, label: str, parameters: tuple[Parameter, ...], help: str) -> ModelSpec:
    generate = Operation(parameters=parameters, max_count=8, usual_seconds=25.0)
    edit = replace(
        generate, max_inputs=14, max_bytes=7_000_000, max_total=14_000_000, max_side=2048
    )
    return ModelSpec(id=id, label=label, generate=generate, edit=edit, help=help)


MODELS = (
    _model(
        "gemini-3.1-flash-image",
        "Gemini 3.1 Flash Image",
        _FLASH,
        "Quick, good at words in pictures and at joining references: up to 14, of which about "
        "10 things and 4 people stay like themselves. One picture a call, so four are four "
        "calls, each paid. Google picks the file format and marks every picture with SynthID. "
        "The key needs a project with billing. Where the model talks instead of drawing, "
        "choose to answer with the picture only, and ask for the final picture.",
    ),
)


def unknown(id: str) -> ModelSpec:
    """What Gemini image models have in common."""
    tiers = RESOLUTION.having(choices=("auto", *TIERS), default="auto")
    shapes = _SHAPES.having(default="auto")
    words = "What this model takes is not known here; what is left on auto is not sent."
    return _model(id, id, (shapes, tiers, *_COMMON), words)
