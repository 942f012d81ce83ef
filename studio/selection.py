"""What a draft means for one model: its operation, its fields, and the canvas that goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from . import canvas, keys, offers, references, typed
from .canvas import SHAPE
from .drafts import Draft
from .providers import ModelSpec, Provider, Value


class Selection:
    """`texts` is what was chosen, by field; `parameters` what the page offers to choose from.

    `wanted` is the canvas as typed and `wrong` what is wrong with it, by field; `canvas` is what
    goes out of it.
    """

    def __init__(self, provider: Provider, spec: ModelSpec, draft: Draft) -> None:
        self.provider, self.spec, self.draft = provider, spec, draft
        self.inputs = references.going(draft, spec)
        self.operation = spec.operation(self.inputs)
        self.parameters = offers.parameters(spec, self.operation)
        self.texts = self._texts()
        self.wanted, self.wrong = canvas.read(self.texts)
        self.canvas = canvas.fitted(self.wanted, provider, spec, self.operation)

    @property
    def name(self) -> str:
        return f"{self.provider.id}:{self.spec.id}"

    @property
    def drawn(self) -> dict[str, str]:
        """The shape and tier that are drawn as chosen, '' where it is none of those.

        What is no shape or tier stays as it was typed, for its error.
        """
        offered = replace(self.operation, parameters=tuple(self.parameters.values()))
        fitted = canvas.fitted(self.wanted, self.provider, self.spec, offered)
        names = [name for name in SHAPE if name in self.parameters]
        return {name: self._drawn(name, str(fitted.get(name, ""))) for name in names}

    def pixels(self, parameters: Mapping[str, Value]) -> str:
        """`1376 × 768`, '' where the model decides, or where what was typed is no shape."""
        ratio = str(parameters.get("aspect_ratio", ""))
        if ratio and not canvas.is_word(self.parameters["aspect_ratio"], ratio):
            return ""
        size = canvas.size(parameters, self.provider, self.spec)
        return canvas.text(*size) if size else ""

    def words(self, name: str) -> tuple[str, ...]:
        """The shapes or tiers that are drawn."""
        parameter = self.parameters.get(name)
        return canvas.words(parameter) if parameter else ()

    def _texts(self) -> dict[str, str]:
        """Without the defaults of another model, for which the fields were drawn."""
        before = self.draft.drawn_for
        if before in {"", self.name}:
            return dict(self.draft.values)
        try:
            _provider, spec = keys.find(before)
        except LookupError:
            return dict(self.draft.values)
        known = offers.parameters(spec, spec.generate)
        return typed.chosen(self.draft.values, known, self.parameters)

    def _drawn(self, name: str, fitted: str) -> str:
        if not canvas.is_word(self.parameters[name], self.texts.get(name, "")):
            return self.texts[name]
        return fitted if fitted in self.words(name) else ""
