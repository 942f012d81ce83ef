"""Who uses the studio while parts of it are killed: submits, uploads, tags, throws away."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from random import Random

import httpx

from tests.gateways.pictures import Drawing, drawn

from .orders import Order

PATIENCE = 45.0
"""Seconds for one answer."""


class Person:
    """Keeps cookies over every restart; an answer that does not come counts as 0."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False)
        found = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self._client.get("").text)
        assert found, "The page has no form"
        self._client.headers["X-CSRFToken"] = found[1]
        self.statuses: list[int] = []

    def send(self, order: Order) -> None:
        order.answers.append(self.post("jobs/", data=order.form))

    def post(self, path: str, **content: object) -> int:
        try:
            status = self._client.post(path, **content).status_code  # type: ignore[arg-type]
        except httpx.HTTPError:
            status = 0
        self.statuses.append(status)
        return status

    def close(self) -> None:
        self._client.close()


def _picture(chance: Random) -> bytes:
    return drawn(Drawing((320, 240)), str(chance.random()))


def upload(person: Person, chance: Random) -> bool:
    files = {"file": ("reference.png", _picture(chance), "image/png")}
    return person.post("references/", files=files) == 201


def tag(person: Person, chance: Random) -> bool:
    word = f"tag{chance.randrange(20)}"
    act = chance.choice(("add", "remove"))
    return person.post("gallery/acts/tag/", data={"all": "1", "tags": word, "act": act}) < 400


def bring(person: Person, chance: Random) -> bool:
    """An import of a ZIP with six pictures."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(6):
            archive.writestr(f"brought-{number}.png", _picture(chance))
    files = {"files": ("pictures.zip", packed.getvalue(), "application/zip")}
    return person.post("gallery/import/", data={}, files=files) == 303


def throw_away(person: Person, _chance: Random) -> bool:
    """What was brought goes into the trash, and the trash is emptied."""
    data = {"all": "1", "search": "origin=imported"}
    return (
        person.post("gallery/acts/trash/", data=data) < 400
        and person.post("gallery/trash/empty/", data={}) < 400
    )


Deed = Callable[[Person, Random], bool]
DEEDS: tuple[Deed, ...] = (upload, tag, bring, throw_away)
