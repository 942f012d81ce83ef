"""What a mistake of ours looks like: a page that tells no secret, a log that tells where it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client


def test_the_page_of_a_mistake_hides_passwords_and_keys(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.doors.broken"
    settings.DEBUG = True
    settings.QUEUE_URL = "redis://:pass-of-redis@127.0.0.1/0"
    settings.DATABASES["default"]["PASSWORD"] = "pass-of-postgres"
    client = Client(raise_request_exception=False)
    page = client.post(
        "/broken/",
        {"password": "pass-of-edda", "former": "pass-of-olga"},
        headers={"cookie": "proofsheet_session=pass-of-mara", "x-key": "pass-of-a-gateway"},
    )
    assert page.status_code == 500
    text = page.content.decode()
    assert "ZeroDivisionError" in text
    assert "QUEUE_URL" in text
    assert "former" in text
    assert "pass-of" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status", "logged"), [("misspelt", 500, 1), ("locked", 503, 0)])
def test_a_wrong_statement_is_our_mistake_and_a_locked_database_is_not(
    path: str, status: int, logged: int, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ROOT_URLCONF = "tests.doors.broken"
    client = Client(raise_request_exception=False)
    assert client.get(f"/{path}/").status_code == status
    assert len([record for record in caplog.records if record.name == "django.request"]) == logged


def test_what_cannot_be_taken_is_answered_with_a_sentence(client: Client) -> None:
    page = client.get("/", headers={"host": "evil.example"})
    assert page.status_code == 400
    text = page.content.decode()
    assert "came to a name that the studio does not know" in text
    assert "evil.example" not in text
