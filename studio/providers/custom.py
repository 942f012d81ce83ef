"""Any server that speaks the OpenAI Images protocol, at an address of one's own.

What is left on "auto" is not sent, so that the server decides it.
"""

from __future__ import annotations

from dataclasses import replace

from ._openai_images import INPUTS_BYTES, REFERENCES, RESPONSE_FORMAT, SHAPES, OpenAIImages
from .parameters import FURTHER, Choice
from .requests import Brief, File
from .sizes import Pixels
from .specs import ModelSpec, Operation

_SIDE = 8192
_PARAMETERS = (
    SHAPES.having(
        choices=(*SHAPES.choices, "auto"), help="auto: the server picks the shape and the size."
    ),
    Choice(
        name="quality",
        label="Quality",
        choices=("auto", "standard", "hd", "low", "medium", "high"),
        help="Servers know different words; auto leaves it to the server.",
        is_folded=False,
    ),
    RESPONSE_FORMAT.having(choices=("auto", *RESPONSE_FORMAT.choices)),
    FURTHER,
)
_GENERATE = Operation(
    parameters=_PARAMETERS,
    per_call=10,
    max_count=10,
    pixels=Pixels(max_side=_SIDE, max_area=_SIDE**2, max_ratio=_SIDE),
)
_EDIT = replace(_GENERATE, max_inputs=REFERENCES, max_total=INPUTS_BYTES, takes_mask=True)
_HELP = (
    "What your server makes of it is its own affair: an exact canvas goes out as it is, and what "
    "it does not know it may refuse or overlook. Everything else that it takes can be written "
    "as further fields. References go out as a form with image[], a mask as a PNG beside them."
)


class Custom(OpenAIImages):
    id = "custom"
    label = "Custom server"
    tagline = "Any server that speaks the OpenAI Images protocol."
    env = "CUSTOM"
    needs_key = False

    def unknown_model(self, id: str) -> ModelSpec:
        return ModelSpec(id=id, label=id, generate=_GENERATE, edit=_EDIT, help=_HELP)

    def files(self, brief: Brief) -> tuple[File, ...]:
        """Several servers know the list form only."""
        files = super().files(brief)
        return tuple(replace(f, field="image[]") if f.field == "image" else f for f in files)
