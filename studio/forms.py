"""The composer's form: a prompt, a model, and one field for each of its parameters.

It never saves and never calls. A canvas is fitted to the nearest that the model takes, formats
are made by us where the gateway does not, and fields that it does not know are dropped: all of
it told in `fates`. Anything else is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gallery.models import Image

from . import (
    canvas,
    drafts,
    fields,
    keys,
    numbering,
    offers,
    prices,
    references,
    truth,
    typed,
)
from .canvas import SHAPE
from .drafts import Draft
from .providers import Brief, Input, ModelSpec, Provider, ProviderError, Value
from .providers.parameters import Parameter
from .selection import Selection
from .truth import Fate, Wish
from .typed import Files
from .uploads import Uploads


class PromptForm(forms.Form):
    """For one model: bound to a draft that was sent, or drawn from one that was not."""

    use_required_attribute = False

    prompt = forms.CharField(
        label=gettext_lazy("Prompt"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write what you want to see.")},
        validators=[fields.readable, fields.short_enough],
    )
    references = forms.FileField(
        required=False,
        label=gettext_lazy("References"),
        widget=fields.Files(attrs={"multiple": True, "accept": fields.PICTURES}),
    )
    width = forms.CharField(required=False, label=gettext_lazy("Width"))
    height = forms.CharField(required=False, label=gettext_lazy("Height"))
    preset = forms.CharField(required=False, label=gettext_lazy("Preset"))
    exact = forms.BooleanField(required=False, label=gettext_lazy("Deliver exactly these pixels"))
    submission = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )

    def __init__(
        self, provider: Provider, spec: ModelSpec, draft: Draft, *, is_sent: bool = False
    ) -> None:
        self.selection = Selection(provider, spec, draft)
        self.provider, self.spec, self.draft = provider, spec, draft
        self.operation, self.parameters = self.selection.operation, self.selection.parameters
        values = self.selection.texts | self.selection.drawn
        own = {"prompt": draft.prompt, "submission": submission(draft.submission)}
        super().__init__({**values, **own, "model": draft.model} if is_sent else None)
        self._add_fields()
        if not is_sent:
            self.initial = {**self._understood(values), **own, "model": self.name}
        self._add_titles()

    # What it is made of

    @property
    def name(self) -> str:
        return self.selection.name

    @property
    def reference_images(self) -> Sequence[Image]:
        """Those that are sent."""
        return self.draft.references[: self.selection.inputs]

    @property
    def roles(self) -> Sequence[str]:
        return self.draft.roles[: self.selection.inputs]

    @property
    def notes(self) -> Sequence[str]:
        return self.draft.notes[: self.selection.inputs]

    @property
    def prompt_sent(self) -> str:
        """With roles and notes of the references that are sent."""
        return numbering.prompt_sent(self.draft.prompt, self.roles, self.notes)

    def _add_fields(self) -> None:
        self.fields["model"] = fields.models(keys.models())
        self.fields["num_images"] = fields.count(self.operation.max_count)
        for parameter in self.parameters.values():
            self.fields[parameter.name] = fields.field(parameter)
        if references.takes_mask(self.spec):
            self.fields["mask"] = fields.mask()

    def _add_titles(self) -> None:
        """The pixels of each shape at the chosen tier, and of each tier in the chosen shape."""
        chosen = {name: str(self[name].value() or "") for name in SHAPE if name in self.fields}
        for name in chosen:
            pixels = self.selection.pixels
            words = self.selection.words(name)
            self.fields[name].widget.titles = {w: pixels({**chosen, name: w}) for w in words}

    def _understood(self, values: Mapping[str, str]) -> dict[str, Any]:
        """What the fields can be drawn with; the rest is left at its default."""
        raw = {name: values.get(name, "") for name in ("width", "height", "preset", "exact")}
        drawn = {name: values[name] for name in SHAPE if name in values and name in self.fields}
        known = self.parameters.keys() | {"num_images"}
        cleaned = {n: _cleaned(self.fields[n], values[n]) for n in known & values.keys()}
        return raw | {n: v for n, v in cleaned.items() if v is not None} | drawn

    # What it says when it is sent

    def clean(self) -> dict[str, Any]:
        for name, sentence in self._problems():
            self.add_error(name, sentence)
        if not self.errors and self.refusal:
            self.add_error(None, self.refusal)
        return self.cleaned_data

    def _problems(self) -> Iterator[tuple[str, str]]:
        yield from self.selection.wrong.items()
        yield from references.problems(self.draft, self.spec)
        length, most = len(self.prompt_sent), self.operation.max_prompt
        if 0 < most < length <= fields.PROMPT_LENGTH:
            said = _("The prompt has %(count)d characters; %(model)s takes at most %(most)d.")
            yield "prompt", said % {"count": length, "model": self.spec.label, "most": most}

    # What was chosen; while it is drawn, what would be

    @cached_property
    def chosen(self) -> dict[str, Value]:
        """The value of each parameter that goes out, an exact canvas last."""
        values = {p.name: self._chosen(p) for p in self.operation.parameters}
        sent = self.selection.canvas
        exact = {name: sent[name] for name in canvas.FIELDS if name in sent}
        return {name: value for name, value in values.items() if value is not None} | exact

    def _chosen(self, parameter: Parameter) -> Value | None:
        if parameter.name in SHAPE:
            return self.selection.canvas.get(parameter.name)
        value = _cleaned(self.fields[parameter.name], self[parameter.name].value())
        is_made_here = parameter.name == offers.FORMAT and "format" in self.copy
        return fields.default(parameter) if value is None or is_made_here else value

    @cached_property
    def copy(self) -> dict[str, Any]:
        """What we make beside each result, as in `Job.copy`."""
        wanted = self.selection.wanted
        is_exact = wanted.is_exact and bool(self["exact"].value())
        sides = {"width": wanted.width, "height": wanted.height} if is_exact else {}
        format = str(_cleaned(self.fields[offers.FORMAT], self[offers.FORMAT].value()) or "")
        is_idle = format in {"", typed.default(self.parameters[offers.FORMAT])}
        if is_idle or offers.takes_format(self.operation, format):
            return {**sides}
        return {**sides, "format": format}

    @property
    def count(self) -> int:
        return int(_cleaned(self.fields["num_images"], self["num_images"].value()) or 1)

    @property
    def counts(self) -> list[int]:
        return list(prices.calls(self.count, self.operation.per_call))

    @cached_property
    def brief(self) -> Brief:
        """The first request, with stand-ins for what references are uploaded or read later."""
        names = [f"reference-{number + 1}.png" for number in range(self.selection.inputs)]
        return Brief(
            model=self.spec.id,
            prompt=self.prompt_sent,
            operation="edit" if self.operation is self.spec.edit else "generate",
            parameters=self.chosen,
            count=self.counts[0],
            inputs=tuple(_stand_in(name) for name in names),
            mask=_stand_in(self.mask.file_name) if self.mask else None,
        )

    @property
    def mask(self) -> Image | None:
        return self.draft.mask if self.operation.takes_mask else None

    # What becomes of it

    @cached_property
    def _told(self) -> tuple[list[Fate], str]:
        """The fates, or what the provider has against the fields together."""
        wish = Wish(
            provider=self.provider,
            spec=self.spec,
            operation=self.operation,
            brief=self.brief,
            texts=self._texts(),
            wanted=self.selection.wanted,
            counts=self.counts,
            offered=self.parameters,
            copy=self.copy,
        )
        try:
            return references.fates(truth.fates(wish), self.draft, self.spec), ""
        except ProviderError as error:
            return [], error.message

    @property
    def fates(self) -> list[Fate]:
        return self._told[0]

    @property
    def refusal(self) -> str:
        return self._told[1]

    def _texts(self) -> dict[str, str]:
        """What was typed, numbers and ticks as they were understood; not what is wrong."""
        texts = dict(self.selection.texts)
        if self.draft.mask:
            texts["mask"] = self.draft.mask.file_name
        for name in self.parameters.keys() & texts.keys() - set(SHAPE):
            texts[name] = typed.text(_cleaned(self.fields[name], texts[name]))
        return texts


def drawn(draft: Draft) -> PromptForm:
    """The form for a draft; a model that is not ready gives way to the default."""
    provider, spec = _ready(draft.model)
    return PromptForm(provider, spec, draft)


def submitted(
    data: QueryDict, files: Files | None = None, uploads: Uploads | None = None
) -> list[PromptForm]:
    """One form for each model that was chosen, each model once, in their order."""
    draft = drafts.posted(data, files or {}, uploads or Uploads())
    return [sent(replace(draft, model=name)) for name in (draft.model, *draft.others)]


def sent(draft: Draft) -> PromptForm:
    """The form of a draft for its model alone, which says what is wrong with it."""
    return PromptForm(*_ready(draft.model), draft, is_sent=True)


def take_mask(data: QueryDict) -> bool:
    """Whether any of the models takes a mask, so that the file has to be kept."""
    return any(references.takes_mask(_ready(name)[1]) for name in data.getlist("model"))


def _ready(name: str) -> tuple[Provider, ModelSpec]:
    """The model of this name, or the default one where it is unknown or not connected."""
    offered = keys.models()
    named = {f"{provider.id}:{spec.id}": (provider, spec) for provider, spec in offered}
    return named.get(name, offered[0])


def _stand_in(name: str) -> Input:
    return Input(name=name, mime="image/png", data=b"")


def _cleaned(field: forms.Field, value: Any) -> Value | None:
    """The value as the field understands it, None where it is empty or wrong."""
    try:
        cleaned: Value | None = field.clean(value)
    except ValidationError:
        return None
    return None if cleaned == "" else cleaned


def submission(posted: str = "") -> str:
    """The name of a rendered form: the posted one, or a fresh one where that is no UUID."""
    try:
        return str(UUID(posted))
    except ValueError:
        return str(uuid4())
