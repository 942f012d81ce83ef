"""Prompts as a team writes them: a few words everywhere, most words seldom. Always the same.

Some words are in a known share of the images, for the searches that are measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from random import Random

RARE = "quagga"
"""In 10 images."""
SOME = "lantern"
"""In one of a hundred."""
HALF = "light"
PHRASE = "fog over the harbour"
"""In one of 200; each of its words is in far more."""
SIGNS = "灯塔"
"""In one of a hundred."""

VOCABULARY = 20_000
_OPENS = ("b", "br", "c", "d", "f", "fl", "g", "gr", "h", "k", "l", "m", "n", "p", "pl", "qu", "r",
          "s", "sh", "st", "t", "tr", "v", "w")  # fmt: skip
_MIDDLES = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_CLOSES = ("", "", "n", "r", "l", "s", "t", "ck", "nd", "st")
_COMMON = ("a", "the", "of", "in", "with", "and", "on", "at", "by", "over", "from", "under")


class Writer:
    """Writes prompts; the same seed, the same prompts."""

    def __init__(self, seed: int = 7) -> None:
        self.chance = Random(seed)
        self.words = self._vocabulary()
        self.weights = _zipf(len(self.words))
        self.signs = [chr(0x4E00 + number) for number in self.chance.sample(range(8000), 3000)]
        self.sign_weights = _zipf(len(self.signs))

    def prompt(self) -> str:
        """20 to 80 words, or one of 25 in Chinese signs; with the words that are searched."""
        if self.chance.random() < 0.04:
            return self._chinese()
        words = self._some(self.chance.randint(20, 80))
        for word, share in ((HALF, 0.52), (SOME, 0.01), (PHRASE, 0.005), ("fog", 0.05),
                            ("harbour", 0.05)):  # fmt: skip
            if self.chance.random() < share:
                words.insert(self.chance.randrange(len(words)), word)
        return " ".join(words).capitalize()

    def revised(self, prompt: str) -> str:
        """The prompt and what a model adds to it."""
        return f"{prompt}. {' '.join(self._some(self.chance.randint(15, 40)))}"

    def name(self, words: int = 2) -> str:
        return " ".join(self.chance.sample(self.words[50:4000], words)).capitalize()

    def _some(self, count: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.weights, k=count)

    def _chinese(self) -> str:
        count = self.chance.randint(20, 60)
        signs = self.chance.choices(self.signs, cum_weights=self.sign_weights, k=count)
        if self.chance.random() < 0.25:
            signs.insert(count // 2, SIGNS)
        return "".join(signs)

    def _vocabulary(self) -> list[str]:
        found = dict.fromkeys(_COMMON)
        while len(found) < VOCABULARY:
            found[self._word()] = None
        for known in (RARE, SOME, HALF, "fog", "harbour"):
            found.pop(known, None)
        return list(found)

    def _word(self) -> str:
        parts = self.chance.choice((1, 2, 2, 2, 3, 3))
        syllables = (
            self.chance.choice(_OPENS) + self.chance.choice(_MIDDLES) for _ in range(parts)
        )
        return "".join(syllables) + self.chance.choice(_CLOSES)


def _zipf(count: int) -> Sequence[float]:
    return list(accumulate(1 / (rank + 2) for rank in range(count)))
