"""The bucket of the files, where machines share one."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from gallery import media

from .findings import Finding, broken, fine


def findings() -> Iterator[Finding]:
    if not media.is_shared():
        return
    try:
        media.knock()
    except media.UnreachableError as error:
        text = _("The bucket of PROOFSHEET_MEDIA_URL does not answer: %s") % _line(error)
        advice = _("No picture can be kept: start it, or correct the address and its keys.")
        yield broken(text, advice)
    else:
        yield fine(_("The bucket of PROOFSHEET_MEDIA_URL answers"))


def _line(error: Exception) -> str:
    return str(error).partition("\n")[0]
