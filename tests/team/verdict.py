"""What has to be so when all is over; each finding is a sentence, none is what we want."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .crew import Team
from .orders import Kind, Order, Recording, most_in

JOBS = """
SELECT j.prompt, j.state,
       (SELECT count(*) FROM gallery_image i WHERE i.job = j.uuid),
       (SELECT count(*) FROM studio_task t WHERE t.job_id = j.id)
FROM studio_job j ORDER BY j.id
"""
OPEN = "SELECT count(*) FROM studio_job WHERE state IN ('queued', 'running')"
HELD = "SELECT count(*) FROM studio_task WHERE lease_until > now()"
FINISHED = "SELECT attempt FROM studio_task WHERE state = 'finished'"
INTENTS = """
SELECT j.prompt, extract(epoch FROM t.submitted_at)::float8
FROM studio_task t JOIN studio_job j ON j.id = t.job_id
WHERE j.provider = 'custom' AND t.attempt IS NOT NULL
"""
THUMBLESS = "SELECT count(*) FROM gallery_image WHERE thumbs_version = 0"
MINUTE = 60.0


@dataclass(frozen=True)
class Ended:
    prompt: str
    state: str
    images: int
    tasks: int


@dataclass(frozen=True)
class Run:
    """What was asked for, and what befell it: moments of SIGKILL, in seconds of this process."""

    team: Team
    gateways: Sequence[Recording]
    kinds: Mapping[str, Kind]
    kills: Sequence[float]

    @property
    def orders(self) -> list[Order]:
        return [order for gateway in self.gateways for order in gateway.orders]

    def jobs(self) -> list[Ended]:
        return [Ended(*row) for row in self.team.postgres.ask(JOBS)]

    def is_over(self) -> bool:
        """All jobs have ended and all thumbnails are made."""
        return all(self.team.postgres.ask(query) == [(0,)] for query in (OPEN, THUMBLESS))


def findings(run: Run) -> list[str]:
    jobs = run.jobs()
    return [*_missing(run, jobs), *_bought_twice(run), *_wrong(run, jobs), *_left(run)]


def _missing(run: Run, jobs: Sequence[Ended]) -> list[str]:
    made = Counter(job.prompt for job in jobs)
    lost = [f"{prompt}: lost" for prompt in run.kinds if prompt not in made]
    return lost + [f"{prompt}: {n} jobs" for prompt, n in made.items() if n > 1]


def _bought_twice(run: Run) -> list[str]:
    taken = Counter(order.prompt for order in run.orders if order.is_taken)
    return [f"{prompt}: bought {n} times" for prompt, n in taken.items() if n > 1]


def _wrong(run: Run, jobs: Sequence[Ended]) -> list[str]:
    """Jobs that came to another end than theirs."""
    taken = {order.prompt: order for order in run.orders if order.is_taken}
    found = []
    for job in jobs:
        kind, order = run.kinds[job.prompt], taken.get(job.prompt)
        if job.state == "unconfirmed" and job.state not in kind.ends:
            if not _was_cut(run, order):
                found.append(f"{job.prompt}: unconfirmed, though no worker died at it")
        elif job.state not in kind.ends:
            found.append(f"{job.prompt}: {job.state} instead of {' or '.join(kind.ends)}")
        if job.images != (job.state == "finished"):
            found.append(f"{job.prompt}: {job.images} images of a job that is {job.state}")
        if job.state == "finished" and not order:
            found.append(f"{job.prompt}: finished without an order")
    return found


def _was_cut(run: Run, order: Order | None) -> bool:
    """Its request was open when a worker died, or had not even arrived."""
    return order is None or any(order.was_open(kill) for kill in run.kills)


def cut(run: Run) -> int:
    """How many are unconfirmed whose gateway did nothing wrong."""
    return sum(
        job.state == "unconfirmed" and job.state not in run.kinds[job.prompt].ends
        for job in run.jobs()
    )


def _left(run: Run) -> list[str]:
    """What nobody should find afterwards."""
    found = []
    if run.team.postgres.ask(HELD) != [(0,)]:
        found.append("leases are held still")
    finished = {str(attempt) for (attempt,) in run.team.postgres.ask(FINISHED)}
    answers = {path.name for path in (run.team.folder / "data" / "answers").iterdir()}
    if left := finished & answers:
        found.append(f"{len(left)} answers are left of tasks that are finished")
    check = run.team.manage("gallery", "check")
    if check.returncode:
        found.append(
            f"gallery check: {check.stdout.decode()[-1500:]}{check.stderr.decode()[-500:]}"
        )
    halves = (run.team.web, *run.team.workers)
    upset = [half.machine.name for half in halves if "Traceback" in half.log.read_text()]
    return found + [f"a traceback stands in the log of {name}" for name in upset]


@dataclass(frozen=True)
class Pace:
    """The most requests of a minute: as they were let go, and as they came in at the gateway.

    What a stalled way holds back by so many seconds comes in together with others.
    """

    sent: int
    arrived: int
    stalled: float

    def __str__(self) -> str:
        return (
            f"at most {self.sent} a minute let go, {self.arrived} came in within"
            f" {MINUTE - self.stalled:.1f} s (the longest way took {self.stalled:.1f} s)"
        )


def pace(run: Run, gateway: Recording) -> Pace:
    sent: dict[Any, Any] = dict(run.team.postgres.ask(INTENTS))
    stalled = max(order.came_at - sent[order.prompt] for order in gateway.orders)
    arrivals = (order.came_at for order in gateway.orders)
    return Pace(most_in(sent.values(), MINUTE), most_in(arrivals, MINUTE - stalled), stalled)
