"""One client for all that a test asks of a gateway by itself.

It has no certificates to read, which takes longer than an answer, and keeps no connection: the
next gateway may listen on the port of one that is gone.
"""

from __future__ import annotations

import httpx

client = httpx.Client(
    verify=False, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
)
