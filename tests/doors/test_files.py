"""What a studio writes is its owner's alone, and its page of a mistake tells no secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.test import Client

from tests.conftest import StartStudio
from tests.running import wait_until


def test_nobody_else_reads_what_it_writes_even_in_an_open_folder(
    start_studio: StartStudio, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    studio = start_studio()
    job = studio.submit(model="sketch:quick", prompt="A boat")
    wait_until(lambda: 'data-state="finished"' in studio.get(job).text)
    wait_until(lambda: list(folder.rglob("*.webp")))
    open_to_others = [
        f"{path.relative_to(folder)}: {path.stat().st_mode & 0o777:o}"
        for path in folder.rglob("*")
        if path.stat().st_mode & 0o077
    ]
    assert open_to_others == []


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
