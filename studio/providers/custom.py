"""Any server that speaks the OpenAI Images protocol, at an address of one's own.

What is left on "auto" is not sent, so that the server decides it.
"""

from __future__ import annotations

from dataclasses import replace

from ._openai_images import REFERENCES, RESPONSE_FORMAT, SHAPES, OpenAIImages
from .parameters import Choice
from .requests import Brief, File
from .specs import ModelSpec, Operation

_PARAMETERS = (
    SHAPES.having(choices=(*SHAPES.choices, "auto")),
    Choice(
        name="quality",
        label="Quality",
        choices=("auto", "standard", "hd", "low", "medium", "high"),
        help="Servers know different words; auto leaves it to the server.",
    ),
    RESPONSE_FORMAT.having(choices=("auto", *RESPONSE_FORMAT.choices)),
)


class Custom(OpenAIImages):
    id = "custom"
    label = "Custom server"
    tagline = "Any server that speaks the OpenAI Images protocol."
    env = "CUSTOM"
    needs_key = False

    def unknown_model(self, id: str) -> ModelSpec:
        return ModelSpec(
            id=id,
            label=id,
            generate=Operation(parameters=_PARAMETERS, per_call=10, max_count=10),
            edit=Operation(
                parameters=_PARAMETERS, per_call=10, max_count=10, max_inputs=REFERENCES
            ),
        )

    def files(self, brief: Brief) -> tuple[File, ...]:
        """Several servers know the list form only."""
        files = super().files(brief)
        return tuple(replace(f, field="image[]") if f.field == "image" else f for f in files)
