"""What will be sent: the request of a form as code, and what becomes of each of its fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gallery import ways
from gallery.formats import ENOUGH_PNG, FORMATS, sent_as
from gallery.models import Image
from gallery.ways import Way

from . import codes, drafts, forms, offers, several, words
from .codes import Example
from .drafts import Draft
from .forms import PromptForm
from .providers import Brief, Input, ProviderError
from .uploads import Uploads
from .words import Sentence

MARKS: dict[str, Sentence] = {
    "passed": gettext_lazy("passed"),
    "renamed": gettext_lazy("renamed"),
    "converted": gettext_lazy("converted"),
    "emulated": gettext_lazy("emulated"),
    "dropped": gettext_lazy("dropped"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One field: what it is called, what became of it in one word, and how it went out."""

    label: str
    mark: Sentence
    way: Way


@dataclass(frozen=True, slots=True)
class Place:
    """A file that the code reads, and the picture that it stands for."""

    name: str
    url: str
    label: str


def of(draft: Draft) -> list[Sent]:
    """What it would send to each of its models."""
    names = (draft.model, *draft.others)[: several.MOST]
    return [Sent(forms.sent(replace(draft, model=name))) for name in names]


def posted(data: QueryDict) -> Draft:
    """The draft of a form whose files are still in the browser."""
    waiting = data.get("file_count", "")
    draft = drafts.posted(data, {}, Uploads())
    return replace(draft, waiting=min(int(waiting), 99) if drafts.is_id(waiting) else 0)


class Sent:
    """What one model would be sent."""

    def __init__(self, form: PromptForm) -> None:
        self.form = form
        self.form.brief = _named(form)

    @property
    def problems(self) -> list[str]:
        """Why nothing would be sent, a sentence each."""
        return [str(said) for list in self.form.errors.values() for said in list]

    @property
    def is_possible(self) -> bool:
        """The model that was asked for is there, and none stands in for it."""
        asked = self.form.draft.model
        return asked in {"", f"{self.form.provider.id}:{self.form.spec.id}"}

    @cached_property
    def examples(self) -> list[Example]:
        """None where the provider refuses to send it, or where it is too deep to be written."""
        try:
            return codes.examples(self.form.provider, self.form.brief)
        except (ProviderError, RecursionError):
            return []

    @property
    def is_drawn_here(self) -> bool:
        return not self.form.provider.env

    @property
    def calls(self) -> str:
        """Which of several requests it is."""
        counts = self.form.counts
        if len(counts) == 1:
            return ""
        told = {"calls": len(counts), "images": " + ".join(map(str, counts))}
        if len(set(counts)) == 1:
            return _("%(calls)d requests like this one go out.") % told
        return _("The first of %(calls)d requests, for %(images)s images.") % told

    @property
    def places(self) -> list[Place]:
        """The references, under the names by which the code reads them."""
        given = zip(self.form.brief.inputs, self.form.reference_images, strict=False)
        return [_place(input.name, image) for input, image in given]

    @property
    def rows(self) -> list[Row]:
        return list(self._rows())

    def _rows(self) -> Iterator[Row]:
        for fate in self.form.fates:
            way = ways.by_fate(fate.name, fate.as_json())
            if fate.fate == "emulated" and not way.how:
                way = replace(way, how=_("by the studio"))
            yield Row(self._label(fate.name), MARKS[fate.fate], way)

    def _label(self, name: str) -> str:
        """As the composer calls it."""
        field = self.form.fields.get("references" if name == "reference_images" else name)
        known = field.label if field else words.NAMES.get(name)
        return str(known or offers.label(name))


def _named(form: PromptForm) -> Brief:
    """The brief as its job will make it: references and mask by the names they go out under."""
    brief, images = form.brief, form.reference_images
    formats = form.operation.input_formats
    known = [_input(n, image, formats) for n, image in enumerate(images, start=1)]
    inputs = (*known, *brief.inputs[len(known) :])
    return replace(brief, prompt=brief.prompt.strip(), inputs=inputs, mask=_mask(form, inputs))


def _input(number: int, image: Image, formats: tuple[str, ...]) -> Input:
    is_small_png = image.file_format == "png" and image.bytes <= ENOUGH_PNG
    format = FORMATS[sent_as(formats, image.has_alpha, is_small_png)[0][0]]
    return Input(name=f"reference-{number}.{format.name}", mime=format.mime, data=b"")


def _place(name: str, image: Image) -> Place:
    url = reverse("gallery:original", args=[image.pk])
    return Place(name, url, image.file_name or _("image %d") % image.pk)


def _mask(form: PromptForm, inputs: tuple[Input, ...]) -> Input | None:
    """The mask of the form, also one that waits in the browser and is a name so far."""
    is_given = bool(form.mask or form.draft.values.get("mask"))
    if not (is_given and inputs and form.operation.takes_mask):
        return None
    return Input(name="mask.png", mime="image/png", data=b"")
