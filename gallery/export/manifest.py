"""What is in a ZIP, for machines and for spreadsheets, kept on disk while it grows."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from gallery import store
from gallery.models import Image

COLUMNS = (
    "file", "status", "id", "prompt", "sent", "revised", "provider", "model", "parameters",
    "seed", "width", "height", "ratio", "tier", "format", "bytes", "cost", "currency",
    "cost_source", "made_at", "digest", "parents", "tags",
)  # fmt: skip
IN_MEMORY = 1_000_000  # bytes
BOM = "\ufeff"
"""By which spreadsheets know UTF-8."""

WHOLE, MISSING, INCOMPLETE = "whole", "missing", "incomplete"


class Manifest:
    """`add` a record for each image; `json` and `csv` are whole after `close`."""

    def __init__(self, json_file: IO[str], csv_file: IO[str]) -> None:
        self.json, self.csv = json_file, csv_file
        self._csv = csv.writer(csv_file)
        self._separator = "["
        csv_file.write(BOM)
        self._csv.writerow(COLUMNS)

    def add(self, record: dict[str, Any]) -> None:
        self.json.write(f"{self._separator}\n{json.dumps(record, ensure_ascii=False, indent=1)}")
        self._separator = ","
        self._csv.writerow(cell(record[column]) for column in COLUMNS)

    def close(self) -> None:
        self.json.write("\n]\n" if self._separator == "," else "[]\n")


@contextmanager
def begun() -> Iterator[Manifest]:
    """A manifest whose files have no name, so that nothing of them stays."""
    with _nameless() as json_file, _nameless() as csv_file:
        yield Manifest(json_file, csv_file)


def record(image: Image, file: str, status: str) -> dict[str, Any]:
    """Everything that it takes to make the image again, by the names of `COLUMNS`."""
    return {
        "file": file,
        "status": status,
        "id": image.pk,
        "prompt": image.prompt,
        "sent": image.prompt_sent,
        "revised": image.revised_prompt,
        "provider": image.provider,
        "model": image.model,
        "parameters": image.parameters_sent,
        "seed": image.seed,
        "width": image.width,
        "height": image.height,
        "ratio": image.aspect_ratio,
        "tier": image.resolution,
        "format": image.file_format,
        "bytes": image.bytes,
        "cost": _amount(image.cost),
        "currency": image.currency,
        "cost_source": image.cost_source,
        "made_at": image.created_at.isoformat(timespec="seconds"),
        "digest": image.digest,
        "parents": [link.parent.digest for link in image.from_parents.all()],
        "tags": [tag.name for tag in image.tags.all()],
    }


def cell(value: Any) -> str | int | None:
    """What a spreadsheet shows and never runs: a text that begins like a formula is quoted."""
    match value:
        case list():
            text = "; ".join(map(str, value))
        case dict():
            text = json.dumps(value, ensure_ascii=False) if value else ""
        case str():
            text = value
        case _:
            return value  # type: ignore[no-any-return]
    is_formula = text.lstrip()[:1] in tuple("=+-@＝＋－＠") or text[:1] in tuple("\t\r\n")
    return f"'{text}" if is_formula and text else text


def _nameless() -> SpooledTemporaryFile[str]:
    """In memory while it is small, then in the data folder."""
    folder = str(store.temporary().parent)
    return SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="", dir=folder)


def _amount(cost: Decimal | None) -> str | None:
    return None if cost is None else f"{cost.normalize():f}"
