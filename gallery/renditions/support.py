"""Which formats the installed Pillow can read and write."""

from __future__ import annotations

from PIL import features

OPTIONAL = {"WebP": "webp", "AVIF": "avif"}
"""Formats that Pillow may have been built without."""


def lacking_formats() -> list[str]:
    return [name for name, feature in OPTIONAL.items() if not features.check(feature)]
