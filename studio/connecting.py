"""Connecting a provider on its page: a key, an address, models. The environment wins over it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gallery.models import User

from . import keys, setups
from .providers import Provider


def of_a_key(text: str) -> None:
    if not (text.isascii() and text.isprintable()):
        raise ValidationError(_("This holds a character that no key has. Copy it again."))


def of_an_address(text: str) -> None:
    if not keys.is_address(text):
        raise ValidationError(_("This is no address. Write it like https://example.com/v1."))


def of_models(text: str) -> None:
    if not text.isprintable():
        raise ValidationError(_("Write the ids of models on one line, with commas between."))


class ConnectionForm(forms.Form):
    """The key is never sent back to the page: an empty field leaves the one there is."""

    use_required_attribute = False

    key = forms.CharField(
        required=False,
        max_length=1000,
        label=_("Key"),
        validators=[of_a_key],
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    base_url = forms.CharField(
        required=False, max_length=500, label=_("Address"), validators=[of_an_address]
    )
    models = forms.CharField(
        required=False, max_length=2000, label=_("Models"), validators=[of_models]
    )

    def __init__(self, provider: type[Provider], data: QueryDict | None = None) -> None:
        self.provider = provider
        known = setups.typed(provider.id)
        initial = {"base_url": known.base_url, "models": known.model_ids}
        super().__init__(data, initial=initial, auto_id=f"{provider.id}-%s")
        hints = {
            "key": _("Paste a new key") if known.key else _("Paste a key"),
            "base_url": provider.default_base_url or "https://example.com/v1",
            "models": ", ".join(spec.id for spec in provider.models) or "model-1, model-2",
        }
        for name, hint in hints.items():
            self.fields[name].widget.attrs["placeholder"] = hint

    def save(self, changed_by: User | None) -> None:
        said: dict[str, Any] = self.cleaned_data
        setups.save(
            self.provider.id,
            key=said["key"] or None,
            base_url=said["base_url"],
            model_ids=said["models"],
            changed_by=changed_by,
        )
