"""How a secret may be written; a search for each is a search for the secret."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from functools import cache
from urllib.parse import quote

SHAPES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "json": lambda key: json.dumps(key)[1:-1],
    "json in json": lambda key: json.dumps(json.dumps(key))[3:-3],
    "json of PHP": lambda key: key.replace("/", "\\/"),
    "address": lambda key: quote(key, safe=""),
    "html": html.escape,
    "base64": lambda key: base64.b64encode(key.encode()).decode(),
    "base64, one further": lambda key: base64.b64encode(b"x" + key.encode()).decode(),
    "base64, two further": lambda key: base64.b64encode(b"xy" + key.encode()).decode(),
    "basic": lambda key: base64.b64encode(b"user:" + key.encode()).decode(),
    "hex": lambda key: key.encode().hex(),
    "backwards": lambda key: key[::-1],
}


@cache
def wanted(key: str) -> dict[str, bytes]:
    """Bytes that betray each shape; of base64 what does not depend on its neighbours."""
    made = {name: shape(key) for name, shape in SHAPES.items()}
    made["HEX"] = made["hex"].upper()
    for name in [name for name in made if name.startswith(("base64", "basic"))]:
        made[name] = made[name][8:-6]
        made[f"{name} of addresses"] = made[name].replace("+", "-").replace("/", "_")
    return {name: found.encode() for name, found in made.items()}


def traces(data: bytes | str, key: str) -> list[str]:
    """The shapes of the key that are found in it."""
    data = data.encode(errors="replace") if isinstance(data, str) else data
    return [name for name, found in wanted(key).items() if found in data]
