"""What the words of a prompt say about the picture, and the sentence they become."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

MOODS = {
    "night": "night dark darkness midnight moon moonlit star starry noir neon 夜 月 星 暗",
    "evening": "dusk sunset evening twilight 夕 暮",
    "winter": "winter snow snowy ice icy frost frozen cold arctic 雪 冬 冰 氷",
    "autumn": "autumn fall harvest desert dune pumpkin 秋",
    "sea": "sea ocean wave beach coast harbour harbor boat ship sail lake river water 海 波 湖 船",
    "leaf": "forest wood jungle leaf leaves garden tree plant fern moss park 森 林 木 叶 葉",
    "mono": "monochrome grey gray graphite charcoal minimal black concrete 墨",
}
"""Kinds of palettes, and the words that ask for them."""


@dataclass(frozen=True)
class Words:
    """The words of a prompt: Latin ones whole, of other scripts each character."""

    prompt: str

    @cached_property
    def all(self) -> dict[str, int]:
        """Each word, also without a plural s, and where it stands first."""
        places: dict[str, int] = {}
        for found in re.finditer(r"[a-z]+|[\u2e80-\uffff]", self.prompt.lower()):
            places.setdefault(found[0], found.start())
            places.setdefault(found[0].removesuffix("s"), found.start())
        return places

    def first(self, words: str) -> int | None:
        """Where the first of `words` stands, None where there is none of them."""
        return min((self.all[word] for word in words.split() if word in self.all), default=None)

    def has(self, words: str) -> bool:
        return self.first(words) is not None

    def found(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if name in self.all]

    @property
    def subject(self) -> str:
        """The prompt without a leading article."""
        return re.sub(r"^\s*(an?|the)\s+", "", self.prompt, flags=re.IGNORECASE)

    @property
    def mood(self) -> str:
        """The kind of palette that fits."""
        return next((mood for mood, words in MOODS.items() if self.has(words)), "day")


def revised(prompt: str, picture: str, palette: str, references: int) -> str:
    """The prompt as one sentence that also says what was drawn."""
    typed = " ".join(prompt.split())
    text = typed.strip(" .,;:!?…。，、！？") or typed
    text = re.sub(r"(?:(?<=\w{3})|(?<= \d))[.!?]+ (?=\w)", "; ", text)
    shown = {0: "", 1: ", with one reference"}.get(references, f", with {references} references")
    return f"{text[:1].upper()}{text[1:]}, as {picture} in {palette}{shown}."
