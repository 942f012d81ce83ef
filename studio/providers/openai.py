"""OpenAI: the GPT image models, which answer base64 and take no `response_format`.

The DALL·E models are gone from the vendor's own service; where they are named in
the environment they get their own sizes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from . import _openai_models, _tokens
from ._openai_images import SIZES, OpenAIImages
from ._reading import layer, whole
from .errors import ProviderError
from .outcomes import Answer, Cost, Made, Waiting
from .parameters import Value
from .requests import Brief, Json
from .sizes import TIER_SIDES, is_ratio, pixels
from .specs import ModelSpec


class OpenAI(OpenAIImages):
    id = "openai"
    label = "OpenAI"
    tagline = "The GPT image models: any canvas, references and a mask."
    env = "OPENAI"
    default_base_url = "https://api.openai.com/v1"
    models = (_openai_models.gpt_2("gpt-image-2", "GPT Image 2"),)

    def unknown_model(self, id: str) -> ModelSpec:
        words = "What this model takes is not known here; it gets what all GPT image models take."
        return _openai_models.OTHERS.get(id) or _openai_models.gpt(id, id, help=words)

    def sizes_of(self, model: str) -> Mapping[str, str]:
        return _openai_models.DALL_E_SIZES.get(model, SIZES)

    def size(self, model: str, aspect_ratio: str, resolution: str) -> tuple[int, int] | None:
        """The vendor's own three sizes, else the nearest legal canvas of that shape and area."""
        free = self.spec(model).generate.pixels
        tier = resolution if resolution in TIER_SIDES else "1K"
        named = super().size(model, aspect_ratio, tier)
        if not free or not is_ratio(aspect_ratio) or (named and tier == "1K"):
            return named
        return free.nearest(*pixels(aspect_ratio, tier))

    def spelled(self, brief: Brief, name: str, value: Value) -> Json:
        """As the protocol has it; what the format cannot do is left out."""
        format = brief.parameters.get("output_format", "png")
        is_packed_anyhow = (name, format) == ("output_compression", "png")
        is_filled_anyhow = (name, value, format) == ("background", "transparent", "jpeg")
        if is_packed_anyhow or is_filled_anyhow:
            return None
        return super().spelled(brief, name, value)

    def read(self, answer: Answer) -> Waiting | Made:
        """With the cost of what was used up, which hangs on the model."""
        try:
            outcome = super().read(answer)
        except ProviderError as error:
            error.cost = error.cost or _cost(answer.model, error.usage)
            raise
        if isinstance(outcome, Waiting):
            return outcome
        return replace(outcome, cost=_cost(answer.model, outcome.usage))


def _cost(model: str, usage: Mapping[str, Json]) -> Cost | None:
    """None where the kinds of tokens that went in are not told apart."""
    given, drawn = layer(usage, "input_tokens_details"), layer(usage, "output_tokens_details")
    if not given:
        return None
    taken = _tokens.Tokens(
        text_in=whole(given, "text_tokens"),
        image_in=whole(given, "image_tokens"),
        text_out=whole(drawn, "text_tokens"),
        image_out=whole(drawn, "image_tokens") if drawn else whole(usage, "output_tokens"),
    )
    return _tokens.cost(model, taken)
