"""Whether the gallery is whole: nothing before a first start."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery import upkeep
from gallery.upkeep import Signs

from .findings import Finding, broken, fine, hint

MEND = "`manage.py gallery check --repair` mends it."


def findings(*, has_rows: bool) -> Iterator[Finding]:
    yield _full_text()
    if not has_rows:
        return
    try:
        signs = upkeep.signs()
    except DatabaseError:
        # An old one that `start` has yet to migrate.
        return
    yield _images(signs)
    yield from _originals(signs)
    yield _trash()


def _full_text() -> Finding:
    if upkeep.has_full_text():
        return fine(_("The database can search texts"))
    advice = _("Use a Python whose SQLite has FTS5, or PostgreSQL.")
    return broken(_("SQLite cannot search texts"), advice)


def _images(signs: Signs) -> Finding:
    text = ngettext("Gallery: %d image", "Gallery: %d images", signs.images) % signs.images
    if not signs.is_indexed:
        return broken(_("%s; searches do not find all of them") % text, _(MEND))
    if not signs.is_counted:
        return broken(_("%s; the numbers beside choices differ") % text, _(MEND))
    if signs.waiting:
        advice = _("The worker does it within minutes.")
        waiting = _("%(text)s; %(count)d wait to be indexed")
        said = waiting % {"text": text, "count": signs.waiting}
        return hint(said, advice)
    return fine(_("%s, all found by searches and counted") % text)


def _originals(signs: Signs) -> Iterator[Finding]:
    if not signs.looked:
        return
    numbers = {"gone": signs.gone, "looked": signs.looked}
    if signs.gone:
        text = _("Of %(looked)d originals looked at %(gone)d are gone") % numbers
        yield broken(text, _("`manage.py gallery check` says which."))
    else:
        yield fine(_("Originals are there: %(looked)d looked at") % numbers)


def _trash() -> Finding:
    days = settings.TRASH_DAYS
    text = ngettext("The trash keeps images %d day", "The trash keeps images %d days", days) % days
    return fine(text)
