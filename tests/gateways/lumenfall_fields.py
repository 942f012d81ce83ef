"""What Lumenfall takes: its own fields to the letter, those of a forced provider, any other."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from . import sizes
from .checks import Check, boolean, is_image_or_gif, json_object, one_of, text, whole
from .pictures import Drawing
from .received import Part, Received
from .troubles import RefusalError

MODEL = "gemini-3.1-flash-image-preview"
PROVIDERS = {
    "vertex": "Google Vertex AI",
    "gemini": "Google Gemini API",
    "fal": "fal.ai",
    "replicate": "Replicate",
}
TIERS = {"0.5K": 512, "1K": 1024, "2K": 2048, "4K": 4096}
FORMS = ("png", "jpeg", "gif", "webp", "avif")
MOST_AVIF = 1600
MOST_PROMPT = 10_000
MOST_IMAGES = 14
FILES = ("image", "image[]", "mask")

SIZE = re.compile(r"([1-9]\d{0,4})(x|:)([1-9]\d{0,4})")
RATIO = re.compile(r"([1-9]\d{0,4}):([1-9]\d{0,4})")


def _matches(pattern: re.Pattern[str], *words: str) -> Check:
    return lambda value: (
        isinstance(value, str) and (value in words or bool(pattern.fullmatch(value)))
    )


COMMON: dict[str, Check] = {
    "prompt": text(MOST_PROMPT),
    "n": whole(1, 10),
    "size": _matches(SIZE, "auto"),
    "aspect_ratio": _matches(RATIO),
    "resolution": one_of("auto", *TIERS),
    "seed": whole(-(2**63), 2**63 - 1),
    "response_format": one_of("url", "b64_json"),
    "output_format": one_of(*FORMS),
    "output_compression": whole(0, 100),
    "user": text(256),
}
EXTRAS: dict[str, dict[str, Check]] = {
    "fal": {
        "enable_web_search": boolean,
        "limit_generations": boolean,
        "safety_tolerance": one_of(*"123456"),
        "sync_mode": boolean,
        "thinking_level": one_of("minimal", "high"),
    },
    "replicate": {"google_search": boolean, "image_search": boolean},
}


@dataclass(frozen=True)
class Order:
    """One request that is taken. `first`: pixels of the first input; `passed`: unknown fields."""

    provider: str
    fields: Mapping[str, Any]
    first: sizes.Size | None = None
    passed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return int(self.fields.get("n", 1))

    @property
    def tier(self) -> str:
        exact = SIZE.fullmatch(self.fields.get("size", ""))
        if exact and exact[2] == "x":
            return nearest_tier(int(exact[1]) * int(exact[3]))
        tier = str(self.fields.get("resolution", "auto"))
        return "1K" if tier == "auto" else tier

    @property
    def ratio(self) -> str:
        """Of `size`, else of `aspect_ratio`, else of the first input."""
        for shape in (self.fields.get("size", ""), self.fields.get("aspect_ratio", "")):
            if found := SIZE.fullmatch(shape):
                return sizes.nearest((int(found[1]), int(found[3])))
        return sizes.nearest(self.first) if self.first else "1:1"

    @property
    def drawing(self) -> Drawing:
        return Drawing(catalogued(self.ratio, self.tier), self.fields.get("output_format", "png"))


def catalogued(ratio: str, tier: str) -> sizes.Size:
    """The pixels of a ratio in a tier: the area of its square, the height rounded first."""
    across, down = map(int, ratio.split(":"))
    height = (math.isqrt(4 * TIERS[tier] ** 2 * down // across) + 1) // 2
    return (2 * height * across + down) // (2 * down), height


def nearest_tier(area: int) -> str:
    """The tier whose square has the area nearest to so many pixels."""
    return min(TIERS, key=lambda tier: abs(math.log(area / TIERS[tier] ** 2)))


def refuse(message: str, code: str = "INVALID_REQUEST", status: int = 400) -> RefusalError:
    return RefusalError(status, message, code)


def generation(received: Received) -> Order:
    return _order(json_object(received), None)


def edit(received: Received) -> Order:
    mime = received.headers.get("content-type", "").partition(";")[0].strip()
    if mime != "multipart/form-data":
        raise refuse("Content-Type must be multipart/form-data.")
    parts = received.parts
    files = [part for part in parts if part.filename or part.name in FILES]
    first = _check_files(files)
    plain = [part for part in parts if part not in files]
    if len({part.name for part in plain}) < len(plain):
        raise refuse("A field is given twice.")
    return _order({part.name: _value(part) for part in plain}, first)


def _order(given: Mapping[str, Any], first: sizes.Size | None) -> Order:
    provider = _provider(given.get("model"))
    if "prompt" not in given:
        raise refuse("prompt: Required")
    checks = {**COMMON, **EXTRAS.get(provider, {})}
    for name, value in given.items():
        if name in checks and not checks[name](value):
            raise refuse(f"{name}: Invalid value")
    fields = {name: value for name, value in given.items() if name in checks}
    passed = {name: value for name, value in given.items() if name not in (*checks, "model")}
    order = Order(provider, fields, first, passed)
    if fields.get("output_format") == "avif" and max(order.drawing.size) > MOST_AVIF:
        raise refuse("AVIF conversion is limited to images up to 1600 pixels.")
    return order


def _provider(model: Any) -> str:
    """The provider that a model id forces, else the one that is taken when none is forced."""
    if not isinstance(model, str):
        raise refuse("model: Required")
    provider, _, name = model.rpartition("/")
    if name != MODEL or provider not in {"", *PROVIDERS}:
        message = f"Model '{model}' not found. Did you mean '{MODEL}'?"
        raise refuse(message, "MODEL_NOT_FOUND", 404)
    return provider or "vertex"


def _value(part: Part) -> Any:
    """What the text of a form's field stands for."""
    try:
        value = part.data.decode()
    except UnicodeDecodeError:
        raise refuse(f"{part.name}: Expected a text") from None
    if part.name in ("n", "seed", "output_compression") and re.fullmatch(r"-?\d+", value):
        return int(value)
    known = {name: check for extras in EXTRAS.values() for name, check in extras.items()}
    is_boolean = known.get(part.name) is boolean and value in ("true", "false")
    return value == "true" if is_boolean else value


def _check_files(files: list[Part]) -> sizes.Size:
    """The size of the first input; all can be read, and a mask is a PNG of that size."""
    images = [_size(part) for part in files if part.name in ("image", "image[]")]
    masks = [_size(part) for part in files if part.name == "mask"]
    if len(images) + len(masks) < len(files):
        raise refuse("A file must be named image or mask.")
    if not 1 <= len(images) <= MOST_IMAGES:
        raise refuse(f"Give 1 to {MOST_IMAGES} images.")
    if len(masks) > 1 or any(part.mime != "image/png" for part in files if part.name == "mask"):
        raise refuse("The mask must be one PNG.")
    if masks and masks[0] != images[0]:
        raise refuse("The mask must have the size of the image.")
    return images[0]


def _size(part: Part) -> sizes.Size:
    if not part.filename or not is_image_or_gif(part.data, part.mime):
        raise refuse("Invalid image file provided")
    try:
        with Image.open(io.BytesIO(part.data)) as picture:
            picture.load()
            return picture.size
    except (OSError, SyntaxError):
        raise refuse("Invalid image file provided") from None
