"""What no browser sends by itself: it is answered, never a broken page."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from studio.models import Job
from tests.studio.composing import all_ready, form  # noqa: F401 (a fixture)

HUGE = (2**63 - 1, 2**63, 10**40)
FURTHER: tuple[dict[str, object], ...] = (
    {"a": 2, "a.b": 1},
    {"a.b.c": 1, "a.b": {"c": 2}},
    {"prompt.x": 1},
    {"size.a": 1},
    {"..": 1, ".": 2, "": 3},
)


@pytest.mark.usefixtures("all_ready")
@pytest.mark.parametrize(
    "model", ["openai:gpt-image-2", "lumenfall:fal/gemini-3.1-flash-image-preview"]
)
@pytest.mark.parametrize("shape", ["wide", "0:0", "9" * 400 + ":1", "1:" + "9" * 5000], ids=len)
def test_a_shape_that_is_none_is_an_error_of_its_field(
    htmx: Client, db: None, model: str, shape: str
) -> None:
    fields = {"model": model, "prompt": "A boat", "aspect_ratio": shape}
    assert htmx.get("/", fields).status_code == 200
    assert htmx.post("/composer/price/", fields).status_code == 200
    assert htmx.post("/composer/sent/", fields).status_code == 200
    answer = htmx.post("/jobs/", fields)
    assert answer.status_code == 422
    assert not Job.objects.exists()


@pytest.mark.usefixtures("all_ready")
@pytest.mark.parametrize("written", FURTHER, ids=json.dumps)
@pytest.mark.parametrize(
    "model", ["custom:flux-dev", "lumenfall:fal/gemini-3.1-flash-image-preview"]
)
def test_further_fields_go_out_as_they_stand(
    db: None, model: str, written: dict[str, object]
) -> None:
    asked = form(model=model, further_fields=json.dumps(written))
    body = asked.provider.request(asked.brief).json
    assert body is not None
    assert written.items() <= body.items()
