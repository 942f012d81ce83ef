"""What a provider declares of its models, once, for all who want to know."""

from __future__ import annotations

from dataclasses import dataclass

from .parameters import Parameter, by_name
from .sizes import Pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What a model takes for one kind of call; limits of inputs are per file.

    `per_call` is the most images of one paid request, `max_count` the most that a
    person may ask for at once: where it is larger the job is split into tasks.
    `max_bytes` is bytes of one input and `max_total` of all together, `max_side` pixels,
    `max_prompt` characters (0: no known limit), `usual_seconds` the vendor's own word.
    `pixels`: the exact canvases that it takes beside or instead of shapes and tiers.
    `takes_mask`: a PNG whose transparent part is what may change.
    """

    parameters: tuple[Parameter, ...] = ()
    per_call: int = 1
    max_count: int = 4
    max_inputs: int = 0
    input_formats: tuple[str, ...] = ("png", "jpeg", "webp")
    max_bytes: int = 10_000_000
    max_total: int = 0
    max_side: int = 4096
    max_prompt: int = 0
    pixels: Pixels | None = None
    takes_mask: bool = False
    usual_seconds: float = 20.0

    def parameter(self, name: str) -> Parameter | None:
        return by_name(self.parameters).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpec:
    """A model at a provider. `edit` is None where it takes no reference."""

    id: str
    label: str
    generate: Operation
    edit: Operation | None = None
    help: str = ""
    is_debug: bool = False

    def operation(self, inputs: int) -> Operation:
        """The operation that a job with so many references is."""
        return self.edit if inputs and self.edit else self.generate

    @property
    def max_inputs(self) -> int:
        return self.edit.max_inputs if self.edit else 0
