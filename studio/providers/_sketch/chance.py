"""Chance that can be repeated."""

from __future__ import annotations

from random import Random


def chance(purpose: str, seed: int) -> Random:
    """The same numbers for the same purpose and seed, on every machine."""
    return Random(f"{purpose} {seed}")  # noqa: S311 (draws pictures, keeps no secrets)
