"""Values of JSON as a language writes them, one name or item a line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .samples import Given, Node

_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What nobody sees, or what turns the order of the letters behind it."""


def quoted(text: str) -> str:
    """A text in double quotes, which JSON, Python and JavaScript read alike."""
    return _UNSEEN.sub(
        lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)
    )


@dataclass(frozen=True, slots=True)
class Values:
    """How a language writes values. `given` writes what stands for a reference.

    `words` are those for nothing, yes and no.
    `last` follows the last item of a list, as every other is followed by a comma.
    """

    given: Callable[[Given], str]
    text: Callable[[str], str] = quoted
    name: Callable[[str], str] = quoted
    number: Callable[[float], str] = json.dumps
    words: tuple[str, str, str] = ("null", "true", "false")
    indent: str = "  "
    last: str = ""

    def written(self, node: Node, depth: int = 0) -> str:
        """Beginning where the line stands, its further lines `depth` steps in."""
        match node:
            case Given():
                return self.given(node)
            case str():
                return self.text(node)
            case Mapping():
                items = (f"{self.name(n)}: {self.written(v, depth + 1)}" for n, v in node.items())
                return self.block("{}", items, depth)
            case Sequence():
                return self.block("[]", (self.written(v, depth + 1) for v in node), depth)
            case None:
                return self.words[0]
            case bool():
                return self.words[1 if node else 2]
        return self.number(node)

    def block(self, brackets: str, items: Iterable[str], depth: int) -> str:
        """The items between brackets, each on a line of its own."""
        inside, outside = self.indent * (depth + 1), self.indent * depth
        lines = f",\n{inside}".join(items)
        if not lines:
            return brackets
        return f"{brackets[0]}\n{inside}{lines}{self.last}\n{outside}{brackets[1]}"


def _told(given: Given) -> str:
    """In words, since JSON cannot read a file."""
    if given.is_uploaded:
        return quoted(f"<{given.name}, as its upload calls it>")
    return quoted(f"{given.before}<{given.name} in base64>")


JSON = Values(given=_told)
