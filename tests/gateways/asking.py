"""One client for all that a test asks of a gateway by itself.

It has no certificates to read, which takes longer than an answer, and keeps no connection: the
next gateway may listen on the port of one that is gone.
"""

from __future__ import annotations

import httpx

from tests.running import PATIENCE

SOON = httpx.Timeout(PATIENCE, read=0.2)
"""For an answer that never comes."""

client = httpx.Client(
    verify=False,
    trust_env=False,
    timeout=PATIENCE,
    limits=httpx.Limits(max_keepalive_connections=0),
)
