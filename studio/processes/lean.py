"""Import this before the queue: it leaves out what is installed but not used.

Huey imports the drivers of Redis and PostgreSQL wherever it finds them, which takes 20 MB and
0.15 s in each process; httpx what its command line is drawn with, 8 MB. A name that is None in
`sys.modules` is not found.
"""

from __future__ import annotations

import sys
from typing import Any, cast

from django.conf import settings

_modules = cast(dict[str, Any], sys.modules)

_modules.setdefault("click", None)
if not settings.QUEUE_URL:
    _modules.setdefault("redis", None)
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _modules.setdefault("psycopg", None)
