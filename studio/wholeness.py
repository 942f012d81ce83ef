"""What `manage.py doctor` says of the gallery: nothing before a first start."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery import upkeep
from gallery.upkeep import Signs

from . import health
from .diagnosis import Finding, Grade

MEND = "`manage.py gallery check --repair` mends it."


def findings() -> Iterator[Finding]:
    yield full_text()
    if health.database_trouble():
        return
    try:
        signs = upkeep.signs()
    except DatabaseError:
        # An old one that `start` has yet to migrate.
        return
    yield images(signs)
    yield from originals(signs)
    yield trash()


def full_text() -> Finding:
    if upkeep.has_full_text():
        return Finding(Grade.FINE, _("The database can search texts"))
    advice = _("Use a Python whose SQLite has FTS5, or PostgreSQL.")
    return Finding(Grade.BROKEN, _("SQLite cannot search texts"), advice)


def images(signs: Signs) -> Finding:
    text = ngettext("Gallery: %d image", "Gallery: %d images", signs.images) % signs.images
    if not signs.is_indexed:
        return Finding(Grade.BROKEN, _("%s; searches do not find all of them") % text, _(MEND))
    if not signs.is_counted:
        return Finding(Grade.BROKEN, _("%s; the numbers beside choices differ") % text, _(MEND))
    if signs.waiting:
        advice = _("The worker does it within minutes.")
        waiting = _("%(text)s; %(count)d wait to be indexed")
        said = waiting % {"text": text, "count": signs.waiting}
        return Finding(Grade.HINT, said, advice)
    return Finding(Grade.FINE, _("%s, all found by searches and counted") % text)


def originals(signs: Signs) -> Iterator[Finding]:
    if not signs.looked:
        return
    numbers = {"gone": signs.gone, "looked": signs.looked}
    if signs.gone:
        text = _("Of %(looked)d originals looked at %(gone)d are gone") % numbers
        yield Finding(Grade.BROKEN, text, _("`manage.py gallery check` says which."))
    else:
        yield Finding(Grade.FINE, _("Originals are there: %(looked)d looked at") % numbers)


def trash() -> Finding:
    days = settings.TRASH_DAYS
    text = ngettext("The trash keeps images %d day", "The trash keeps images %d days", days) % days
    return Finding(Grade.FINE, text)
