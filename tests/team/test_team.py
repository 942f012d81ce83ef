"""Two workers, one of whose clocks is wrong: a kill, and a queue that goes away and comes back."""

from __future__ import annotations

from tests.running import wait_until
from tests.servers import needs

from .crew import Team
from .orders import Kind, RecordingImages
from .people import Visitor
from .verdict import Run, findings

MODEL = "dieyuyun:gemini-3.1-flash-image"
TASK = Kind("task", "task", delay=0.0)
PLAIN = Kind("plain", delay=0.1)
WAITING = "SELECT count(*) FROM studio_task WHERE state = 'waiting'"
# A lease is 20 s: so long nobody goes on with a step at which a worker died.
LONG = 90.0


def test_no_job_is_lost_and_none_bought_twice(
    team: Team, gateway: RecordingImages, visitor: Visitor
):
    kinds = {f"{number}, task": TASK for number in range(6)}
    kinds |= {f"{number}, plain": PLAIN for number in range(6)}
    gateway.kinds |= kinds
    gateway.polls = 1_000_000  # none ends before all of the first six are under way
    prompts = iter(kinds)

    def submit(count: int) -> None:
        for _ in range(count):
            visitor.submit(MODEL, next(prompts))

    first, second = team.workers
    submit(6)
    wait_until(lambda: team.postgres.ask(WAITING) == [(6,)], LONG)
    gateway.polls = 1
    first.machine.cut_off(team.redis.place, "silence")
    kill = second.kill()
    submit(3)
    first.machine.rejoin(team.redis.place)
    second.start()
    submit(3)
    run = Run(team, [gateway], kinds, [kill])
    wait_until(run.is_over, LONG)
    assert findings(run) == []
    assert visitor.status("/healthz") == 200


def test_a_machine_whose_clock_is_off_goes_by_the_clock_of_the_database(team: Team):
    needs("/usr/lib/*/faketime/libfaketimeMT.so.1", "faketime")
    ask = "from django.db import connection; from django.utils import timezone as own; "
    ask += "from studio import clock; connection.ensure_connection(); "
    ask += "print(round((clock.now() - own.now()).total_seconds()))"
    told = team.manage("shell", "--no-imports", "-c", ask, clock=-300)
    assert told.stdout.split()[-1] == b"300", told.stderr.decode()
