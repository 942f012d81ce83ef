"""Canvases by name: those that designers use most, and one's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gallery.models import User

from . import canvas
from .canvas import Canvas
from .models import Preset

MOST, LONGEST_NAME = 50, 60
KNOWN = (
    (gettext_noop("Story"), 1080, 1920),
    (gettext_noop("Square post"), 1080, 1080),
    (gettext_noop("Portrait post"), 1080, 1350),
    (gettext_noop("Banner"), 1500, 500),
    (gettext_noop("Link preview"), 1200, 630),
    (gettext_noop("Full HD"), 1920, 1080),
    (gettext_noop("4K"), 3840, 2160),
    (gettext_noop("A4 at 300 dpi"), 2480, 3508),
    (gettext_noop("A4 across at 300 dpi"), 3508, 2480),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An entry of the list. `value` is what the form sends, `id` that of one's own."""

    label: str
    width: int
    height: int
    id: int | None = None

    @property
    def value(self) -> str:
        return f"{self.width}x{self.height}"

    @property
    def pixels(self) -> str:
        return canvas.text(self.width, self.height)


class PresetError(ValueError):
    """Why a preset was not kept, for people."""


def known() -> list[Shown]:
    return [Shown(label=_(name), width=width, height=height) for name, width, height in KNOWN]


def own(person: User | None) -> list[Shown]:
    return [
        Shown(label=preset.name, width=preset.width, height=preset.height, id=preset.pk)
        for preset in Preset.objects.filter(made_by=person)[:MOST]
    ]


def keep(name: str, wanted: Canvas, person: User | None) -> None:
    """Keep a canvas under a name, where the same person has it anew. Raises PresetError."""
    for sentence in _wrong(name, wanted, person):
        raise PresetError(sentence)
    same = Preset.objects.filter(name=name, made_by=person).first()
    kept = same or Preset(name=name, made_by=person)
    kept.width, kept.height = wanted.width, wanted.height
    kept.save()


def remove(id: int, person: User | None) -> None:
    Preset.objects.filter(pk=id, made_by=person).delete()


def _wrong(name: str, wanted: Canvas, person: User | None) -> Iterator[str]:
    if not wanted.is_exact:
        yield _("Type width and height first, then a name for them.")
    if not name:
        yield _("Give it a name.")
    if len(name) > LONGEST_NAME or not name.isprintable():
        yield _("A name has at most %d letters.") % LONGEST_NAME
    others = Preset.objects.filter(made_by=person).exclude(name=name)
    if others.count() >= MOST:
        yield _("There are %d presets already. Remove one first.") % MOST
