"""dieyuyun: Gemini 3.1 Flash Image in the OpenAI Images protocol, text to image only.

It may answer with pictures or with a task, whatever was asked: both are read.
"""

from __future__ import annotations

from ._openai_images import RESPONSE_FORMAT, SHAPES, OpenAIImages
from .parameters import Choice
from .specs import ModelSpec, Operation

_GENERATE = Operation(
    parameters=(
        SHAPES,
        Choice(
            name="quality",
            label="Quality",
            choices=("standard", "hd"),
            help="Finer or not, by the gateway's own word; it changes no pixels.",
            is_folded=False,
        ),
        RESPONSE_FORMAT,
    ),
    per_call=10,
    max_count=10,
    usual_seconds=20.0,
)
_HELP = (
    "Quick pictures from words alone, in three shapes of about one megapixel; the gateway "
    "documents no references, no other shapes and no tiers. The pictures may come a little "
    "smaller or larger than asked, since the model draws in sizes of its own."
)


class Dieyuyun(OpenAIImages):
    id = "dieyuyun"
    label = "dieyuyun"
    tagline = "Gemini 3.1 Flash Image in three shapes."
    env = "DIEYUYUN"
    default_base_url = "https://open.dieyuyun.com/v1"
    models = (
        ModelSpec(
            id="gemini-3.1-flash-image",
            label="Gemini 3.1 Flash Image",
            generate=_GENERATE,
            help=_HELP,
        ),
    )
