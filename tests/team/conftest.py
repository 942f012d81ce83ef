"""A small team on loopback, whose workers reach PostgreSQL and Redis over relays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.servers import LOOPBACK, needs

from .crew import Team
from .machines import Network
from .orders import RecordingImages
from .people import Visitor


@pytest.fixture(scope="package")
def gateway() -> Iterator[RecordingImages]:
    with RecordingImages("dieyuyun", host=LOOPBACK) as gateway:
        yield gateway


@pytest.fixture(scope="package")
def team(gateway: RecordingImages) -> Iterator[Team]:
    needs("/usr/sbin/nginx", "nginx-light")
    with ExitStack() as stack:
        # Under the folder of pytest nobody but its owner sees anything, not even PostgreSQL.
        folder = Path(stack.enter_context(TemporaryDirectory()))
        network = Network(stack, has_namespaces=False)
        team = Team(network, stack, folder, (0, 120), **gateway.environment)
        yield team
        assert team.stop() == [0, 0, 0]


@pytest.fixture(scope="package")
def visitor(team: Team) -> Visitor:
    return team.visitor().sign_in()
