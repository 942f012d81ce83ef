"""What a check found, in numbers and with the first few examples."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

EXAMPLES = 5


class Kind(TextChoices):
    """What can be wrong, in the order in which it is told; the label says it to a person."""

    GONE = "gone", _("Images whose original is gone")
    DAMAGED = "damaged", _("Originals that are not what they were")
    FOREIGN = "foreign", _("Originals that belong to no image")
    THUMBS = "thumbs", _("Images whose thumbnails are missing or broken")
    LEFT = "left", _("Other files that belong to no image")
    UNINDEXED = "unindexed", _("Images that no search finds")
    OVERINDEXED = "overindexed", _("Entries of the search for images that are not there")
    MISCOUNTED = "miscounted", _("Numbers beside choices that are wrong")


@dataclass(slots=True)
class Found:
    """How often, how many of them are mended, and a few in words, first of those that are not."""

    count: int = 0
    mended: int = 0
    repaired: list[str] = field(default_factory=list)
    unmended: list[str] = field(default_factory=list)

    def add(self, example: str, *, is_mended: bool) -> None:
        self.count += 1
        self.mended += is_mended
        some = self.repaired if is_mended else self.unmended
        if len(some) < EXAMPLES:
            some.append(example)

    @property
    def examples(self) -> list[str]:
        return [*self.unmended, *self.repaired][:EXAMPLES]


class Report:
    """Filled while a check goes on; of any number of faults it holds a few."""

    def __init__(self) -> None:
        self.images = 0
        self.found: defaultdict[Kind, Found] = defaultdict(Found)

    def tell(self, kind: Kind, example: str, *, is_mended: bool = False) -> None:
        self.found[kind].add(example, is_mended=is_mended)

    @property
    def is_well(self) -> bool:
        """Nothing is wrong, or all of it is mended."""
        return all(found.count == found.mended for found in self.found.values())
