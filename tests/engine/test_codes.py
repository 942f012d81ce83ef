"""The panel "What will be sent" against the job itself: the same request, in every language.

Whole jobs and the code of the panel, at strict gateways over real sockets.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.asserts import assertNotContains

from studio import briefs, keys
from studio.models import Job
from studio.providers import Input
from tests import factories, languages
from tests.gateways.received import Received
from tests.gateways.server import Gateway

from .test_every_gateway import PROVIDERS, gateway, gateways  # noqa: F401 (fixtures)
from .working import only_task, turn

pytestmark = pytest.mark.django_db

PROMPT = """@reference-1.png;type=text/plain <in "double", 'single' and `tick` quotes,
$HOME ${HOME} $(id) \\ \\\\ \\n \\" \\$HOME %s %(x)s {y} #{z} ${z} !! & | ; </script> --> ]]>
JSON
\tüé 漢字 עברית 👩‍🚀\u2028\u202e 1\\"""
ODD = (
    '{"most": 9007199254740993, "__proto__": {"$a`": null}, "on": [true, 1.5, "it\'s"], "none": []}'
)
AUTH = ("authorization", "x-goog-api-key", "api-key")
OURS = ("client_business_id", "user")
PICTURES = (factories.png(64, 48), factories.encoded(factories.drawing(48, 64, seed=5), "JPEG"))


@dataclass(frozen=True)
class Case:
    """So many references for the first model of a provider, and further fields."""

    id: str
    references: int
    more: Mapping[str, Any] = field(default_factory=dict)
    has_mask: bool = False

    def __str__(self) -> str:
        return "-".join([self.id, str(self.references), *self.more, *["mask"] * self.has_mask])

    def fields(self) -> dict[str, Any]:
        """As the composer posts them."""
        references = [factories.image(picture) for picture in PICTURES[: self.references]]
        mask = {"mask": factories.image(MASK).pk} if self.has_mask else {}
        return {
            "model": f"{self.id}:{keys.provider(self.id).offered()[0].id}",
            "prompt": PROMPT,
            "reference_images": [image.pk for image in references],
            "aspect_ratio": "3:2",
            "resolution": "2K",
            **self.more,
            **mask,
        }


MASK = factories.encoded(factories.drawing(64, 48, mode="RGBA").point(lambda value: value // 2))
CASES = [
    *(Case(id, count) for id in PROVIDERS for count in (0, 2) if (id, count) != ("dieyuyun", 2)),
    *(Case("custom", count, {"further_fields": ODD}) for count in (0, 2)),
    Case("google", 2, {"reference_roles": ["style", ""], "reference_notes": ['its "light"', "$a"]}),
    Case("lumenfall", 2, {"width": "1200", "height": "800"}),
    Case("openai", 2, {"output_format": "webp", "output_compression": "80"}, has_mask=True),
]


@dataclass(frozen=True)
class Panel:
    """`codes` by language, and what the job itself had sent before it."""

    codes: Mapping[str, str]
    inputs: Sequence[Input]
    job: Received
    uploads: Sequence[Received]


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    known: Case = request.param
    return known


@pytest.fixture
def id(case: Case) -> str:
    return case.id


@pytest.fixture
def panel(gateway: Gateway, case: Case, tmp_path: Path) -> Panel:  # noqa: F811
    """A job that ran, and the panel for the same fields; its references lie in `tmp_path`."""
    fields = case.fields()
    job = made(fields)
    brief = briefs.of(only_task(job), keys.find(f"{job.provider}:{job.model}")[1], uuid4())
    for each in (*brief.inputs, *filter(None, [brief.mask])):
        (tmp_path / each.name).write_bytes(each.data)
    (paid,), uploads = gateway.paid, free_posts(gateway)
    gateway.requests.clear()
    return Panel(shown(fields), brief.inputs, paid, uploads)


def made(fields: Mapping[str, Any]) -> Job:
    answer = Client().post("/jobs/", {**fields, "submission": str(uuid4())})
    assert answer.status_code == 303, answer.content.decode()
    job = turn(Job.objects.latest("pk"))
    assert job.state == Job.State.FINISHED, only_task(job).error_text
    return job


def shown(fields: Mapping[str, Any]) -> dict[str, str]:
    """The code of each language as the panel shows it."""
    answer = Client(headers={"HX-Request": "true"}).post("/composer/sent/", fields)
    assertNotContains(answer, "Nothing would be sent")
    pattern = r'data-language="(\w+)">.*?<code>(.*?)</code>'
    found = re.findall(pattern, answer.content.decode(), re.DOTALL)
    return {language: html.unescape(text) for language, text in found}


def free_posts(gateway: Gateway) -> list[Received]:  # noqa: F811
    return [post for post in gateway.posts if not gateway.is_paid(post)]


def uploaded(gateway: Gateway) -> list[str]:  # noqa: F811
    """What the gateway calls the uploads that it has had, in order."""
    return [*getattr(gateway, "assets", ()), *getattr(gateway, "uploads", ())]


def content(received: Received, gateway: Gateway) -> Any:  # noqa: F811
    """What a request says, without our own id of it; uploads without their numbers."""
    if not is_form(received):
        known = {name: re.sub(r"\d+", "#", name) for name in uploaded(gateway)}
        return replaced(fields_of(received), known)
    parts = (part for part in received.parts if part.name not in OURS)
    return [(p.name, p.filename, p.mime, as_sent(p.data, p.filename)) for p in parts]


def is_form(received: Received) -> bool:
    return received.headers["content-type"].startswith("multipart/")


def fields_of(received: Received) -> dict[str, Any]:
    return {name: value for name, value in received.json.items() if name not in OURS}


def as_sent(data: bytes, filename: str) -> bytes:
    """A text with plain ends of lines, since the forms of a browser have others."""
    return data if filename else data.replace(b"\r\n", b"\n")


def replaced(node: Any, known: Mapping[str, str]) -> Any:
    """The same with another text in the place of those that are known."""
    if isinstance(node, dict):
        return {name: replaced(value, known) for name, value in node.items()}
    if isinstance(node, list):
        return [replaced(value, known) for value in node]
    return known.get(node, node) if isinstance(node, str) else node


Run = Callable[[str, Path, Mapping[str, str]], str]


def runs(browser: Browser, origin: str, codes: Mapping[str, str]) -> Iterator[tuple[str, Run]]:
    yield "curl", languages.by_bash
    yield "python", languages.by_python
    yield "javascript", partial(languages.by_browser, browser, origin)
    if languages.is_for_node(codes["javascript"]):
        yield "javascript", languages.by_node


def test_every_language_sends_what_the_job_sent(
    browser: Browser,
    gateway: Gateway,  # noqa: F811
    panel: Panel,
    tmp_path: Path,
) -> None:
    variables = {n: v for n, v in gateway.environment.items() if n.endswith("_API_KEY")}
    assert len(panel.uploads) in {0, len(panel.inputs)}
    for language, run in runs(browser, gateway.origin, panel.codes):
        gateway.requests.clear()
        run(panel.codes[language], tmp_path, variables)
        (sent,) = gateway.paid
        assert (sent.method, sent.path) == (panel.job.method, panel.job.path)
        assert content(sent, gateway) == content(panel.job, gateway), language
        uploads = [post.parts for post in free_posts(gateway)]
        assert uploads == [upload.parts for upload in panel.uploads]
        for name in (*AUTH, *(["user-agent"] if language != "javascript" else [])):
            assert {post.headers.get(name) for post in gateway.posts} == {
                panel.job.headers.get(name)
            }


def test_the_json_is_what_the_gateway_received(gateway: Gateway, panel: Panel) -> None:  # noqa: F811
    told = json.loads(panel.codes["json"])
    if not is_form(panel.job):
        assert told == replaced(fields_of(panel.job), words(gateway, panel.inputs))
        return
    received = defaultdict(list)
    for name, filename, _mime, data in content(panel.job, gateway):
        received[name].append(filename or data.decode())
    assert told == {n: said if len(said) > 1 else said[0] for n, said in received.items()}


def words(gateway: Gateway, inputs: Sequence[Input]) -> dict[str, str]:  # noqa: F811
    """What JSON says in the place of references, by what a job says there."""
    known = {}
    names = uploaded(gateway)[-len(inputs) :] or [""] * len(inputs)
    for input, name in zip(inputs, names, strict=bool(inputs)):
        data, uri = base64.b64encode(input.data).decode(), f"data:{input.mime};base64,"
        known[data] = f"<{input.name} in base64>"
        known[f"{uri}{data}"] = f"{uri}<{input.name} in base64>"
        known[name] = f"<{input.name}, as its upload calls it>"
    return known


def test_no_code_holds_the_key(gateway: Gateway, panel: Panel) -> None:  # noqa: F811
    (name,) = (name for name in gateway.environment if name.endswith("_API_KEY"))
    for language, text in panel.codes.items():
        assert gateway.key not in text
        assert (name in text) == (language != "json")
