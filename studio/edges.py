"""What changed from one attempt to the next: words, settings, references. Short, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery.formats import FORMATS
from gallery.models import Image

from . import offers, phrases, typed
from .models import Job, Reference
from .phrases import Bit

MOST_SETTINGS = 4
OWN_LINES = frozenset({"aspect_ratio", "resolution", "width", "height", "output_format"})
NOTHING = frozenset({"", "auto"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What one attempt asked for: its job, and its references in order."""

    job: Job
    references: Sequence[Reference] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """`words` are bits of the prompt, `settings` lines such as `16:9 → 4:5`.

    `added` and `removed` are references; `source` is the number of the attempt that it leaves,
    where the drawing alone does not tell.
    """

    words: Sequence[Bit] = ()
    settings: Sequence[str] = ()
    added: Sequence[Image] = ()
    removed: Sequence[Image] = ()
    source: int | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.settings or self.added or self.removed)


@dataclass(frozen=True, slots=True)
class _Step:
    """From one value to the next, in our words; '' where there was none."""

    before: str
    after: str
    label: str = field(default="")

    @property
    def is_change(self) -> bool:
        return self.before != self.after

    def __str__(self) -> str:
        if not self.label:
            return f"{self.before or _('auto')} → {self.after or _('auto')}"
        if not self.after:
            return _("no %s") % self.label
        if not self.before:
            return f"{self.label} {self.after}"
        return f"{self.label} {self.before} → {self.after}"


def of(before: Asked, after: Sequence[Asked], source: int | None = None) -> Edge:
    """What the attempts of one submit changed all alike from the one before."""
    first = after[0]
    own = [list(_settings(before, one)) for one in after]
    alike = [line for line in own[0] if all(line in lines for lines in own[1:])]
    models = {(one.job.provider, one.job.model) for one in after}
    if len(models) > 1:
        several = ngettext("%d model", "%d models", len(models)) % len(models)
        alike.insert(0, f"{before.job.model_label} → {several}")
    given, kept = _images(before), _images(first)
    edge = Edge(
        words=phrases.short(before.job.prompt, first.job.prompt),
        settings=_cut([*alike, *_roles(before, first)]),
        added=[image for pk, image in kept.items() if pk not in given],
        removed=[image for pk, image in given.items() if pk not in kept],
        source=source,
    )
    return replace(edge, settings=_other_count(before, first)) if edge.is_empty else edge


def _other_count(before: Asked, after: Asked) -> list[str]:
    """How many images were asked for is worth a word where nothing else was changed."""
    counts = _Step(*(_images_word(each.job.count) for each in (before, after)))
    return [str(counts)] if counts.is_change else []


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_SETTINGS
    if more < 2:
        return lines
    return [*lines[:MOST_SETTINGS], _("+ %d more") % more]


# Settings


def _settings(before: Asked, after: Asked) -> Iterator[str]:
    old, new = before.job, after.job
    is_other = (old.provider, old.model) != (new.provider, new.model)
    steps = chain(
        (_Step(*_makers(old, new)),) if is_other else (),
        (
            _Step(_canvas(old), _canvas(new)),
            _Step(old.resolution, new.resolution),
            _Step(_format(old), _format(new)),
        ),
        _further(old.parameters, new.parameters, is_other),
    )
    yield from (str(step) for step in steps if step.is_change)


def _makers(old: Job, new: Job) -> tuple[str, str]:
    """By model, and by provider where both call the model the same."""
    if old.model_label != new.model_label:
        return old.model_label, new.model_label
    return old.provider_label, new.provider_label


def _canvas(job: Job) -> str:
    """`16:9`, or `1920 × 1080` where pixels were asked."""
    sides = job.parameters if "width" in job.parameters else job.copy
    if sides.get("width") and sides.get("height"):
        return f"{sides['width']} × {sides['height']}"
    return job.aspect_ratio


def _images_word(count: int) -> str:
    return ngettext("%d image", "%d images", count) % count


def _format(job: Job) -> str:
    name = str(job.copy.get("format") or job.parameters.get("output_format", ""))
    return FORMATS[name].label if name in FORMATS else ""


def _further(old: Mapping[str, Any], new: Mapping[str, Any], is_other: bool) -> Iterator[_Step]:
    """What a model has besides; of another model only what both have, and the seed."""
    for name in sorted((old.keys() | new.keys()) - OWN_LINES):
        if is_other and name != "seed" and not (name in old and name in new):
            continue
        before, after = (_value(values.get(name)) for values in (old, new))
        yield _Step(before, after, _small(offers.label(name)))


def _value(value: object) -> str:
    text = typed.plain(typed.text(value), 24)
    return "" if text in NOTHING else text


def _small(label: str) -> str:
    """As it stands within a line: `seed`, and `AI` as it is."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


# References


def _images(asked: Asked) -> dict[int, Image]:
    return {reference.image_id: reference.image for reference in asked.references}


def _roles(before: Asked, after: Asked) -> Iterator[str]:
    """What else became of the references that both have, and of the mask."""
    old = {reference.image_id: reference for reference in before.references}
    new = {reference.image_id: reference for reference in after.references}
    if [pk for pk in old if pk in new] != [pk for pk in new if pk in old]:
        yield _("references in another order")
    for pk, reference in new.items():
        if pk in old and old[pk].role != reference.role:
            roles = " → ".join(_role(one) for one in (old[pk], reference))
            yield _("image %(n)d: %(roles)s") % {"n": reference.position, "roles": roles}
        elif pk in old and old[pk].note != reference.note:
            yield _("image %d: another note") % reference.position
    if before.job.mask_id != after.job.mask_id:
        yield _mask(before.job.mask_id, after.job.mask_id)


def _role(reference: Reference) -> str:
    return str(Reference.Role(reference.role).label)


def _mask(before: int | None, after: int | None) -> str:
    if before and after:
        return _("another mask")
    return _("a mask") if after else _("no mask")
