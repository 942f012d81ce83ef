"""What was typed, as texts by field: the same from a form, from an address and from a job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from . import fields
from .providers.parameters import Object, Parameter

Files: TypeAlias = "Mapping[str, UploadedFile[Any]]"

CANVAS = frozenset(("aspect_ratio", "resolution", "width", "height", "preset", "exact"))
OWN = frozenset(
    (
        "csrfmiddlewaretoken", "model", "prompt", "reference_images", "references", "submission",
        "drawn_for", "file_count", "preset_name", "parent", "reference_roles", "reference_notes",
        "reference_slots", "reference_surplus", "kit_name", "how", "recipe_file",
    )
)  # fmt: skip
"""Fields of the composer that are no choice for a model."""


def texts(data: QueryDict, files: Files | None = None) -> dict[str, str]:
    """Of each field the last value that is not empty; of a file its name."""
    found = {name: _last(data.getlist(name)) for name in data if name not in OWN}
    return found | {
        name: file.name or "" for name, file in (files or {}).items() if name not in OWN
    }


def chosen(
    values: Mapping[str, str], before: Mapping[str, Parameter], now: Mapping[str, Parameter]
) -> dict[str, str]:
    """Without what was only the default of the model whose fields were drawn `before`.

    Shape, resolution and whatever else has the same default here stay as they are.
    """
    left = {name for name, value in values.items() if _is_default(before.get(name), value)}
    kept = CANVAS & now.keys()
    return {name: value for name, value in values.items() if name not in left - kept}


def text(value: object) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return "" if value is None else str(value)


def lines(text: str) -> str:
    """With plain ends of lines: a form of a browser sends others than a script."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def plain(value: str, longest: int = 200) -> str:
    """Short and printable: these words come from anywhere and are kept."""
    return "".join(letter for letter in value[:longest] if letter.isprintable())


def default(parameter: Parameter) -> str:
    return text(fields.default(parameter))


def _is_default(parameter: Parameter | None, value: str) -> bool:
    if parameter is None or isinstance(parameter, Object):
        return False
    return value in {"", default(parameter)}


def _last(values: list[str]) -> str:
    return next((value.strip() for value in reversed(values) if value.strip()), "")
