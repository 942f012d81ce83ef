"""Our own recipe as JSON: what an image's row knows, without keys, costs and people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gallery.models import Image

from . import bounded
from .embedded import Embedded

VERSION = 1
LONG = ("revised_prompt", "prompt_sent")
"""What is left out first where a file has no room."""
TEXTS = (
    "prompt", "prompt_sent", "revised_prompt", "provider", "provider_label", "model",
    "model_label", "aspect_ratio", "resolution", "made_at", "digest",
)  # fmt: skip
LONGEST_SIDE = 1_000_000


def recipe(image: Image) -> dict[str, Any]:
    """What is empty is left out."""
    said = {
        "proofsheet": VERSION,
        "prompt": image.prompt,
        "prompt_sent": image.prompt_sent if image.prompt_sent != image.prompt else "",
        "revised_prompt": image.revised_prompt,
        "provider": image.provider,
        "provider_label": image.provider_label,
        "model": image.model,
        "model_label": image.model_label,
        "parameters": image.parameters_asked,
        "aspect_ratio": image.aspect_ratio,
        "resolution": image.resolution,
        "seed": image.seed,
        "width": image.width,
        "height": image.height,
        "made_at": image.created_at.isoformat(timespec="seconds"),
        "digest": image.digest,
    }
    return {name: value for name, value in said.items() if value not in ("", None, {})}


def written(recipe: Mapping[str, Any]) -> str:
    return json.dumps(recipe, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Embedded | None:
    """None where it is no recipe of ours."""
    said = bounded.mapping(bounded.loaded(text))
    if bounded.whole(said.get("proofsheet")) is None:
        return None
    words = {name: bounded.text(said.get(name)) for name in TEXTS}
    return Embedded(
        software="proofsheet",
        parameters=bounded.mapping(said.get("parameters")),
        seed=bounded.whole(said.get("seed")),
        width=bounded.whole(said.get("width"), LONGEST_SIDE),
        height=bounded.whole(said.get("height"), LONGEST_SIDE),
        **{**words, "prompt_sent": words["prompt_sent"] or words["prompt"]},
    )
