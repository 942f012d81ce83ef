"""When the studio was last put into a safe place, as far as its own command knows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .findings import Finding, fine, hint

DAY = 24 * 60 * 60
LONG = 14
"""Days."""


def findings() -> Iterator[Finding]:
    stamp: Path = settings.DATA_DIR / "backup.stamp"
    advice = _("A disk that breaks takes all with it: `manage.py backup FILE`, on another disk.")
    if not stamp.exists():
        yield hint(_("No backup was made with `manage.py backup`"), advice)
        return
    days = int((time.time() - stamp.stat().st_mtime) / DAY)
    text = ngettext("Last backup %d day ago", "Last backup %d days ago", days) % days
    yield hint(text, advice) if days >= LONG else fine(text)
