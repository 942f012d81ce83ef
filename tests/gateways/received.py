"""A request as a gateway received it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Part:
    """One part of a multipart body; `filename` is empty for a plain field."""

    name: str
    filename: str
    mime: str
    data: bytes


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def parts(self) -> list[Part]:
        found = re.search(r'boundary="?([^";]+)', self.headers.get("content-type", ""))
        pieces = self.body.split(b"--" + found[1].encode())[1:-1] if found else []
        return [_part(piece) for piece in pieces]


def _part(piece: bytes) -> Part:
    head, _, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    words = head.decode()
    name = re.search(r'[; ]name="([^"]*)"', words)
    filename = re.search(r'filename="([^"]*)"', words)
    mime = re.search(r"(?i)^content-type: *(\S+)", words, re.MULTILINE)
    return Part(
        name=name[1] if name else "",
        filename=filename[1] if filename else "",
        mime=mime[1] if mime else "",
        data=data.removesuffix(b"\r\n"),
    )
