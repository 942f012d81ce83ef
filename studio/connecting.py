"""Connecting a provider on its page: a key, an address, models. The environment wins over it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gallery.models import User

from . import keys, setups
from .providers import Provider

# A browser would put the password of the sign-in into a field that says "off".
SECRET = {"autocomplete": "new-password", "spellcheck": "false"}


def of_a_key(text: str) -> None:
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise ValidationError(_("This holds a character that no key has. Copy the key alone."))


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
        widget=forms.PasswordInput(attrs=SECRET),
    )
    base_url = forms.CharField(
        required=False,
        max_length=500,
        label=_("Address"),
        help_text=_("It may lie in your own network: whatever is there can then be asked."),
        validators=[of_an_address],
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )
    models = forms.CharField(
        required=False,
        max_length=2000,
        label=_("Models"),
        validators=[of_models],
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )

    def __init__(self, provider: type[Provider], data: QueryDict | None = None) -> None:
        self.provider = provider
        self.known = setups.typed(provider.id)
        initial = {"base_url": self.known.base_url, "models": self.known.model_ids}
        super().__init__(data, initial=initial, auto_id=f"{provider.id}-%s")
        hints = {
            "key": _("Paste a new key") if self.known.key else _("Paste a key"),
            "base_url": provider.default_base_url or "https://example.com/v1",
            "models": ", ".join(spec.id for spec in provider.models) or "model-1, model-2",
        }
        for name, hint in hints.items():
            self.fields[name].widget.attrs["placeholder"] = hint
        for name, sentence in _overruled(provider):
            self.fields[name].help_text = sentence

    def clean(self) -> dict[str, Any]:
        """A key that somebody typed goes to no address that somebody else types later."""
        said = super().clean() or {}
        is_whole = {"key", "base_url"} <= said.keys()
        if is_whole and self.known.key and not said["key"] and self._is_elsewhere(said["base_url"]):
            self.add_error("key", _("Enter the key again: it would go to another address."))
        self._point_at_first_error()
        return said

    def _is_elsewhere(self, address: str) -> bool:
        default = self.provider.default_base_url
        before, now = (each or default for each in (self.known.base_url, address))
        return before.rstrip("/") != now.rstrip("/")

    def _point_at_first_error(self) -> None:
        for name in [name for name in self.fields if name in self.errors][:1]:
            self.fields[name].widget.attrs["autofocus"] = True

    def save(self, changed_by: User | None) -> None:
        said: dict[str, Any] = self.cleaned_data
        setups.save(
            self.provider.id,
            key=said["key"] or None,
            base_url=said["base_url"],
            model_ids=said["models"],
            changed_by=changed_by,
        )


def _overruled(provider: type[Provider]) -> Iterator[tuple[str, str]]:
    """The fields over which the environment wins, each with a sentence that says so."""
    key, url, models = (keys.variable(provider, n) for n in ("API_KEY", "BASE_URL", "MODELS"))
    if key:
        yield "key", gettext("%s is set and wins over a key typed here.") % key
    if url:
        yield "base_url", gettext("%s is set and wins over an address typed here.") % url
    elif key:
        sentence = gettext("The key of %(key)s never goes to an address typed here: set %(url)s.")
        yield "base_url", sentence % {"key": key, "url": f"{provider.env}_BASE_URL"}
    if models:
        yield "models", gettext("%s is set and wins over models typed here.") % models
