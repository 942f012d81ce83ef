"""What people type about their accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import people
from .models import Role, User


def _password(label: Any, autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget)


def _name() -> forms.CharField:
    label = gettext_lazy("Your name, as the others see it")
    widget = forms.TextInput(attrs={"autocomplete": "name"})
    return forms.CharField(label=label, max_length=150, required=False, widget=widget)


class _PasswordForm(forms.Form):
    """Judged with what is known of the person."""

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if password := typed.get("password"):
            try:
                password_validation.validate_password(password, self.person(typed))
            except ValidationError as error:
                self.add_error("password", error)
        return typed

    def person(self, typed: dict[str, Any]) -> User:
        raise NotImplementedError


class JoinForm(_PasswordForm):
    username = forms.CharField(
        label=gettext_lazy("Name to sign in with"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    name = _name()
    password = _password(gettext_lazy("Password, at least 10 signs"), "new-password")

    def clean_username(self) -> str:
        username: str = User.normalize_username(self.cleaned_data["username"])
        if people.find(username):
            raise ValidationError(_("Somebody has this name already. Choose another."))
        return username

    def person(self, typed: dict[str, Any]) -> User:
        return User(username=typed.get("username", ""), first_name=typed.get("name", ""))


class NewPasswordForm(_PasswordForm):
    """For `of`; by a link, which stands for the former password."""

    password = _password(gettext_lazy("New password, at least 10 signs"), "new-password")

    def __init__(self, of: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.of = of

    def person(self, typed: dict[str, Any]) -> User:
        return self.of


class ChangePasswordForm(NewPasswordForm):
    former = _password(gettext_lazy("Password so far"), "current-password")
    field_order = ("former", "password")

    def clean_former(self) -> str:
        former: str = self.cleaned_data["former"]
        if not self.of.check_password(former):
            raise ValidationError(_("This is not your password."))
        return former


class NameForm(forms.Form):
    name = _name()


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
