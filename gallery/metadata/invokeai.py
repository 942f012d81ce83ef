"""What InvokeAI writes: `invokeai_metadata`, before that `sd-metadata`, before that `Dream`."""

from __future__ import annotations

import re
from typing import Any

from . import bounded
from .embedded import Embedded

SETTINGS = (
    "steps", "cfg_scale", "scheduler", "sampler", "guidance", "strength", "clip_skip",
    "generation_mode", "model_hash",
)  # fmt: skip
DREAM = re.compile(
    r'\s*"((?:\\.|[^\\"]){0,20000})"((?:\s+-{1,2}\S{1,200}(?:\s+[^-\s]\S{0,200})?){0,60})'
)
OPTION = re.compile(r"\s-([a-zA-Z])\s?([^\s-]\S{0,200})")
NEGATIVE = re.compile(r"\[([^\[\]]{1,5000})\]")
DREAM_SETTINGS = {"s": "steps", "C": "cfg_scale", "A": "sampler"}


def read(texts: dict[str, str]) -> Embedded | None:
    """By the newest of its three ways that is there."""
    for name, way in (("invokeai_metadata", _graph), ("sd-metadata", _old)):
        said = bounded.mapping(bounded.loaded(texts.get(name, "")))
        found = way(said) if said else None
        if found:
            return found
    return _dream(texts.get("Dream", "") or texts.get("dream", ""))


def _graph(said: dict[str, Any]) -> Embedded | None:
    prompt = bounded.text(said.get("positive_prompt")) or bounded.text(said.get("prompt"))
    if not prompt and "seed" not in said:
        return None
    model = said.get("model")
    return Embedded(
        software="invokeai",
        prompt=prompt,
        negative_prompt=bounded.text(said.get("negative_prompt")),
        model=_model(model),
        parameters=_chosen(said),
        seed=bounded.whole(said.get("seed")),
        **_size(said),
    )


def _old(said: dict[str, Any]) -> Embedded | None:
    image = bounded.mapping(said.get("image"))
    if not image:
        return None
    prompt, negative = _without_negative(_joined(image.get("prompt")))
    return Embedded(
        software="invokeai",
        prompt=prompt,
        negative_prompt=negative,
        model=bounded.text(said.get("model_weights")) or bounded.text(said.get("model")),
        parameters=_chosen(image),
        seed=bounded.whole(image.get("seed")),
        **_size(image),
    )


def _dream(text: str) -> Embedded | None:
    found = DREAM.match(text[:40_000])
    if not found:
        return None
    prompt, negative = _without_negative(found[1].replace('\\"', '"'))
    options = dict(OPTION.findall(found[2]))
    return Embedded(
        software="invokeai",
        prompt=prompt,
        negative_prompt=negative,
        parameters={n: options[key] for key, n in DREAM_SETTINGS.items() if key in options},
        seed=bounded.whole(options.get("S")),
        **_size({"width": options.get("W"), "height": options.get("H")}),
    )


def _joined(prompt: object) -> str:
    """A text, or a list of texts with weights."""
    parts = [bounded.text(bounded.mapping(part).get("prompt")) for part in bounded.listed(prompt)]
    return bounded.text(prompt) or " ".join(filter(None, parts))


def _without_negative(prompt: str) -> tuple[str, str]:
    """What stands in [brackets] was not wanted."""
    negative = ", ".join(part.strip() for part in NEGATIVE.findall(prompt))
    return " ".join(NEGATIVE.sub(" ", prompt).split()), negative


def _model(model: object) -> str:
    told = bounded.mapping(model)
    named = (told.get("name"), told.get("model_name"), told.get("key"), model)
    return next(filter(None, map(bounded.text, named)), "")


def _chosen(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in SETTINGS if bounded.text(said.get(name))}


def _size(said: dict[str, Any]) -> dict[str, Any]:
    return {name: bounded.whole(said.get(name), 1_000_000) for name in ("width", "height")}
