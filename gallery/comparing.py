"""Images beside each other: which are asked for, what differs between them, how they are laid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gallery import ratios, selection, truth, verdicts
from gallery.actors import Actor
from gallery.differences import Part, compare
from gallery.models import Image, Parentage, User
from gallery.verdicts import Mark

COMPARED = 4
SURVEYED = 12
WINDOW = 1.75
"""Width over height of the room on a usual screen."""
Parts = Sequence[Part]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of all images, '' where nobody knows."""

    name: str
    values: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return len(set(self.values)) == 1


@dataclass(frozen=True, slots=True)
class Pane:
    """An image beside others; its texts in parts, of which those that differ are changed."""

    image: Image
    mark: Mark
    prompt: Parts = ()
    revised: Parts = ()
    changed: frozenset[str] = frozenset()
    """Names of the settings that differ between the images."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`differing` settings first; `same` the names of those that all have alike."""

    panes: tuple[Pane, ...]
    differing: tuple[Setting, ...]
    same: tuple[str, ...]
    shapes: tuple[str, ...]
    """The shapes of the images where they are not all one, else empty."""

    @property
    def differences(self) -> int:
        texts = [pane.image.prompt for pane in self.panes]
        return len(self.differing) + (len(set(texts)) > 1)


def asked(words: Iterable[str], most: int) -> list[int]:
    """Ids in their order, each once; from values that may hold several, with commas."""
    found = ",".join(words).split(",", selection.MOST_TICKED)
    known = (int(word) for word in found if word.isascii() and word.isdecimal() and len(word) < 20)
    return list(dict.fromkeys(pk for pk in known if pk < 1 << 63))[:most]


def seen(person: User | None) -> QuerySet[Image]:
    """What `person` sees of all that is not in the trash."""
    return Image.objects.filter(selection.may_see(person), trashed_at=None)


def images(pks: Sequence[int], person: User | None) -> list[Image]:
    """In the order of their ids, without those that are not seen."""
    found = seen(person).in_bulk(list(pks))
    return [found[pk] for pk in pks if pk in found]


def comparison(images: Sequence[Image], person: User | None) -> Comparison:
    """Two statements."""
    marks = verdicts.of(images, Actor(person))
    settings = _settings(images)
    differing = tuple(one for one in settings if not one.is_same)
    prompts = _parts([image.prompt for image in images])
    revised = _parts([image.revised_prompt for image in images])
    names = frozenset(one.name for one in differing)
    texts = zip(images, prompts, revised, strict=True)
    shapes = tuple(ratios.named(image.width, image.height) for image in images)
    return Comparison(
        tuple(
            Pane(image, marks.get(image.pk, Mark()), text, told, names)
            for image, text, told in texts
        ),
        differing,
        tuple(one.name for one in settings if one.is_same),
        shapes if len(set(shapes)) > 1 else (),
    )


def panes(images: Sequence[Image], person: User | None) -> list[Pane]:
    """Without what differs; one statement."""
    marks = verdicts.of(images, Actor(person))
    return [Pane(image, marks.get(image.pk, Mark())) for image in images]


def columns(images: Sequence[Image], window: float = WINDOW) -> int:
    """How many columns give the pictures the most room; as static/js/lib/most-room.js does."""
    if not images:
        return 1
    shapes = [image.width / image.height for image in images]
    return max(range(1, len(shapes) + 1), key=lambda count: _room(shapes, count, window))


def _room(shapes: Sequence[float], count: int, window: float) -> float:
    """What the pictures cover of a window of height 1 in so many columns."""
    width, height = window / count, 1 / ceil(len(shapes) / count)
    return sum(min(width, height * shape) ** 2 / shape for shape in shapes)


def _settings(images: Sequence[Image]) -> list[Setting]:
    """Of all images, in the order in which they are told; what nobody knows is left out."""
    references = _references(images)
    told = [_told(image, references) for image in images]
    names = dict.fromkeys(name for one in told for name in one)
    rows = [Setting(name, tuple(one.get(name, "") for one in told)) for name in names]
    return [row for row in rows if set(row.values) - {"", _("not told"), _("none")}]


def _told(image: Image, references: Mapping[int, list[int]]) -> dict[str, str]:
    rows = truth.rows(image)
    own = {
        _("provider"): image.provider_label,
        _("model"): image.model_label,
        **{row.name: row.came or row.way.sent or row.way.asked for row in rows},
        _("references"): ", ".join(f"{pk:04d}" for pk in references[image.pk]),
    }
    if image.seconds is not None:
        own[_("took")] = _("%(seconds).1f s") % {"seconds": image.seconds}
    return own


def _references(images: Sequence[Image]) -> Mapping[int, list[int]]:
    """Ids of what each was made from, in order."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Parentage.objects.filter(child__in=[image.pk for image in images])
    for child, parent in rows.order_by("position").values_list("child_id", "parent_id"):
        found[child].append(parent)
    return found


def _parts(texts: Sequence[str]) -> list[Parts]:
    """Two are set against each other; of more, each against the first."""
    if len(texts) == 2:
        return list(compare(*texts))
    first = texts[0] if texts else ""
    plain = (Part(first, False),) if first else ()
    return [plain, *(compare(first, text)[1] for text in texts[1:])][: len(texts)]
