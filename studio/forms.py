"""The composer's form: a prompt, a model, and one field for each of its parameters.

It never saves and never calls. What a model cannot take is fitted where there
is a nearest value and dropped where it does not know the field, both told in
`adjustments`; anything else is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, product
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gallery.models import Image

from . import drafts, fields, fitting, keys, prices, words
from .drafts import Draft
from .providers import ModelSpec, Provider, Value
from .providers.parameters import Choice, Parameter, by_name

MOST_REFERENCES = 14
OWN = frozenset(("model", "prompt", "num_images", "reference_images", "references", "submission"))
"""Fields of the composer that are no parameter of a model."""


class PromptForm(forms.Form):
    """For one model: bound to what was posted, or drawn from a draft."""

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
    submission = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )

    def __init__(
        self,
        provider: Provider,
        spec: ModelSpec,
        data: QueryDict | None = None,
        files: Mapping[str, UploadedFile[Any]] | None = None,
        *,
        draft: Draft | None = None,
        uploads: Sequence[Image] = (),
        refused: Sequence[str] = (),
    ) -> None:
        """`uploads` are the references kept from `files`, `refused` says which were not and why."""
        self.provider, self.spec, self.refused = provider, spec, refused
        self.draft = draft or Draft()
        self.ids = data.getlist("reference_images") if data is not None else []
        self.reference_images = [*drafts.found(self.ids), *self.draft.references, *uploads]
        self.operation = spec.operation(len(self.reference_images))
        typed = self._typed(data, files or {})
        changes, self.adjustments = fitting.fitted(self.parameters.values(), typed)
        super().__init__(None if data is None else _with(data, changes))
        self._add_fields()
        if data is None:
            self.initial = self._initial({**typed, **changes})
        else:
            self.adjustments += fitting.dropped(self._known, typed)
        self._add_titles()

    # What it is made of

    @property
    def name(self) -> str:
        return f"{self.provider.id}:{self.spec.id}"

    @property
    def _known(self) -> set[str]:
        return {"csrfmiddlewaretoken", *OWN, *self.parameters}

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Of both operations, since a reference may come after the fields are drawn."""
        operations = [self.spec.edit, self.spec.generate, self.operation]
        return by_name([*chain.from_iterable(o.parameters for o in operations if o)])

    def _add_fields(self) -> None:
        self.fields["model"] = fields.models(keys.models())
        self.fields["num_images"] = fields.count(self.operation.max_count)
        for parameter in self.parameters.values():
            self.fields[parameter.name] = fields.field(parameter)

    def _add_titles(self) -> None:
        """The pixels of each shape at the chosen tier, and of each tier in the chosen shape."""
        ratio, tier = self._shape_and_tier()
        shapes = {shape: self._pixels(shape, tier) for shape in self._choices("aspect_ratio")}
        tiers = {other: self._pixels(ratio, other) for other in self._choices("resolution")}
        for name, titles in {"aspect_ratio": shapes, "resolution": tiers}.items():
            if name in self.fields:
                self.fields[name].widget.titles = titles

    def _typed(
        self, data: QueryDict | None, files: Mapping[str, UploadedFile[Any]]
    ) -> dict[str, str]:
        if data is None:
            return {name: str(value) for name, value in self.draft.values.items()}
        names = {name: file.name or "" for name, file in files.items()}
        return {name: str(value) for name, value in data.items()} | names

    def _initial(self, typed: Mapping[str, str]) -> dict[str, Any]:
        """Start from the draft; what in it this model does not take is left out."""
        takes = self.parameters.keys() | {"num_images"}
        values = {
            name: cleaned
            for name, value in typed.items()
            if name in takes and (cleaned := _cleaned(self.fields[name], value)) is not None
        }
        return values | {
            "model": self.name,
            "prompt": self.draft.prompt,
            "submission": submission(),
        }

    # What it says when it is sent

    def clean(self) -> dict[str, Any]:
        for sentence in (*self.refused, *self._wrong_references()):
            self.add_error("references", sentence)
        self.adjustments += self._elsewhere()
        return self.cleaned_data

    def _wrong_references(self) -> Iterator[str]:
        known = {str(image.pk) for image in self.reference_images}
        if unknown := [id for id in self.ids if id and id.lstrip("0") not in known]:
            yield _("Reference %(id)s is not in the gallery. Add the picture again.") % {
                "id": unknown[0][:20]
            }
        given, most = len(self.reference_images), min(self.spec.max_inputs, MOST_REFERENCES)
        if given and not most:
            yield _("%(model)s takes no reference images. Remove them or choose another model.") % {
                "model": self.spec.label
            }
        elif given > most:
            yield ngettext(
                "%(model)s takes %(most)d reference image, and there are %(given)d.",
                "%(model)s takes at most %(most)d reference images, and there are %(given)d.",
                most,
            ) % {"model": self.spec.label, "most": most, "given": given}

    def _elsewhere(self) -> list[fitting.Adjustment]:
        """Fields of the operation that this job is not: dropped where something was chosen."""
        here = by_name(self.operation.parameters)
        return [
            fitting.adjustment(name, str(value), None)
            for name, parameter in self.parameters.items()
            if name not in here and (value := self._chosen(parameter)) != fields.default(parameter)
        ]

    # What was chosen; while it is drawn, what would be

    @property
    def chosen(self) -> dict[str, Value]:
        """The value of each parameter that goes out."""
        values = {p.name: self._chosen(p) for p in self.operation.parameters}
        return {name: value for name, value in values.items() if value is not None}

    @property
    def count(self) -> int:
        return int(_cleaned(self.fields["num_images"], self["num_images"].value()) or 1)

    def _chosen(self, parameter: Parameter) -> Value | None:
        value = _cleaned(self.fields[parameter.name], self[parameter.name].value())
        return fields.default(parameter) if value is None else value

    # What the page shows

    @property
    def shown(self) -> list[BoundField]:
        """Shape, resolution and count first, then what else is not folded."""
        first = [name for name in ("aspect_ratio", "resolution") if name in self.parameters]
        plain = [name for name, parameter in self.parameters.items() if not parameter.is_folded]
        rest = [name for name in plain if name not in first]
        return [self[name] for name in (*first, "num_images", *rest)]

    @property
    def folded(self) -> list[BoundField]:
        return [self[name] for name, parameter in self.parameters.items() if parameter.is_folded]

    @cached_property
    def sizes(self) -> dict[str, str]:
        """`16:9|1K` → `1376 × 768`, for each shape and tier whose pixels are known."""
        pairs = product(self._choices("aspect_ratio"), self._choices("resolution"))
        return {f"{r}|{t}": text for r, t in pairs if (text := self._pixels(r, t))}

    @property
    def pixels(self) -> str:
        return self._pixels(*self._shape_and_tier())

    @property
    def price_text(self) -> str:
        cost = prices.estimate(
            self.provider,
            self.spec,
            prices.calls(self.count, self.operation.per_call),
            parameters=self.chosen,
            inputs=len(self.reference_images),
        )
        return prices.words(cost, is_free=self.provider.is_free)

    @property
    def notes(self) -> list[str]:
        """What goes out otherwise than it was chosen, one sentence each."""
        notes = [words.adjusted(adjustment) for adjustment in self.adjustments]
        calls = len(list(prices.calls(self.count, self.operation.per_call)))
        return [*notes, words.calls(calls, self.operation.per_call)] if calls > 1 else notes

    def _shape_and_tier(self) -> tuple[str, str]:
        chosen = self.chosen
        return str(chosen.get("aspect_ratio", "")), str(chosen.get("resolution", ""))

    def _choices(self, name: str) -> tuple[str, ...]:
        parameter = self.parameters.get(name)
        return parameter.choices if isinstance(parameter, Choice) else ("",)

    def _pixels(self, ratio: str, tier: str) -> str:
        size = self.provider.size(self.spec.id, ratio, tier)
        return f"{size[0]} × {size[1]}" if size else ""


def drawn(draft: Draft) -> PromptForm:
    """The form for a draft; a model that is not ready gives way to the default, and it says so."""
    provider, spec = _ready(draft.model)
    form = PromptForm(provider, spec, draft=draft)
    if draft.model and draft.model != form.name:
        form.adjustments.insert(0, fitting.adjustment("model", draft.model, form.name))
    return form


def submitted(
    data: QueryDict,
    files: Mapping[str, UploadedFile[Any]],
    uploads: Sequence[Image] = (),
    refused: Sequence[str] = (),
) -> list[PromptForm]:
    """One form for each model that was chosen, each model once, in their order."""
    made = []
    for name in dict.fromkeys(data.getlist("model") or [""]):
        own = data.copy()
        own["model"] = name
        provider, spec = _ready(name)
        made.append(PromptForm(provider, spec, own, files, uploads=uploads, refused=refused))
    return made


def _ready(name: str) -> tuple[Provider, ModelSpec]:
    """The model of this name, or the default one where it is unknown or not connected."""
    offered = keys.models()
    named = {f"{provider.id}:{spec.id}": (provider, spec) for provider, spec in offered}
    return named.get(name, offered[0])


def _with(data: QueryDict, changes: Mapping[str, str]) -> QueryDict:
    """What was posted, fitted, with a submission that is a UUID."""
    changed = data.copy()
    for name, value in {**changes, "submission": submission(data.get("submission", ""))}.items():
        changed[name] = value
    return changed


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
