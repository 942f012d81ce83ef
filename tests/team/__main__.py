"""A team under fire, with figures: python -m tests.team [--jobs 400] [--loopback]

One web behind nginx, three workers, PostgreSQL, Redis and three gateways, some of whose answers
are slow, lost or wrong. While the jobs are under way a worker is killed, one is cut off from
Redis and one from PostgreSQL (without a word, then with a quick no), the web from both, and
both are killed and started again.
Exits with 1 where a job was lost, bought twice, or came to another end than its own.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests.running import wait_until

from .crew import FAKETIME, Team
from .machines import INSIDE, Network, lacks_for_namespaces, move_inside
from .orders import Kind, Recording, RecordingImages, RecordingToAPIs
from .people import Watcher
from .scenes import Scenes
from .verdict import Pace, Run, cut, findings, pace

CLOCKS = (0, -120, 120)
"""Seconds by which the clock of each worker is off."""
PER_MINUTE = 30
PACED = 75
IMAGES = "dieyuyun:gemini-3.1-flash-image"
TASKS = "toapis:gemini-3.1-flash-image-preview"
KINDS = (
    (40, Kind("plain", delay=0.5)),
    (15, Kind("slow", delay=6.0)),
    (4, Kind("longer than a lease", delay=28.0)),
    (15, Kind("task", "task", delay=0.2)),
    (1, Kind("429", "429", delay=0.1)),
    (5, Kind("503", "503", delay=0.1)),
    (4, Kind("500", "500", delay=0.3, ends=("unconfirmed",))),
    (4, Kind("reset", "reset", delay=0.3, ends=("unconfirmed",))),
    (4, Kind("refused", "refused", delay=0.1, ends=("failed",))),
    (4, Kind("dead link", "dead link", delay=0.2, ends=("failed",))),
)
LOOKED_UP = (
    Kind("plain", delay=0.3),
    Kind("lost", "accepted, then reset", delay=0.2),
    Kind("504", "accepted, then 504", delay=0.2),
)
SUBMITTED_OVER = 150.0
PATIENCE = 300.0


def main() -> int:
    options = _options()
    lacking = "" if options.loopback else lacks_for_namespaces()
    if not (options.loopback or lacking or options.inside):
        return move_inside(sys.argv[1:])
    if lacking:
        print(f"No network namespaces ({lacking}): processes on loopback, cut by relays.")
    random.seed(options.seed)
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        network = Network(stack, has_namespaces=options.inside)
        return _run(stack, network, folder, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A team under fire.")
    parser.add_argument("--jobs", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="an empty folder that is to keep everything")
    parser.add_argument("--loopback", action="store_true", help="no network namespaces")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _run(stack: ExitStack, network: Network, folder: Path, options: argparse.Namespace) -> int:
    images = stack.enter_context(RecordingImages("dieyuyun", host=network.address))
    custom = stack.enter_context(RecordingImages("custom", host=network.address))
    tasks = stack.enter_context(RecordingToAPIs(host=network.address, polls=2))
    gateways: tuple[Recording, ...] = (images, custom, tasks)
    variables = {name: value for gateway in gateways for name, value in gateway.environment.items()}
    pace_told = {"CUSTOM_REQUESTS_PER_MINUTE": str(PER_MINUTE)}
    team = Team(network, stack, folder, CLOCKS, **variables, **pace_told)
    _say(f"ready: {team.url}, three workers{'' if team.proxy else ', no proxy (no nginx here)'}")
    if not FAKETIME:
        _say("all clocks are right (apt-get install faketime lets two of them be wrong)")
    asked = list(_asked(options.jobs, images, custom, tasks))
    kinds = {prompt: kind for _model, prompt, kind in asked}
    watcher = Watcher(team.visitor().sign_in())
    begun = time.monotonic()
    with ThreadPoolExecutor(1) as clerk:
        submitted = clerk.submit(_submit, team, [(model, prompt) for model, prompt, _ in asked])
        scenes = Scenes(team, watcher, _say)
        scenes.play()
        submitted.result()
    run = Run(team, gateways, kinds, scenes.kills)
    wait_until(run.is_over, PATIENCE)
    seconds = time.monotonic() - begun
    wait_until(lambda: team.visitor().status("/healthz") == 200, 30)
    watcher.stop()
    return _verdict(run, watcher, seconds, pace(run, custom))


def _asked(
    count: int, images: Recording, custom: RecordingImages, tasks: Recording
) -> Iterator[tuple[str, str, Kind]]:
    """Model, prompt and kind of each job, in the order in which they are asked for."""
    weights, kinds = zip(*KINDS, strict=True)
    looked_up = count // 8
    drawn = random.choices(kinds, weights, k=count - looked_up - PACED)
    found = [(IMAGES, images, kind) for kind in drawn]
    found += [(TASKS, tasks, random.choice(LOOKED_UP)) for _ in range(looked_up)]
    found += [
        (f"custom:{custom.tongue.models[0]}", custom, Kind("paced", delay=0.3))
        for _ in range(PACED)
    ]
    random.shuffle(found)
    for number, (model, gateway, kind) in enumerate(found):
        prompt = f"{number}, {kind.name}"
        gateway.kinds[prompt] = kind
        yield model, prompt, kind


def _submit(team: Team, asked: list[tuple[str, str]]) -> None:
    """By four people at once, all the while."""
    pause = SUBMITTED_OVER / len(asked)

    def one(person: int) -> None:
        visitor = team.visitor().sign_in()
        for model, prompt in asked[person::4]:
            visitor.submit(model, prompt)
            time.sleep(4 * pause)

    with ThreadPoolExecutor(4) as people:
        list(people.map(one, range(4)))


def _verdict(run: Run, watcher: Watcher, seconds: float, pace: Pace) -> int:
    states = Counter(job.state for job in run.jobs())
    wrong = findings(run)
    if max(pace.sent, pace.arrived) > PER_MINUTE:
        wrong.append(f"{pace}, where {PER_MINUTE} are allowed")
    if unknown := set(watcher.statuses) - {200, 503}:
        wrong.append(f"pages answered {unknown}")
    codes = run.team.stop()
    if any(codes):
        wrong.append(f"exit codes {codes}")
    taken = sum(order.is_taken for order in run.orders)
    print(f"\njobs            {len(run.kinds)} in {seconds:.0f} s: {dict(states)}")
    print(f"orders          {len(run.orders)} at the gateways, {taken} of them taken")
    print(f"cut             {cut(run)} requests by {len(run.kills)} kill, left unconfirmed")
    print(f"pace            {pace}, {PER_MINUTE} allowed")
    print(f"pages           {watcher.statuses}, the slowest {watcher.longest:.1f} s")
    print(f"stopped         exit codes {codes}")
    print("\n".join(["WRONG:", *wrong]) if wrong else "nothing lost, nothing bought twice")
    return bool(wrong)


_begun = time.monotonic()


def _say(sentence: str) -> None:
    print(f"{time.monotonic() - _begun:6.1f} s  {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
