"""What a browser says of an import and of the files that it sends."""

from __future__ import annotations

from django import forms


class ImportForm(forms.Form):
    """`folders` is on at first; without scripts a form leaves out what is off."""

    tag = forms.CharField(required=False, max_length=64)
    folders = forms.BooleanField(required=False)


class PieceForm(forms.Form):
    """A piece of a file that is `total` bytes long, from byte `at`."""

    key = forms.UUIDField()
    name = forms.CharField(max_length=4096, strip=False)
    at = forms.IntegerField(min_value=0)
    total = forms.IntegerField(min_value=0)
    file = forms.FileField(allow_empty_file=True)
