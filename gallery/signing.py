"""What a collection is signed off by: who said what, as a page, a sheet and a table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO

from django.db.models import Count, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery import collected, export
from gallery.collected import Progress
from gallery.export import Frame, Names, Paragraph, Words
from gallery.export.manifest import BOM, cell
from gallery.models import Collection, Event, Image, Review, User
from gallery.selection import chunks

Key = tuple[int | None, int | None]
"""(person, guest) who reviewed; neither is nobody who is known."""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody and how many images of the collection they picked, rejected and gave stars."""

    key: Key
    name: str
    picked: int
    rejected: int
    rated: int

    @property
    def told(self) -> str:
        parts = (
            ngettext("%(n)s picked", "%(n)s picked", self.picked) % {"n": self.picked},
            ngettext("%(n)s rejected", "%(n)s rejected", self.rejected) % {"n": self.rejected},
            ngettext("%(n)s with stars", "%(n)s with stars", self.rated) % {"n": self.rated},
        )
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What everybody said of an image. `picks` counts a reject as one less."""

    by: Mapping[Key, Review]

    @property
    def picks(self) -> int:
        weights = {"pick": 1, "reject": -1}
        return sum(weights.get(review.verdict, 0) for review in self.by.values())

    @property
    def verdict(self) -> str:
        return "pick" if self.picks > 0 else "reject" if self.picks < 0 else ""

    @property
    def stars(self) -> int:
        """The mean of all who gave some."""
        given = [review.stars for review in self.by.values() if review.stars]
        return round(sum(given) / len(given)) if given else 0


NOTHING = Verdicts({})


def reviewers(collection: Collection, person: User | None) -> list[Reviewer]:
    """Those who said most first; one statement."""
    seen = Q(image__private_to=None)
    if person is not None:
        seen |= Q(image__private_to=person)
    said = Review.objects.filter(seen, image__places__collection=collection, image__trashed_at=None)
    names = ("person", "guest", "person__username", "person__first_name", "person__last_name")
    rows = (
        said.order_by()
        .values(*names, "guest__name")
        .annotate(
            picked=Count("pk", filter=Q(verdict="pick")),
            rejected=Count("pk", filter=Q(verdict="reject")),
            rated=Count("stars"),
        )
    )
    found = [
        Reviewer((r["person"], r["guest"]), _name(r), r["picked"], r["rejected"], r["rated"])
        for r in rows
    ]
    return sorted(found, key=lambda one: (-one.picked - one.rejected - one.rated, one.name))


def verdicts(ids: Sequence[int]) -> dict[int, Verdicts]:
    """Of those that somebody reviewed; one statement for 2,000."""
    found: dict[int, dict[Key, Review]] = {}
    for some in chunks(ids):
        for review in Review.objects.filter(image__in=some):
            by = found.setdefault(review.image_id, {})
            by[(review.person_id, review.guest_id)] = review
    return {pk: Verdicts(by) for pk, by in found.items()}


def notes(collection: Collection) -> dict[int, str]:
    """By image; one statement."""
    return dict(collection.items.exclude(note="").values_list("image_id", "note"))


def last(collection: Collection) -> Event | None:
    """The newest sign-off, None where there was none."""
    signed = collection.events.filter(kind=Event.Kind.SIGNED)
    return signed.order_by("-pk").first()


def stamp(ids: Iterable[int]) -> str:
    """Another one for other picks."""
    return sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()


def ids_of(signed: Event) -> set[int]:
    return {image["id"] for image in signed.data["images"]}


# The sheet


def frames(collection: Collection, ids: Sequence[int], person: User | None) -> list[Frame]:
    """With the team's verdict and stars, and the begin of the note."""
    said, written = verdicts(ids), notes(collection)
    found = export.frames(ids, person, has_marks=False)
    return [
        Frame(
            frame.image,
            " ".join(written.get(frame.image.pk, "").split()),
            said.get(frame.image.pk, NOTHING).verdict,
            said.get(frame.image.pk, NOTHING).stars,
        )
        for frame in found
    ]


def words(collection: Collection, sheet: Sequence[Frame], person: User | None) -> Words:
    """The front page with lines to sign on, and all notes in full at the end."""
    progress = collected.progress([collection], person).get(collection.pk, Progress())
    people = [f"{one.name}: {one.told}" for one in reviewers(collection, person)]
    front = [
        Paragraph(collection.name, 22, 40, is_title=True),
        Paragraph(formats.date_format(timezone.localdate(), "j F Y"), before=10),
        Paragraph(_state(collection)),
        Paragraph(_counts(progress), before=16),
        *(Paragraph(line) for line in people),
        *([Paragraph(collection.note, 10, 20)] if collection.note else []),
    ]
    written = notes(collection)
    long = [(str(f.image), written[f.image.pk]) for f in sheet if f.image.pk in written]
    back = [Paragraph(_("Notes"), 15, is_title=True)] if long else []
    back += [Paragraph(f"{number}  {note}", before=8) for number, note in long]
    return Words(front, (_("Signature"), _("Name"), _("Date")), back)


def _state(collection: Collection) -> str:
    if collection.made_by is None:
        return collection.get_state_display()
    told = {"state": collection.get_state_display(), "who": collection.made_by.name}
    return _("%(state)s · made by %(who)s") % told


def _counts(progress: Progress) -> str:
    told = {"n": progress.total, "picked": progress.picked, "rejected": progress.rejected}
    form = ngettext(
        "%(n)s image: %(picked)s picked, %(rejected)s rejected, %(open)s open",
        "%(n)s images: %(picked)s picked, %(rejected)s rejected, %(open)s open",
        progress.total,
    )
    return form % (told | {"open": progress.open})


# The table


def table(collection: Collection, images: Sequence[Image], names: str, person: User | None) -> str:
    """CSV: each image under the name that it has in the ZIP, and what everybody said of it."""
    people, written = reviewers(collection, person), notes(collection)
    said, named = verdicts([image.pk for image in images]), Names(names)
    file = StringIO()
    file.write(BOM)
    rows = csv.writer(file)
    columns = (word for one in people for word in (_verdict_of(one), _stars_of(one)))
    rows.writerow([cell(word) for word in ("file", "id", "digest", "picks", "note", *columns)])
    for index, image in enumerate(images, start=1):
        of = said.get(image.pk, NOTHING)
        known = named.name(image, index), image.pk, image.digest, of.picks
        values = [*known, written.get(image.pk, ""), *_said(of, people)]
        rows.writerow([cell(value) for value in values])
    return file.getvalue()


def _said(of: Verdicts, people: Sequence[Reviewer]) -> Iterator[str | int]:
    for one in people:
        review = of.by.get(one.key)
        yield review.verdict if review else ""
        yield review.stars if review and review.stars is not None else ""


def _verdict_of(one: Reviewer) -> str:
    return _("verdict of %(name)s") % {"name": one.name}


def _stars_of(one: Reviewer) -> str:
    return _("stars of %(name)s") % {"name": one.name}


def _name(row: Mapping[str, str | None]) -> str:
    full = f"{row['person__first_name'] or ''} {row['person__last_name'] or ''}".strip()
    return full or row["person__username"] or row["guest__name"] or _("This studio")
