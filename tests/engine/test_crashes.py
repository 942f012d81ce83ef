"""Real processes, killed: nothing is lost and nothing is bought twice, counted at the gateway."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import psutil
import pytest

from tests.conftest import StartStudio
from tests.gateways.openai_images import OpenAIImagesGateway
from tests.gateways.toapis import ToAPIsGateway
from tests.running import PATIENCE, RunningStudio, wait_until

# A lease is 20 s; then the sweep finds what nobody works on.
AFTER_THE_LEASE = 30.0 + PATIENCE


@pytest.fixture
def gateway() -> Iterator[OpenAIImagesGateway]:
    with OpenAIImagesGateway("dieyuyun") as gateway:
        yield gateway


class Person:
    """Someone who submits and looks at the card."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.client.get("/").text)
        assert token
        self.client.headers["X-CSRFToken"] = token[1]

    def submit(self, model: str = "dieyuyun:gemini-3.1-flash-image") -> str:
        fields = {"model": model, "prompt": "A lighthouse"}
        answer = self.client.post("/jobs/", data=fields)
        assert answer.status_code == 303
        return answer.headers["location"]

    def state(self, job: str) -> str:
        found = re.search(r'data-state="(\w+)"', self.client.get(job).text)
        assert found
        return found[1]

    def images(self, job: str) -> int:
        return len(re.findall(r"data-image=", self.client.get(job).text))

    def waits_for(self, job: str, state: str, seconds: float = PATIENCE) -> None:
        wait_until(lambda: self.state(job) == state, seconds)


@pytest.fixture
def studio(start_studio: StartStudio, gateway: OpenAIImagesGateway) -> RunningStudio:
    studio = start_studio(**gateway.environment)
    studio.wait_for_sweep()
    return studio


@pytest.fixture
def person(studio: RunningStudio) -> Iterator[Person]:
    with httpx.Client(base_url=studio.url, timeout=PATIENCE, trust_env=False) as client:
        yield Person(client)


def kill(worker: psutil.Process) -> None:
    worker.kill()
    worker.wait(PATIENCE)


def test_killed_while_queued_it_is_sent_once(
    studio: RunningStudio, gateway: OpenAIImagesGateway, person: Person
):
    worker = studio.wait_for_worker()
    worker.suspend()
    job = person.submit()
    assert person.state(job) == "queued"
    kill(worker)
    person.waits_for(job, "finished")
    assert len(gateway.posts) == 1


def test_killed_while_sent_it_is_unconfirmed_and_not_sent_again(
    studio: RunningStudio, gateway: OpenAIImagesGateway, person: Person
):
    gateway.will("hang")
    job = person.submit()
    wait_until(lambda: len(gateway.posts) == 1)
    kill(studio.wait_for_worker())
    person.waits_for(job, "unconfirmed", AFTER_THE_LEASE)
    assert len(gateway.posts) == 1


def test_killed_while_sent_it_is_found_where_the_gateway_can_tell(start_studio: StartStudio):
    with ToAPIsGateway(polls=1) as gateway:
        studio = start_studio(**gateway.environment)
        studio.wait_for_sweep()
        gateway.will("accepted, then hang")
        with httpx.Client(base_url=studio.url, timeout=PATIENCE, trust_env=False) as client:
            person = Person(client)
            job = person.submit("toapis:gemini-3.1-flash-image-preview")
            wait_until(lambda: len(gateway.paid) == 1)
            kill(studio.wait_for_worker())
            person.waits_for(job, "finished", AFTER_THE_LEASE)
            assert person.images(job) == 1
        assert len(gateway.paid) == 1


def test_killed_while_waiting_it_goes_on_asking(
    studio: RunningStudio, gateway: OpenAIImagesGateway, person: Person
):
    gateway.polls = 3
    gateway.will("task")
    job = person.submit()
    wait_until(lambda: any("/tasks/" in received.path for received in gateway.requests))
    kill(studio.wait_for_worker())
    person.waits_for(job, "finished", AFTER_THE_LEASE)
    assert len(gateway.posts) == 1


def test_killed_while_it_fetches_it_fetches_again(
    studio: RunningStudio, gateway: OpenAIImagesGateway, person: Person
):
    gateway.drip = 0.4
    job = person.submit()
    wait_until(lambda: any("/pictures/" in received.path for received in gateway.requests))
    kill(studio.wait_for_worker())
    gateway.drip = 0
    person.waits_for(job, "finished", AFTER_THE_LEASE)
    assert person.images(job) == 1
    assert len(gateway.posts) == 1


def test_killed_with_many_jobs_under_way_none_is_lost_and_none_bought_twice(
    studio: RunningStudio, gateway: OpenAIImagesGateway, person: Person
):
    gateway.delay = 0.5
    jobs = []
    for _ in range(3):
        jobs += [person.submit() for _ in range(8)]
        kill(studio.wait_for_worker())
    ended = {"finished", "unconfirmed"}
    wait_until(lambda: all(person.state(job) in ended for job in jobs), AFTER_THE_LEASE)
    finished = [job for job in jobs if person.state(job) == "finished"]
    assert all(person.images(job) == 1 for job in finished)
    assert len(gateway.posts) <= len(jobs)
    assert len(finished) <= len(gateway.posts)


def test_a_worker_that_slept_still_delivers_what_was_bought(
    studio: RunningStudio, gateway: OpenAIImagesGateway, person: Person
):
    gateway.delay = 10  # less than a lease, and enough to put it to sleep before
    sleeper = studio.wait_for_worker()
    job = person.submit()
    wait_until(lambda: len(gateway.posts) == 1)
    sleeper.suspend()
    environment = {**gateway.environment, "PROOFSHEET_DATA_DIR": str(studio.folder)}
    other = RunningStudio("worker", "--workers", "2", **environment)
    try:
        person.waits_for(job, "unconfirmed", AFTER_THE_LEASE)
        sleeper.resume()
        person.waits_for(job, "finished")
    finally:
        sleeper.resume()
        other.stop()
    assert person.images(job) == 1
    assert len(gateway.posts) == 1
