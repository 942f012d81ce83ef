"""One form field from one `Parameter`. `kind` tells the template how to draw it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gallery.formats import FORMATS

from .providers import ModelSpec, Provider
from .providers.parameters import Choice, Flag, Integer, Number, Object, Parameter, Text, Value

PROMPT_LENGTH = 32_000
Models: TypeAlias = list[tuple[str, str]]
"""Name and label of each."""
PICTURES = "image/png,image/jpeg,image/webp,image/avif,image/heic,image/heif,.heic,.heif"


class Shapes(forms.RadioSelect):
    """Radio buttons whose options carry their exact pixels as title."""

    titles: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        if title := self.titles.get(str(value)):
            option["attrs"]["title"] = title
        return dict(option)


class Switch(forms.CheckboxInput):
    """A tick box that can also say no: a browser sends nothing for one without a tick."""

    def render(self, name: str, value: Any, *args: Any, **options: Any) -> SafeString:
        box = super().render(name, value, *args, **options)
        return format_html('<input type="hidden" name="{}" value="off">{}', name, box)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Left out is None: neither yes nor no."""
        said = data.get(name)
        return None if said is None else str(said).lower() not in {"", "0", "off", "false", "no"}


class Files(forms.FileInput):
    """A file field for several files."""

    allow_multiple_selected = True


class ChoiceField(forms.ChoiceField):
    kind = "choice"


class ShapesField(ChoiceField):
    kind = "shapes"
    widget = Shapes


class SegmentsField(ChoiceField):
    kind = "segments"
    widget = Shapes


class IntegerField(forms.IntegerField):
    kind = "integer"


class CountField(IntegerField):
    kind = "count"


class NumberField(forms.FloatField):
    kind = "number"


class FlagField(forms.NullBooleanField):
    kind = "flag"
    widget = Switch


class TextField(forms.CharField):
    kind = "text"


class ObjectField(forms.CharField):
    kind = "object"

    def __init__(self, **options: Any) -> None:
        attributes = {"rows": 2, "spellcheck": "false", "autocapitalize": "off"}
        super().__init__(widget=forms.Textarea(attrs=attributes), **options)


class MaskField(forms.CharField):
    """Bound to the name of a file or to the id of an image: whoever keeps files checks them."""

    kind = "mask"


def field(parameter: Parameter) -> forms.Field:
    """The form field of a parameter; never required, since each has its default."""
    known: dict[str, Any] = {
        "required": False,
        "label": _(parameter.label),
        "help_text": _(parameter.help) if parameter.help else "",
        "initial": default(parameter),
    }
    match parameter:
        case Choice():
            return _choice(parameter, known)
        case Integer():
            return _whole(parameter, IntegerField, known)
        case Number():
            return _fraction(parameter, known)
        case Flag():
            return FlagField(**known)
        case Text():
            return TextField(max_length=parameter.max_length, validators=[readable], **known)
        case Object():
            checks = [readable, is_object]
            return ObjectField(max_length=parameter.max_length, validators=checks, **known)
    raise TypeError(f"No field for {parameter!r}")


def count(most: int) -> IntegerField:
    """How many images, 1 to `most`."""
    parameter = Integer(name="num_images", label="Images", minimum=1, maximum=most, default=1)
    known = {"required": False, "label": _("Images"), "initial": 1}
    return _whole(parameter, CountField, known)


def models(offered: Iterable[tuple[Provider, ModelSpec]]) -> forms.ChoiceField:
    """One of the models that are ready."""
    errors = {
        "required": _("Choose a model."),
        "invalid_choice": _(
            "There is no model “%(value)s” here. Choose one of the list, or connect its provider."
        ),
    }
    return ChoiceField(label=_("Model"), choices=grouped(offered), error_messages=errors)


def grouped(offered: Iterable[tuple[Provider, ModelSpec]]) -> list[tuple[str, Models]]:
    """Models by the label of their provider."""
    groups: dict[str, Models] = {}
    for provider, spec in offered:
        groups.setdefault(provider.label, []).append((f"{provider.id}:{spec.id}", spec.label))
    return list(groups.items())


def mask() -> MaskField:
    """The part of the first reference that may change, as a file."""
    help = _("A PNG of the first reference's size. Only its transparent part may change.")
    return MaskField(required=False, label=_("Mask"), help_text=help)


def default(parameter: Parameter) -> Value | None:
    """What a field left out means; None where it then goes out without a value."""
    match parameter:
        case Choice():
            return parameter.initial
        case Integer() | Number() | Flag():
            return parameter.default
        case Text() | Object():
            return parameter.default or None
    raise TypeError(f"No default for {parameter!r}")


short_enough = MaxLengthValidator(
    PROMPT_LENGTH,
    gettext_lazy("The prompt has %(show_value)d characters; at most %(limit_value)d can be sent."),
)


def readable(text: str) -> None:
    """Refuse what no model can read and some databases cannot keep."""
    for position, letter in enumerate(text, start=1):
        if unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\t\n\r":
            raise ValidationError(
                _(
                    "There is a control character (U+%(code)s) at position %(position)d, "
                    "which no model can read. Delete it and send again."
                )
                % {"code": f"{ord(letter):04X}", "position": position}
            )


def is_object(text: str) -> None:
    """Refuse what is no JSON object."""
    try:
        is_good = isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        is_good = False
    if not is_good:
        raise ValidationError(
            _('This is no JSON object. Write it like {"user": "anna", "safety_tolerance": "4"}.')
        )


def _choice(parameter: Choice, known: dict[str, Any]) -> ChoiceField:
    kinds: dict[str, type[ChoiceField]] = {
        "aspect_ratio": ShapesField,
        "resolution": SegmentsField,
    }
    message = _("%(label)s takes %(offered)s.")
    if parameter.name == "aspect_ratio":
        message = _("%(label)s takes %(offered)s, or one of your own such as 7:6.")
    offered = ", ".join(parameter.choices)
    return kinds.get(parameter.name, ChoiceField)(
        choices=[(choice, _word(parameter, choice)) for choice in parameter.choices],
        error_messages={"invalid_choice": message % {"label": known["label"], "offered": offered}},
        **known,
    )


def _word(parameter: Choice, choice: str) -> str:
    """A choice as people read it."""
    if parameter.name != "output_format":
        return _(choice)
    if choice == "auto":
        return _("as it comes")
    return FORMATS[choice].label if choice in FORMATS else choice


def _whole(parameter: Integer, kind: type[IntegerField], known: dict[str, Any]) -> IntegerField:
    message = _("%(label)s takes whole numbers from %(least)s to %(most)s.")
    return kind(**_limits(parameter, message, known))


def _fraction(parameter: Number, known: dict[str, Any]) -> NumberField:
    message = _("%(label)s takes numbers from %(least)s to %(most)s.")
    widget = forms.NumberInput(attrs={"step": parameter.step})
    return NumberField(widget=widget, **_limits(parameter, message, known))


def _limits(parameter: Integer | Number, message: str, known: dict[str, Any]) -> dict[str, Any]:
    """Limits as the field's arguments, with one sentence for whatever is wrong."""
    least, most = parameter.minimum, parameter.maximum
    sentence = message % {"label": known["label"], "least": least, "most": most}
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
    return known | {"min_value": least, "max_value": most, "error_messages": errors}
