"""What befalls the team, one thing after the other, and how long each takes to be over."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.running import wait_until

from .crew import Half, Team
from .machines import Place, Way
from .people import Watcher

Say = Callable[[str], None]
AS_LONG = 14.0
LONGER = 26.0
"""Seconds that a cut lasts: the longer one outlives a lease."""
REST = 5.0
LONG = 120.0


class Scenes:
    """`kills` are the moments of each SIGKILL."""

    def __init__(self, team: Team, watcher: Watcher, say: Say) -> None:
        self._team, self._watcher, self._say = team, watcher, say
        self.kills: list[float] = []

    def play(self) -> None:
        first, second, third = self._team.workers
        time.sleep(AS_LONG)
        self._kill(first)
        self._cut(second, self._team.redis.place, "Redis", "silence", AS_LONG)
        self._cut(second, self._team.redis.place, "Redis", "refuse", AS_LONG)
        self._cut(third, self._team.postgres.place, "PostgreSQL", "silence", LONGER)
        self._cut(third, self._team.postgres.place, "PostgreSQL", "refuse", AS_LONG)
        self._cut(self._team.web, self._team.redis.place, "Redis", "silence", AS_LONG)
        self._cut(self._team.web, self._team.postgres.place, "PostgreSQL", "silence", AS_LONG)
        self._restart_redis()
        self._restart_postgres()

    def _kill(self, half: Half) -> None:
        self.kills.append(half.kill())
        self._say(f"{half.machine.name} was killed")
        time.sleep(REST)
        half.start()
        self._say(f"{half.machine.name} was started again")

    def _cut(self, half: Half, place: Place, what: str, way: Way, seconds: float) -> None:
        how = "without a word" if way == "silence" else "with a quick no"
        half.machine.cut_off(place, way)
        self._say(f"{half.machine.name} was cut off from {what}, {how}")
        time.sleep(seconds)
        half.machine.rejoin(place)
        self._say(f"{half.machine.name} is back after {seconds:.0f} s")
        time.sleep(REST)

    def _restart_redis(self) -> None:
        self._team.redis.kill()
        self._say("Redis was killed")
        time.sleep(REST)
        self._team.redis.start()
        self._recovered("Redis is there again, empty")

    def _restart_postgres(self) -> None:
        self._team.postgres.stop("immediate")
        self._say("PostgreSQL was killed")
        time.sleep(AS_LONG)
        self._team.postgres.start()
        self._recovered("PostgreSQL is there again")

    def _recovered(self, sentence: str) -> None:
        """Say how long after a server's return the pages and all of the studio were well."""
        moment = time.monotonic()
        wait_until(lambda: self._team.visitor().status("/healthz") == 200, LONG)
        well = time.monotonic() - moment
        time.sleep(REST)
        pages = self._watcher.back_after(moment)
        self._say(f"{sentence}: health after {well:.1f} s, pages after {pages:.1f} s")
