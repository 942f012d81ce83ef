"""What a page tells of imports."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gallery import tags
from gallery.models import Import, User

LATEST = 10
SHOWN = 60
"""Of each kind of file that was left out."""


@dataclass(frozen=True, slots=True)
class Left:
    """A file that was not taken; `image`: the one that it is a duplicate of."""

    name: str
    why: str = ""
    image: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """`stamp` changes with whatever a person would see. `address`: the images in the gallery."""

    job: Import
    why: str
    stamp: str
    address: str
    refused: list[Left]
    doubles: list[Left]
    in_trash: list[Left]

    @property
    def more_refused(self) -> int:
        return self.job.refused - len(self.refused)

    @property
    def here(self) -> int:
        """Duplicates that are not in the trash."""
        return self.job.duplicates - self.job.trashed

    @property
    def more_doubles(self) -> int:
        return self.here - len(self.doubles)

    @property
    def more_in_trash(self) -> int:
        return self.job.trashed - len(self.in_trash)


def seen_by(person: User | None) -> QuerySet[Import]:
    """One's own; with nobody signed in, all."""
    return Import.objects.filter(made_by=person) if person else Import.objects.all()


def latest(person: User | None) -> list[Import]:
    """The newest that have begun, without their long lists."""
    begun = seen_by(person).exclude(state=Import.State.RECEIVING).order_by("-pk")
    return list(begun.defer("told", "cursor")[:LATEST])


def of(job: Import) -> Report:
    doubles = [told for told in job.told if "image" in told]
    return Report(
        job=job,
        why=_(job.why) if job.why else "",
        stamp=f"{job.state}-{job.done}-{job.found}",
        address=_address(job),
        refused=[Left(t["name"], _(t["why"])) for t in job.told if "why" in t][:SHOWN],
        doubles=_left([told for told in doubles if not told["is_trashed"]]),
        in_trash=_left([told for told in doubles if told["is_trashed"]]),
    )


def _left(told: list[dict[str, object]]) -> list[Left]:
    return [Left(str(t["name"]), image=t["image"]) for t in told[:SHOWN]]  # type: ignore[arg-type]


def _address(job: Import) -> str:
    """By its tag, else by its days."""
    if job.tag:
        return urlencode({"tag": tags.key_of(job.tag)})
    days = {"since": job.created_at, "until": job.ended_at or timezone.now()}
    span = {name: timezone.localtime(day).date().isoformat() for name, day in days.items()}
    return urlencode({"origin": "imported", **span})
