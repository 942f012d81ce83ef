"""A download out of a real studio: whole, and without traces where it is broken off."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import httpx
import psutil

from tests.conftest import StartStudio
from tests.running import wait_until

PICTURE = Path(__file__).resolve().parents[3] / "static" / "img" / "readme-studio.png"


def upload(client: httpx.Client, token: str) -> int:
    files = {"file": ("big.png", PICTURE.read_bytes() + b"\0" * 48_000_000, "image/png")}
    answer = client.post("references/", files=files, headers={"X-CSRFToken": token})
    assert answer.status_code == 201, answer.text
    found: int = answer.json()["id"]
    return found


def test_a_download_is_streamed_and_may_be_broken_off(start_studio: StartStudio) -> None:
    studio = start_studio()
    web = psutil.Process(studio.process.pid)

    def opened() -> list[str]:
        return [file.path for file in web.open_files() if "originals" in file.path]

    with httpx.Client(base_url=studio.url, timeout=30, trust_env=False) as client:
        client.get("")
        token = client.cookies["proofsheet_csrf"]
        asked = {"images": str(upload(client, token)), "csrfmiddlewaretoken": token}
        with client.stream("POST", "gallery/export/zip/", data=asked) as response:
            assert response.status_code == 200
            chunks = response.iter_raw()
            assert next(chunks)
            wait_until(opened)
        wait_until(lambda: not opened())
        assert list((studio.folder / "incoming").iterdir()) == []
        whole = client.post("gallery/export/zip/", data=asked)
    file = zipfile.ZipFile(io.BytesIO(whole.content))
    assert file.testzip() is None
    assert [each["status"] for each in json.loads(file.read("manifest.json"))] == ["whole"]
