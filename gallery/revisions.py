"""What a model made of a prompt, and how it comes into the prompt that is written next."""

from __future__ import annotations

from dataclasses import dataclass

from .adoption import adopt
from .differences import Change, Comparison, Tokens, comparison
from .models import Image

ENDS = " \t\r\n,.;:،؛、。，；："


@dataclass(frozen=True, slots=True)
class Revision:
    """Of an image: the prompt as typed, as sent, and as the model used it.

    What was sent may go on where the typed one ends, with a line for each reference: that stays
    out of what is typed next.
    """

    image: int
    typed: str
    sent: str
    revised: str

    @classmethod
    def of(cls, image: Image) -> Revision:
        sent = image.prompt_sent or image.prompt
        return cls(image.pk, image.prompt, sent, image.revised_prompt)

    @property
    def comparison(self) -> Comparison:
        return comparison(self.sent, self.revised or self.sent)

    @property
    def _end(self) -> int:
        """Where the typed prompt ends in the one that was sent."""
        typed = self.typed.rstrip()
        return len(typed) if self.sent.startswith(typed) else len(self.sent)

    def takes(self, change: Change) -> bool:
        """Whether there is anything in it for the typed prompt."""
        return change.start < self._end or (change.start == self._end and bool(change.put))

    @property
    def is_adoptable(self) -> bool:
        return any(map(self.takes, self.comparison.changes))

    @property
    def is_usable(self) -> bool:
        """Whether there is a revised prompt to go on from that is not the typed one."""
        return bool(self.revised) and self.whole.strip() != self.typed.strip()

    @property
    def takes_out(self) -> bool:
        return any(part.is_changed for part in self.comparison.before)

    @property
    def whole(self) -> str:
        """The revised prompt as one to go on from."""
        return self.revised.removesuffix(self.sent[self._end :])

    def change(self, number: int) -> Change | None:
        """The change of this number, None where there is none to adopt."""
        taken = filter(self.takes, self.comparison.changes)
        return next((change for change in taken if change.number == number), None)

    def adopted(self, number: int, text: str) -> str | None:
        """`text` with this change; None where there is none, or no place for it."""
        change = self.change(number)
        if change is None:
            return None
        made = adopt(self.sent, self.revised, change, text + self.sent[self._end :])
        if made is None or change.end <= self._end:
            return made and made.removesuffix(self.sent[self._end :])
        return made.removesuffix(self.sent[change.end :]).rstrip()

    def is_of(self, text: str) -> bool:
        """Whether every word of a text is from this prompt or from the revised one."""
        known = {*Tokens(self.sent).keys, *Tokens(self.revised).keys}
        return known.issuperset(Tokens(text).keys)


def phrase(text: str) -> str:
    """As it is named in a sentence: without the commas and spaces at its ends."""
    return text.strip(ENDS) or text
