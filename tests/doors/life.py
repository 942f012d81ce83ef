"""Everything that people do in a team's studio, with all that was sent and written kept."""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import httpx

from tests.doors.echo import EchoingGateway
from tests.doors.search import Piece, addresses, commands
from tests.gateways.pictures import SMALL, png
from tests.running import RunningStudio, manage, wait_until

PASSWORD = 'a boat & "fog" 4/7 of it'
SHARED_PASSWORD = 'harbour "lights" at/4'
OVER = re.compile(r'data-state="(finished|partial|failed|unconfirmed|cancelled)"')
LEAVES = re.compile(r"sign-out|/leave/|/done/|/static/")


class Life:
    """`told` is what the studio answered, with where; `secrets` what was planted meanwhile."""

    def __init__(self, studio: RunningStudio, gateways: list[EchoingGateway]) -> None:
        self.studio = studio
        self.gateways = gateways
        self.told: list[Piece] = []
        self.secrets: dict[str, str] = {}
        self.seen: set[str] = set()
        self.states: list[str] = []
        self.browsers: list[httpx.Client] = []
        self.mara = self._browser()
        self.guest = self._browser()

    def _browser(self) -> httpx.Client:
        client = self.studio.client()
        client.event_hooks["response"] = [self._keep]
        self.browsers.append(client)
        return client

    def _keep(self, answer: httpx.Response) -> None:
        answer.read()
        asked = answer.request
        head = "\n".join(f"{k}: {v}" for k, v in answer.headers.multi_items() if k != "set-cookie")
        cookies = "\n".join(answer.headers.get_list("set-cookie"))
        where = f"{asked.method} {asked.url.path} {answer.status_code}"
        self.told += [(f"head of {where}", head.encode()), (where, answer.content)]
        self.told.append((f"cookie of {where}", cookies.encode()))

    def post(self, browser: httpx.Client, path: str, **fields: Any) -> httpx.Response:
        token = browser.cookies.get("proofsheet_csrf", "")
        return browser.post(path, data={"csrfmiddlewaretoken": token, **fields})

    # Deeds

    def come_in(self, folder: Path, variables: dict[str, str]) -> None:
        made = manage("people", "add", "mara", "--link", **variables)
        link = made.stdout.split("8000")[-1].strip()
        self.secrets["way in"] = link.strip("/").rpartition("/")[2]
        self.mara.get(link)
        assert self.post(self.mara, link, password=PASSWORD).status_code == 303
        self.secrets["session"] = self.mara.cookies["proofsheet_session"]
        self.mara.get("")
        self.post(self._browser(), "sign-in/", username="mara", password="wrong, and told")
        page = self.post(self.mara, "people/invite/", role="viewer").text
        [self.secrets["invitation"]] = set(re.findall(r"/join/([\w-]+)/", page))
        self.mara.get(f"join/{self.secrets['invitation']}/")
        self.post(self._browser(), f"join/{self.secrets['invitation']}/", username="x")

    def connect(self, gateway: EchoingGateway) -> None:
        """Type a key, and test it."""
        typed = {"key": gateway.key, "base_url": gateway.base_url, "models": "flux-dev"}
        assert self.post(self.mara, "providers/custom/", **typed).status_code == 303
        self.post(self.mara, "providers/custom/", key=f"{gateway.key}\n", base_url="no address")
        for id in ("custom", "dieyuyun"):
            self.post(self.mara, f"providers/{id}/test/")

    def make(self, model: str, prompt: str = "A boat") -> str:
        fields = {"submission": str(uuid4()), "model": model, "prompt": prompt}
        answer = self.post(self.mara, "jobs/", **fields)
        assert answer.status_code == 303, answer.text
        self.post(self.mara, "composer/sent/", **fields)
        self.mara.get("composer/code/", params=fields)
        return str(answer.headers["Location"])

    def wait_for(self, jobs: list[str], seconds: float = 60) -> None:
        """Until each is over, or waits for a link that nobody follows."""
        with self.studio.client() as watching:
            watching.cookies = self.mara.cookies
            for job in jobs:
                wait_until(lambda job=job: OVER.search(watching.get(job).text), seconds)
        for job in jobs:
            self.states += OVER.findall(self.mara.get(job).text)[:1]
            self.mara.get(f"{job}report/")
            self.post(self.mara, f"{job}cancel/")

    def share(self) -> None:
        """A collection with a link and a password, and a guest who comes by it."""
        images = ",".join(re.findall(r'data-image="(\d+)"', self.mara.get("gallery/").text))
        self.post(self.mara, "collections/", name="Harbour", images=images)
        self.post(self.mara, "gallery/acts/collect/", collection="Harbour", images=images)
        page = self.mara.get("collections/").text
        held = re.findall(r'"/(collections/\d+/)"', page)[0]
        may = {"label": "The client", "may_judge": "on", "may_comment": "on", "may_download": "on"}
        options = {**may, "shows_prompts": "on", "password": SHARED_PASSWORD}
        assert self.post(self.mara, f"{held}shares/", **options).status_code == 303
        token = re.findall(r"/s/([\w-]+)/", self.mara.get(f"{held}shares/").text)[0]
        self.secrets["share link"] = token
        self.guest.get(f"s/{token}/")
        self.post(self.guest, f"s/{token}/", name="Edda", password="wrong")
        assert (
            self.post(self.guest, f"s/{token}/", name="Edda", password=SHARED_PASSWORD).status_code
            == 303
        )
        self.secrets["guest"] = self.guest.cookies["proofsheet_guest"]
        self.guest.post(f"s/{token}/done/")  # without a token of the form: refused, and logged
        for kind, extra in (("zip", {}), ("sheet", {"kind": "pdf", "paper": "a4"})):
            self.post(
                self.mara, f"gallery/export/{kind}/", images=images, names="{prompt}", **extra
            )

    def upload(self) -> None:
        token = self.mara.cookies["proofsheet_csrf"]
        files = {"file": ("boat.png", png(SMALL), "image/png")}
        self.mara.post("references/", data={"csrfmiddlewaretoken": token}, files=files)

    def go_wrong(self) -> None:
        for path in ("nothing/", "gallery/0/", "jobs/x/", "metrics", "s/none/", "password/none/"):
            self.mara.get(path)
        self.mara.get(
            "metrics", headers={"Authorization": f"Bearer {self.secrets['metrics token']}"}
        )
        self.mara.get("", headers={"Host": "evil.example"})
        self.mara.post("jobs/", data={"model": "custom:flux-dev"})
        self.post(self.mara, "jobs/", model="custom:flux-dev", prompt="")

    def walk(self, most: int) -> int:
        """Every address that pages name, as far as `most`; how many were asked for."""
        for browser, start in ((self.mara, "/"), (self.guest, f"/s/{self.secrets['share link']}/")):
            left, count = deque([start]), 0
            while left and count < most:
                path = left.popleft()
                if (key := _kind(path)) in self.seen or LEAVES.search(path):
                    continue
                self.seen.add(key)
                answer = browser.get(urljoin(self.studio.url, path))
                count += 1
                if answer.headers.get("content-type", "").startswith("text/html"):
                    left.extend(sorted(addresses(answer.text)))
        return len(self.seen)

    def commands(self) -> None:
        self.told += list(commands(self.studio.process.pid))

    def close(self) -> None:
        for browser in self.browsers:
            browser.close()


def _kind(path: str) -> str:
    """Pages of one kind are asked for a few times each, not for every number."""
    parts = urlsplit(path)
    number = re.sub(r"\d+", lambda found: str(int(found[0]) % 3), parts.path)
    names = sorted({name.partition("=")[0] for name in parts.query.split("&")})
    return f"{number}?{'&'.join(names)}"
