"""`python -m tests.doors`: the long search for secrets, on SQLite and on PostgreSQL with Redis."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path
from time import monotonic

from redis import Redis

from tests.doors import search
from tests.doors.secret_keeping import DEEDS, Found, look
from tests.servers import postgres, redis

PASSWORD = "queue+Pass=62planted"
PAGES = 400


def tell(name: str, found: Found, since: float) -> bool:
    print(
        f"{name}: {found.answers} answers of {found.pages} addresses, "
        f"{found.read / 1e6:.0f} MB in {found.pieces} pieces read, {monotonic() - since:.0f} s"
    )
    for state, count in sorted(Counter(found.states).items()):
        print(f"  jobs {state}: {count}")
    for leak in found.leaks:
        print(f"  LEAK {leak}")
    for name in found.open_files:
        print(f"  OPEN {name}")
    return not found.leaks and not found.open_files


def main() -> None:
    argparse.ArgumentParser(prog="python -m tests.doors", description=__doc__).parse_args()
    deeds, good = list(DEEDS), []
    with tempfile.TemporaryDirectory() as name:
        since = monotonic()
        found = look(Path(name), deeds=deeds, most=PAGES)
        good.append(tell("SQLite", found, since))
    with tempfile.TemporaryDirectory() as name, postgres() as database, redis() as queue:
        with Redis.from_url(queue) as server:
            server.config_set("requirepass", PASSWORD)
        since = monotonic()
        found = look(
            Path(name),
            deeds=deeds,
            most=PAGES,
            more=partial(search.rows, database),
            planted={"password of the queue": PASSWORD, "password of the database": PASSWORD[::-1]},
            DATABASE_URL=database.replace("proofsheet@", f"proofsheet:{PASSWORD[::-1]}@"),
            PROOFSHEET_QUEUE_URL=queue.replace("redis://", f"redis://:{PASSWORD}@"),
        )
        good.append(tell("PostgreSQL and Redis", found, since))
    sys.exit(not all(good))


if __name__ == "__main__":
    main()
