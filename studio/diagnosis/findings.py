"""What a finding is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Grade(Enum):
    FINE = "ok"
    HINT = "--"
    BROKEN = "!!"


@dataclass(frozen=True, slots=True)
class Finding:
    """`advice` says why it matters and what to do, empty where nothing is; `details` are lines
    under it.
    """

    grade: Grade
    text: str
    advice: str = ""
    details: tuple[str, ...] = ()


def fine(text: str, *details: str) -> Finding:
    return Finding(Grade.FINE, text, details=details)


def hint(text: str, advice: str, *details: str) -> Finding:
    return Finding(Grade.HINT, text, advice, details)


def broken(text: str, advice: str, *details: str) -> Finding:
    return Finding(Grade.BROKEN, text, advice, details)
