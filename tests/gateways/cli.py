"""The command line that the servers of all gateways share.

python -m tests.gateways.<id> --port 9100 --delay 5 --polls 3
"""

from __future__ import annotations

import argparse
import threading
from typing import Any

from .server import KEY, Gateway


def parser(about: str) -> argparse.ArgumentParser:
    """The options of every gateway; a protocol adds its own."""
    options = argparse.ArgumentParser(description=about)
    options.add_argument("--port", type=int, default=9100)
    options.add_argument("--key", default=KEY)
    options.add_argument("--delay", type=float, default=0.0, help="seconds before an answer")
    options.add_argument("--spread", type=float, default=0.0, help="more of them, by chance")
    options.add_argument("--polls", type=int, default=2, help="how often a task is under way")
    options.add_argument("--same", action="store_true", help="every picture has the same bytes")
    options.add_argument("--true-size", action="store_true", help="pictures in full size")
    return options


def told(options: argparse.Namespace) -> dict[str, Any]:
    """What `Gateway` takes of them."""
    return {
        "port": options.port,
        "key": options.key,
        "delay": options.delay,
        "spread": options.spread,
        "polls": options.polls,
        "is_same": options.same,
        "is_true_size": options.true_size,
    }


def serve(gateway: Gateway) -> None:
    """Answer until the process is ended; prints what points a studio here."""
    with gateway:
        words = [f"{name}={value}" for name, value in gateway.environment.items()]
        print(*words, flush=True)
        threading.Event().wait()
