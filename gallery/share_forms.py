"""What is typed of a share link: by who makes it, and by who comes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .guests import LONGEST

USUAL = 14  # days
CHOICES = ("may_judge", "may_comment", "may_download", "shows_prompts")
TICKED = {"may_judge": True, "may_comment": True}


class ShareForm(forms.Form):
    """`until` is the last day on which the link is open."""

    label = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    until = forms.DateField(
        label=gettext_lazy("Open until the end of this day; empty: until you revoke it"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    password = forms.CharField(
        label=gettext_lazy("Password, if one is to be asked"),
        max_length=200,
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    may_judge = forms.BooleanField(label=gettext_lazy("May judge"), required=False)
    may_comment = forms.BooleanField(label=gettext_lazy("May comment"), required=False)
    may_download = forms.BooleanField(label=gettext_lazy("May download"), required=False)
    shows_prompts = forms.BooleanField(label=gettext_lazy("Sees prompts"), required=False)

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise ValidationError(_("This day is over."))
        return until

    @property
    def columns(self) -> dict[str, Any]:
        """As `shares.make` takes them."""
        typed = self.cleaned_data
        known = {name: typed[name] for name in ("label", "password", *CHOICES)}
        return known | {"expires_at": _end_of(typed["until"])}


def empty() -> ShareForm:
    """As it stands before something is typed."""
    until = timezone.localdate() + timedelta(days=USUAL)
    return ShareForm(initial=TICKED | {"until": until})


class GuestForm(forms.Form):
    """`asks_password` where the link has one."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password of this link"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, asks_password: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_password:
            del self.fields["password"]


def _end_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59))) if day else None
