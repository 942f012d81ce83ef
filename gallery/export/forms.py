"""What a person may choose about a download."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .names import FIELDS, MOST, USUAL, Names, UnknownNameFieldError

MOST_IN_ZIP = 10_000
MOST_IN_PDF = 2_000
MOST_IN_PNG = 200
PAPERS = (("a4", "A4"), ("letter", "Letter"))
WAYS = (("portrait", gettext_lazy("Portrait")), ("landscape", gettext_lazy("Landscape")))
KINDS = (("pdf", "PDF"), ("png", "PNG"))


class ExportForm(forms.Form):
    """`count` images; too many are an error of the whole form."""

    use_required_attribute = False

    def __init__(self, *args: Any, count: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._count = count

    def clean(self) -> dict[str, Any]:
        if not self._count:
            raise ValidationError(_("Choose at least one image."))
        if self._count > self.most:
            told = {"most": self.most, "count": self._count}
            raise ValidationError(self.too_many % told)
        return self.cleaned_data

    @property
    def most(self) -> int:
        return MOST_IN_ZIP

    @property
    def too_many(self) -> str:
        return _("One ZIP holds up to %(most)s images, these are %(count)s. Choose fewer.")


class NamesForm(ExportForm):
    """The template of the names in a ZIP; nothing typed is the usual one."""

    names = forms.CharField(label=gettext_lazy("File names"), required=False, max_length=MOST)

    def clean_names(self) -> str:
        names: str = self.cleaned_data["names"] or USUAL
        try:
            Names(names)
        except UnknownNameFieldError as error:
            raise ValidationError(wrong_field(error)) from error
        return names


class SheetForm(ExportForm):
    """A contact sheet."""

    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("File"), choices=KINDS, widget=forms.RadioSelect)
    paper = forms.ChoiceField(label=gettext_lazy("Paper"), choices=PAPERS, widget=forms.RadioSelect)
    way = forms.ChoiceField(label=gettext_lazy("Direction"), choices=WAYS, widget=forms.RadioSelect)
    marks = forms.BooleanField(label=gettext_lazy("Draw picks, rejects and stars"), required=False)

    @property
    def most(self) -> int:
        return MOST_IN_PNG if self._is_png else MOST_IN_PDF

    @property
    def too_many(self) -> str:
        if self._is_png:
            return _("One PNG holds up to %(most)s images, these are %(count)s. Take a PDF.")
        return _("One sheet holds up to %(most)s images, these are %(count)s. Choose fewer.")

    @property
    def _is_png(self) -> bool:
        return bool(self.cleaned_data.get("kind") == "png")


def wrong_field(error: UnknownNameFieldError) -> str:
    """What is wrong with a template, and what there is."""
    fields = ", ".join(f"{{{name}}}" for name in FIELDS)
    return _("There is no field “%(field)s”. There are %(fields)s.") % {
        "field": error,
        "fields": fields,
    }


def counted(count: int) -> str:
    """`37 images`."""
    return ngettext("%(n)s image", "%(n)s images", count) % {"n": count}
