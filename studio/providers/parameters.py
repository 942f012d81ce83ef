"""The vocabulary of what a person may choose for a model.

A `Parameter` declares one field once: the composer draws it, the form
validates it, the job stores it, the recipe keeps it and each provider spells
it in its own way on the wire.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

Value = str | int | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One field of a model. `is_folded` hides it under "More" at first."""

    name: str
    label: str
    help: str = ""
    is_folded: bool = True

    def having(self, **changes: object) -> Self:
        """The same parameter with other choices, limits or help."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Parameter):
    """One of `choices`; the default is the first unless told otherwise.

    `is_open`: any other value of its kind is taken too, a shape such as 7:6.
    """

    choices: tuple[str, ...]
    default: str = ""
    is_open: bool = False

    @property
    def initial(self) -> str:
        return self.default or self.choices[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Parameter):
    """A whole number, or left out (`default` None)."""

    minimum: int
    maximum: int
    default: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Parameter):
    """A number with a fraction, or left out (`default` None)."""

    minimum: float
    maximum: float
    step: float = 0.05
    default: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Parameter):
    default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Parameter):
    max_length: int = 500
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Object(Parameter):
    """Further fields as a JSON object, which go to the gateway as they stand."""

    max_length: int = 4000
    default: str = ""


# From tall to wide, as they are drawn in a row.
RATIOS = (
    "1:8", "1:4", "9:16", "2:3", "3:4", "4:5", "1:1",
    "5:4", "4:3", "3:2", "16:9", "21:9", "4:1", "8:1",
)  # fmt: skip
TIERS = ("512", "1K", "2K", "4K")

ASPECT_RATIO = Choice(
    name="aspect_ratio", label="Shape", choices=RATIOS, default="1:1", is_folded=False
)
RESOLUTION = Choice(
    name="resolution", label="Resolution", choices=TIERS, default="1K", is_folded=False
)
OUTPUT_FORMAT = Choice(name="output_format", label="Format", choices=("png", "jpeg", "webp"))
SEED = Integer(
    name="seed",
    label="Seed",
    minimum=0,
    maximum=2**31 - 1,
    help="The same seed, prompt and settings make the same picture again, where the model can.",
)

TEMPERATURE = Number(
    name="temperature",
    label="Temperature",
    minimum=0.0,
    maximum=2.0,
    help="Higher is bolder, lower is steadier. Left out, the model's own 1.0 holds.",
)
TOP_P = Number(
    name="top_p",
    label="Top P",
    minimum=0.0,
    maximum=1.0,
    help="From how much of the likely the model draws. Left out, its own 0.95 holds.",
)
THINKING = Choice(
    name="thinking_level",
    label="Thinking",
    choices=("auto", "minimal", "high"),
    help="High plans the picture longer: slower and dearer, better at text and diagrams.",
)
WEB_SEARCH = Flag(
    name="google_search",
    label="Web search",
    help="The model may look things up before it draws.",
)
IMAGE_SEARCH = Flag(
    name="google_image_search",
    label="Image search",
    help="The model may also look at pictures of the web. Needs web search; never for people.",
)
FURTHER = Object(
    name="further_fields",
    label="Further fields (JSON)",
    help='Go to the gateway as they stand, for example {"user": "anna"}.',
)


def by_name(parameters: Sequence[Parameter]) -> dict[str, Parameter]:
    return {parameter.name: parameter for parameter in parameters}
