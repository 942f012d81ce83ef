"""The orders and uploads of 1min.ai: what each type of order takes, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from PIL import Image

from . import sizes
from .checks import Check, boolean, is_image, number, one_of, text
from .received import Part
from .troubles import RefusalError

MODEL = "gemini-3.1-flash-image-preview"
TIERS = ("512", "1K", "2K", "4K")
INPUTS = ("imageUrl", "referenceImage1", "referenceImage2")

_COMMON: dict[str, Check] = {
    "prompt": text(32_000),
    "imageSize": one_of(*TIERS),
    "temperature": number(0, 2),
    "topP": number(0, 1),
}
FIELDS: dict[str, dict[str, Check]] = {
    "IMAGE_GENERATOR": {**_COMMON, "aspectRatio": one_of(*sizes.RATIOS)},
    "IMAGE_EDITOR": {**_COMMON, **dict.fromkeys(INPUTS, text(500))},
}
"""What `promptObject` takes, by the type of the order; an editor takes no ratio."""
REQUIRED = {
    "IMAGE_GENERATOR": ("prompt", "imageSize"),
    "IMAGE_EDITOR": ("imageUrl", "prompt", "imageSize"),
}


def refuse(message: str, param: str) -> RefusalError:
    return RefusalError(422, message, "invalid_value", param)


def check(fields: Mapping[str, Any]) -> None:
    """Refuse an order that is not to the letter."""
    type, prompt = fields.get("type"), fields.get("promptObject")
    if not isinstance(type, str) or type not in FIELDS:
        raise refuse("type must be IMAGE_GENERATOR or IMAGE_EDITOR.", "type")
    if fields.get("model") != MODEL:
        message = f"The model {fields.get('model')!r} is not supported."
        raise RefusalError(400, message, "model_not_found", "model")
    for name in fields.keys() - {"type", "model", "promptObject", "async"}:
        raise refuse(f"{name} is not allowed.", name)
    if not boolean(fields.get("async", False)):
        raise refuse("async must be a boolean.", "async")
    if not isinstance(prompt, dict):
        raise refuse("promptObject must be an object.", "promptObject")
    _check_prompt(type, prompt)


def _check_prompt(type: str, prompt: Mapping[str, Any]) -> None:
    for name in REQUIRED[type]:
        if name not in prompt:
            raise refuse(f"{name} is required.", name)
    for name, value in prompt.items():
        if name not in FIELDS[type]:
            raise refuse(f"{name} is not allowed.", name)
        if not FIELDS[type][name](value):
            raise refuse(f"{name} is invalid.", name)


def size(part: Part) -> sizes.Size:
    """Width and height of an uploaded picture; its bytes are what its type says."""
    if not is_image(part.data, part.mime):
        raise refuse("The file is not what its type says.", "asset")
    try:
        with Image.open(io.BytesIO(part.data)) as image:
            image.load()
            return image.size
    except (OSError, SyntaxError):
        raise refuse("The file is no image.", "asset") from None


def uploaded(part: Part, path: str, origin: str) -> dict[str, Any]:
    asset = {
        "fieldname": part.name,
        "originalname": part.filename,
        "encoding": "7bit",
        "mimetype": part.mime,
        "size": len(part.data),
        "bucket": "asset.1min.ai",
        "key": path,
        "acl": "private",
        "contentType": part.mime,
        "location": f"{origin}/{path}",
        "metadata": {"team-id": "team-1", "user-id": "user-1"},
    }
    told = {"uuid": str(uuid4()), "path": path, "type": "IMAGE", "name": part.filename}
    return {"asset": asset, "fileContent": told}
