"""Numbers for whoever watches, in Prometheus' text format.

All are read from rows or from this machine's disk: what only one process knows would be hidden
as soon as there is a second one. Nothing of the client library is loaded until it is asked for.
"""

from __future__ import annotations

from django.conf import settings

if settings.METRICS_TOKEN:
    from .families import CONTENT_TYPE, exposition

    __all__ = ["CONTENT_TYPE", "exposition"]
