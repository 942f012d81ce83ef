"""OpenAI: the GPT image models, which answer base64 and take no `response_format`.

The DALL·E models are gone from the vendor's own service; where they are named in
the environment they get their own sizes.
"""

from __future__ import annotations

from collections.abc import Mapping

from ._openai_images import REFERENCES, RESPONSE_FORMAT, SHAPES_OR_AUTO, OpenAIImages
from .errors import InvalidError
from .parameters import ASPECT_RATIO, OUTPUT_FORMAT, Choice, Integer, Parameter, Value
from .requests import Brief, Json
from .specs import ModelSpec, Operation

QUALITY = Choice(
    name="quality",
    label="Quality",
    choices=("auto", "low", "medium", "high"),
    is_folded=False,
)
BACKGROUND = Choice(
    name="background",
    label="Background",
    choices=("auto", "transparent", "opaque"),
    help="Transparent needs PNG or WebP.",
)
COMPRESSION = Integer(
    name="output_compression",
    label="Compression",
    minimum=0,
    maximum=100,
    help="For JPEG and WebP: 100 is the best picture and the largest file.",
)
MODERATION = Choice(name="moderation", label="Moderation", choices=("auto", "low"))
FIDELITY = Choice(
    name="input_fidelity",
    label="Fidelity to references",
    choices=("auto", "low", "high"),
    help="High keeps faces and details of the references.",
)

_GPT = (
    SHAPES_OR_AUTO,
    QUALITY,
    OUTPUT_FORMAT.having(is_folded=False),
    BACKGROUND,
    COMPRESSION,
    MODERATION,
)
_DALL_E_SIZES = {
    "dall-e-2": {"1:1": "1024x1024"},
    "dall-e-3": {"1:1": "1024x1024", "16:9": "1792x1024", "9:16": "1024x1792"},
}


def _gpt(id: str, label: str, *, edit: tuple[Parameter, ...] = ()) -> ModelSpec:
    """A GPT image model; `edit` are the parameters that it takes with references only."""
    without_moderation = tuple(p for p in _GPT if p is not MODERATION)
    return ModelSpec(
        id=id,
        label=label,
        generate=Operation(parameters=_GPT, per_call=10, max_count=10, usual_seconds=40.0),
        edit=Operation(
            parameters=(*without_moderation, *edit),
            per_call=10,
            max_count=10,
            max_inputs=REFERENCES,
            max_bytes=20_000_000,
            usual_seconds=50.0,
        ),
    )


def _dall_e(id: str, label: str, count: int, *more: Parameter) -> ModelSpec:
    shapes = ASPECT_RATIO.having(choices=tuple(_DALL_E_SIZES[id]))
    operation = Operation(parameters=(shapes, *more, RESPONSE_FORMAT), per_call=count, max_count=10)
    return ModelSpec(id=id, label=label, generate=operation)


_OTHERS = {
    spec.id: spec
    for spec in (
        _gpt("gpt-image-1.5", "GPT Image 1.5", edit=(FIDELITY,)),
        _gpt("gpt-image-1", "GPT Image 1", edit=(FIDELITY,)),
        _gpt("gpt-image-1-mini", "GPT Image 1 mini"),
        _dall_e("dall-e-3", "DALL·E 3", 1, QUALITY.having(choices=("standard", "hd"))),
        _dall_e("dall-e-2", "DALL·E 2", 10),
    )
}


class OpenAI(OpenAIImages):
    id = "openai"
    label = "OpenAI"
    tagline = "The GPT image models, with references and transparent backgrounds."
    env = "OPENAI"
    default_base_url = "https://api.openai.com/v1"
    models = (_gpt("gpt-image-2", "GPT Image 2"),)

    def unknown_model(self, id: str) -> ModelSpec:
        return _OTHERS.get(id) or _gpt(id, id)

    def sizes_of(self, model: str) -> Mapping[str, str]:
        return _DALL_E_SIZES.get(model, self.sizes)

    def spelled(self, brief: Brief, name: str, value: Value) -> Json:
        """As the protocol has it; compression is for the formats that know it."""
        format = brief.parameters.get("output_format", "png")
        if name == "output_compression" and format == "png":
            return None
        if (name, value, format) == ("background", "transparent", "jpeg"):
            raise InvalidError("A transparent background needs PNG or WebP.")
        return super().spelled(brief, name, value)
