"""A recipe that a file carries, whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Software = Literal["proofsheet", "automatic1111", "comfyui", "invokeai"]
NAMES: Mapping[str, str] = {
    "proofsheet": "Proofsheet",
    "automatic1111": "AUTOMATIC1111",
    "comfyui": "ComfyUI",
    "invokeai": "InvokeAI",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """What is not said is '' or None. `parameters` are in the words of `software`.

    `provider` is known of our own files only. `width` and `height` are what the file was made
    with, in pixels; `seed` fits into 63 bits. `made_at` is as ISO 8601 writes it, `digest` the
    SHA-256 of the original's bytes.
    """

    software: Software
    prompt: str = ""
    negative_prompt: str = ""
    prompt_sent: str = ""
    revised_prompt: str = ""
    provider: str = ""
    provider_label: str = ""
    model: str = ""
    model_label: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    aspect_ratio: str = ""
    resolution: str = ""
    seed: int | None = None
    width: int | None = None
    height: int | None = None
    made_at: str = ""
    digest: str = ""

    @property
    def name(self) -> str:
        """Of the program, as it writes itself."""
        return NAMES[self.software]
