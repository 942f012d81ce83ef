"""Somebody of the team at a browser, and one who looks at a page again and again."""

from __future__ import annotations

import re
import threading
from collections import Counter
from dataclasses import dataclass
from time import monotonic
from uuid import uuid4

import httpx

PASSWORD = "a boat in the fog"
ADD = f"from gallery import people; people.add('ada', 'admin', password={PASSWORD!r})"
"""What makes the account, for `manage.py shell`."""
TOKEN = re.compile(r'csrfmiddlewaretoken" value="(\w+)"')
EVERY = 0.25


class Visitor:
    """`name` is the host that is asked for, where that is another than the address."""

    def __init__(self, url: str, name: str = "") -> None:
        origin = f"https://{name}" if name else url
        headers = {"Origin": origin} | ({"Host": name} if name else {})
        self.client = httpx.Client(
            base_url=url, headers=headers, timeout=60, trust_env=False, verify=False
        )

    def status(self, path: str) -> int:
        """Of a page; 0 where nothing came back."""
        try:
            return self.client.get(path).status_code
        except httpx.TransportError:
            return 0

    def sign_in(self) -> Visitor:
        page = self.client.get("/sign-in/")
        token = TOKEN.search(page.text)
        assert token, page.text[:500]
        fields = {"username": "ada", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        assert self.client.post("/sign-in/", data=fields).status_code == 302
        token = TOKEN.search(self.client.get("/").text)
        assert token
        self.client.headers["X-CSRFToken"] = token[1]
        return self

    def submit(self, model: str, prompt: str) -> None:
        """Pressed again until it is taken, as a person does: the same submission makes one job."""
        fields = {"model": model, "prompt": prompt, "submission": str(uuid4())}
        answer = self.client.post("/jobs/", data=fields)
        while answer.status_code in {502, 503, 504}:
            threading.Event().wait(1)
            answer = self.client.post("/jobs/", data=fields)
        assert answer.status_code == 303, f"{answer.status_code}: {answer.text[:2000]}"


@dataclass(frozen=True)
class Glance:
    at: float
    status: int
    seconds: float


class Watcher(threading.Thread):
    """Looks at the studio again and again until told to stop."""

    def __init__(self, visitor: Visitor) -> None:
        super().__init__(daemon=True)
        self._visitor = visitor
        self._is_over = threading.Event()
        self.glances: list[Glance] = []
        self.start()

    def run(self) -> None:
        while not self._is_over.wait(EVERY):
            at = monotonic()
            status = self._visitor.status("/")
            self.glances.append(Glance(at, status, monotonic() - at))

    def stop(self) -> None:
        self._is_over.set()
        self.join()

    @property
    def statuses(self) -> dict[int, int]:
        return dict(Counter(glance.status for glance in self.glances))

    @property
    def longest(self) -> float:
        return max(glance.seconds for glance in self.glances)

    def back_after(self, moment: float) -> float:
        """Seconds from a moment to the first good answer after which no bad one came."""
        later = [glance for glance in self.glances if glance.at >= moment]
        bad = [glance for glance in later if glance.status != 200]
        return bad[-1].at + bad[-1].seconds - moment if bad else 0.0
