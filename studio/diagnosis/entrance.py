"""Who may come in, and by which door."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery import people
from studio.environment import is_loopback

from .findings import Finding, broken, fine, hint


def findings(*, has_rows: bool) -> Iterator[Finding]:
    if not settings.LOGIN_REQUIRED:
        yield fine(_("No sign-in: this machine alone is answered"))
        return
    yield from _debug()
    yield from _address()
    yield from _proxy()
    yield from _hosts()
    if has_rows:
        yield admins()


def admins() -> Finding:
    """Whether anybody can manage a studio that asks for a sign-in."""
    if count := people.admins().count():
        return fine(ngettext("%d admin", "%d admins", count) % count)
    advice = _("Nobody can invite anybody: `manage.py people add NAME` makes the first one.")
    return broken(_("Sign-in is required, and there is no admin yet"), advice)


def _debug() -> Iterator[Finding]:
    if settings.DEBUG:
        advice = _("Pages of mistakes show settings and code to everybody: unset it.")
        yield broken(_("PROOFSHEET_DEBUG is on while others can sign in"), advice)


def _address() -> Iterator[Finding]:
    url = urlsplit(settings.PUBLIC_URL)
    if not url.hostname:
        advice = _("Links in invitations cannot be right without it, and cookies not secure.")
        yield hint(_("PROOFSHEET_URL is not set"), advice)
    elif url.scheme == "http" and not is_loopback(url.hostname):
        advice = _("Passwords can be read on their way: put a proxy with TLS in front, set https.")
        yield broken(_("PROOFSHEET_URL is plain http"), advice)
    else:
        yield fine(_("Address %s") % settings.PUBLIC_URL)


def _proxy() -> Iterator[Finding]:
    proxy = settings.TRUSTED_PROXY
    if settings.PUBLIC_URL.startswith("https:") and not proxy:
        advice = _(
            "Everybody seems to come from the proxy's address, so that ten wrong passwords lock "
            "all out: set it to the address from which the proxy calls, such as 127.0.0.1."
        )
        yield broken(_("PROOFSHEET_URL is https, and PROOFSHEET_TRUSTED_PROXY is not set"), advice)
    elif proxy and not settings.PUBLIC_URL.startswith("https:"):
        advice = _("Set it to the address that people see, https://….")
        yield hint(_("There is a trusted proxy, but PROOFSHEET_URL is not its https"), advice)
    if proxy and ipaddress.ip_address(proxy).is_global:
        advice = _(
            "Headers of it travel through the internet: let the proxy stand on this network."
        )
        yield hint(_("The trusted proxy %s is at a public address") % proxy, advice)


def _hosts() -> Iterator[Finding]:
    if "*" in settings.ALLOWED_HOSTS:
        advice = _("Links could lead to a stranger's machine: name those that are meant.")
        yield broken(_("PROOFSHEET_ALLOWED_HOSTS allows every name"), advice)
    for name in settings.ALLOWED_HOSTS:
        if name.startswith("."):
            advice = _("Whoever has one of them is answered as this studio: name the one meant.")
            yield hint(_("PROOFSHEET_ALLOWED_HOSTS allows all names under %s") % name, advice)
