"""What the web UI of AUTOMATIC1111, and those after it, write as `parameters`."""

from __future__ import annotations

import re

from . import bounded
from .embedded import Embedded

NEGATIVE = "Negative prompt:"
SETTING = re.compile(r'([A-Za-z][\w \-/]{0,40}):\s*("(?:\\.|[^\\"]){0,2000}"|[^,\n]{0,500})(?:,|$)')
LONGEST_LINE = 8_000
SIZE = re.compile(r"(\d{1,6})x(\d{1,6})")


def read(text: str) -> Embedded | None:
    """A prompt, what it is not to be, and a last line of settings; None where it is no such."""
    lines = text.strip().replace("\r\n", "\n").split("\n")
    settings = _settings(lines[-1])
    if not settings and not any(line.startswith(NEGATIVE) for line in lines):
        return None
    body = lines[:-1] if settings else lines
    prompt, negative = _prompts(body)
    size = SIZE.fullmatch(settings.get("Size", ""))
    return Embedded(
        software="automatic1111",
        prompt=prompt,
        negative_prompt=negative,
        model=settings.get("Model", ""),
        parameters=settings,
        seed=bounded.whole(settings.get("Seed")),
        width=int(size[1]) if size else None,
        height=int(size[2]) if size else None,
    )


def _settings(line: str) -> dict[str, str]:
    """{} where the line is none of settings: those always begin with the steps."""
    if not line.startswith("Steps:"):
        return {}
    found = SETTING.findall(line[:LONGEST_LINE])
    return {name.strip(): value.strip().strip('"') for name, value in found}


def _prompts(lines: list[str]) -> tuple[str, str]:
    at = next((n for n, line in enumerate(lines) if line.startswith(NEGATIVE)), len(lines))
    negative = "\n".join(lines[at:]).removeprefix(NEGATIVE)
    return "\n".join(lines[:at]).strip(), negative.strip()
