"""Any server that speaks the OpenAI Images protocol, at an address of one's own.

What is left on "auto" is not sent, so that the server decides it.
"""

from __future__ import annotations

from ._openai_images import REFERENCES, RESPONSE_FORMAT, SHAPES, OpenAIImages
from .base import Brief, File, ModelSpec, Operation
from .parameters import Choice

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
        return tuple(
            File(field="image[]", name=i.name, mime=i.mime, data=i.data) for i in brief.inputs
        )
