"""The image models that OpenAI's own service has, or had."""

from __future__ import annotations

from dataclasses import replace

from ._openai_images import INPUTS_BYTES, REFERENCES, RESPONSE_FORMAT, SHAPES_OR_AUTO
from .parameters import ASPECT_RATIO, OUTPUT_FORMAT, RESOLUTION, Choice, Integer, Parameter
from .sizes import Pixels
from .specs import ModelSpec, Operation

FREE = Pixels(
    multiple=16,
    max_side=3840,
    max_short=2160,
    min_area=655_360,
    max_area=8_294_400,
    max_ratio=3.0,
)
"""The canvases of GPT Image 2."""

_SHAPES = SHAPES_OR_AUTO.having(
    choices=(
        "auto", "1:3", "9:16", "2:3", "3:4", "4:5", "1:1",
        "5:4", "4:3", "3:2", "16:9", "21:9", "3:1",
    ),
    help="auto: the model picks shape and size.",
)  # fmt: skip
_TIERS = RESOLUTION.having(
    choices=("1K", "2K", "4K"),
    help="Above 2560 × 1440 the vendor calls it experimental; 3840 × 2160 is the most.",
)
QUALITY = Choice(
    name="quality",
    label="Quality",
    choices=("auto", "low", "medium", "high"),
    help="Low is quick and cheap for trying out, high is slow and dear.",
    is_folded=False,
)
_BACKGROUND = Choice(
    name="background",
    label="Background",
    choices=("auto", "transparent", "opaque"),
    help="Transparent needs PNG or WebP, and a model that can: not every one does.",
)
_COMPRESSION = Integer(
    name="output_compression",
    label="Compression",
    minimum=0,
    maximum=100,
    help="For JPEG and WebP: 100 is the best picture and the largest file.",
)
_MODERATION = Choice(
    name="moderation",
    label="Moderation",
    choices=("auto", "low"),
    help="Low filters less. Not for pictures with references.",
)
_FIDELITY = Choice(
    name="input_fidelity",
    label="Fidelity to references",
    choices=("auto", "low", "high"),
    help="High keeps faces and details of the references.",
)
_LOOK = (QUALITY, OUTPUT_FORMAT.having(is_folded=False), _BACKGROUND, _COMPRESSION)

DALL_E_SIZES = {
    "dall-e-2": {"1:1": "1024x1024"},
    "dall-e-3": {"1:1": "1024x1024", "16:9": "1792x1024", "9:16": "1024x1792"},
}


def gpt(
    id: str,
    label: str,
    *,
    shapes: tuple[Parameter, ...] = (SHAPES_OR_AUTO,),
    pixels: Pixels | None = None,
    edit: tuple[Parameter, ...] = (),
    help: str = "",
) -> ModelSpec:
    """A GPT image model; `edit` are the parameters that it takes with references only."""
    generate = Operation(
        parameters=(*shapes, *_LOOK, _MODERATION),
        per_call=10,
        max_count=10,
        max_prompt=32_000,
        pixels=pixels,
        usual_seconds=40.0,
    )
    with_references = replace(
        generate,
        parameters=(*shapes, *_LOOK, *edit),
        max_inputs=REFERENCES,
        max_bytes=20_000_000,
        max_total=INPUTS_BYTES,
        takes_mask=True,
        usual_seconds=50.0,
    )
    return ModelSpec(id=id, label=label, generate=generate, edit=with_references, help=help)


def gpt_2(id: str, label: str) -> ModelSpec:
    words = (
        "Follows long instructions and writes words well. Takes nearly any canvas between 1:3 "
        "and 3:1, in steps of 16 pixels, and up to 10 pictures a call. With references it also "
        "takes a mask: a PNG as large as the first reference, whose transparent part may change. "
        "There is no seed. The vendor contradicts itself on transparent backgrounds here."
    )
    return gpt(id, label, shapes=(_SHAPES, _TIERS), pixels=FREE, help=words)


def _dall_e(id: str, label: str, count: int, *more: Parameter) -> ModelSpec:
    shapes = ASPECT_RATIO.having(choices=tuple(DALL_E_SIZES[id]))
    operation = Operation(parameters=(shapes, *more, RESPONSE_FORMAT), per_call=count, max_count=10)
    words = "Gone from OpenAI's own service since May 2026; for servers that still have it."
    return ModelSpec(id=id, label=label, generate=operation, help=words)


_OLDER = "Three shapes, up to 10 pictures a call, references with a mask. OpenAI ends it in 2026."
OTHERS = {
    spec.id: spec
    for spec in (
        gpt_2("gpt-image-2-2026-04-21", "GPT Image 2 (2026-04-21)"),
        gpt("gpt-image-1.5", "GPT Image 1.5", edit=(_FIDELITY,), help=_OLDER),
        gpt("gpt-image-1", "GPT Image 1", edit=(_FIDELITY,), help=_OLDER),
        gpt("gpt-image-1-mini", "GPT Image 1 mini", help=_OLDER),
        _dall_e("dall-e-3", "DALL·E 3", 1, QUALITY.having(choices=("standard", "hd"))),
        _dall_e("dall-e-2", "DALL·E 2", 10),
    )
}
