"""Keys typed into the page of a real studio: its worker is another process."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.conftest import StartStudio
from tests.gateways.fixtures import *  # noqa: F403
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.running import RunningStudio, wait_until

MODEL = "openai:gpt-image-2"
WRONG = "wrong-key-that-ends-in-0bad"


def type_in(studio: RunningStudio, id: str, **fields: str) -> None:
    """Fill in the form of a provider, as a page without JavaScript does."""
    with httpx.Client(base_url=studio.url, timeout=30, trust_env=False) as client:
        client.get("providers/")
        token = client.cookies["proofsheet_csrf"]
        answer = client.post(f"providers/{id}/", data={"csrfmiddlewaretoken": token, **fields})
    assert answer.status_code == 303, answer.text


def wait_for(studio: RunningStudio, job: str, state: str) -> None:
    wait_until(lambda: f'data-state="{state}"' in studio.get(job).text)


def test_a_key_is_typed_and_replaced_without_a_restart(
    start_studio: StartStudio, openai_gateway: OpenAIImagesGateway, tmp_path: Path
) -> None:
    studio = start_studio()
    worker = studio.wait_for_worker()
    assert "Not connected. It needs a key (OPENAI_API_KEY)." in studio.get("providers/").text

    type_in(studio, "openai", key=WRONG, base_url=openai_gateway.base_url)
    assert "ends in 0bad" in studio.get("providers/").text
    refused = studio.submit(model=MODEL, prompt="A lighthouse")
    wait_for(studio, refused, "failed")
    assert 'data-error="authentication"' in studio.get(refused).text

    type_in(studio, "openai", key=openai_gateway.key, base_url=openai_gateway.base_url)
    made = studio.submit(model=MODEL, prompt="A lighthouse")
    wait_for(studio, made, "finished")
    assert studio.worker == worker
    assert [received.headers["authorization"] for received in openai_gateway.paid] == [
        f"Bearer {WRONG}",
        f"Bearer {openai_gateway.key}",
    ]
    assert WRONG not in studio.output + studio.get(refused).text
    assert _nowhere_in(tmp_path / "data", WRONG)


def test_a_studio_under_another_secret_asks_for_the_key_again(
    start_studio: StartStudio, openai_gateway: OpenAIImagesGateway
) -> None:
    studio = start_studio(PROOFSHEET_SECRET_KEY="one secret of this studio")
    type_in(studio, "openai", key=openai_gateway.key, base_url=openai_gateway.base_url)
    studio.stop()
    studio = start_studio(PROOFSHEET_SECRET_KEY="another secret of this studio")
    assert "was sealed under another secret key" in studio.get("providers/").text
    assert MODEL not in studio.get().text
    type_in(studio, "openai", key=openai_gateway.key, base_url=openai_gateway.base_url)
    wait_for(studio, studio.submit(model=MODEL, prompt="A lighthouse"), "finished")


def test_an_old_database_beside_a_new_folder_keeps_its_keys(
    start_studio: StartStudio,
    openai_gateway: OpenAIImagesGateway,
    postgres_url: str,
    tmp_path: Path,
) -> None:
    secret = {"DATABASE_URL": postgres_url, "PROOFSHEET_SECRET_KEY": "the secret of this studio"}
    studio = start_studio(**secret)
    type_in(studio, "openai", key=openai_gateway.key, base_url=openai_gateway.base_url)
    studio.stop()
    studio = start_studio(PROOFSHEET_DATA_DIR=str(tmp_path / "new"), **secret)
    wait_for(studio, studio.submit(model=MODEL, prompt="A lighthouse"), "finished")


def _nowhere_in(folder: Path, words: str) -> bool:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in files)
    return not any(words.encode() in path.read_bytes() for path in files)
