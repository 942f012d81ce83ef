"""The page of a mistake, which debug mode shows, tells no secret."""

from __future__ import annotations

from typing import Any

from django.test import Client


def test_the_page_of_a_mistake_hides_passwords_and_keys(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.doors.broken"
    settings.DEBUG = True
    settings.QUEUE_URL = "redis://:pass-of-redis@127.0.0.1/0"
    settings.DATABASES["default"]["PASSWORD"] = "pass-of-postgres"
    client = Client(raise_request_exception=False)
    page = client.get(
        "/broken/",
        headers={"cookie": "proofsheet_session=pass-of-mara", "x-key": "pass-of-a-gateway"},
    )
    assert page.status_code == 500
    text = page.content.decode()
    assert "ZeroDivisionError" in text
    assert "QUEUE_URL" in text
    assert "pass-of" not in text
