"""Sessions of one person alone: made so, shared again, and what follows them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.http import QueryDict

from gallery import people, results
from gallery.models import Image, User
from gallery.searches import Search
from studio import privacy, sessions
from studio.models import Job, Session, Task
from studio.privacy import NotAloneError
from tests import factories
from tests.teams import require_login, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _team(settings: Any) -> None:
    require_login(settings)


@pytest.fixture
def ada() -> User:
    return people.add("ada", "maker", name="Ada")


@pytest.fixture
def ben() -> User:
    return people.add("ben", "admin", name="Ben")


def line(person: User, **fields: Any) -> Session:
    return Session.objects.create(made_by=person, **fields)


def attempt(session: Session, by: User, prompt: str = "A boat") -> tuple[Job, Image]:
    job = Job.objects.create(
        session=session, made_by=by, submission=str(uuid4()), provider="sketch",
        provider_label="Sketch", model="quick", model_label="Quick", prompt=prompt,
        prompt_sent=prompt, state="finished",
    )  # fmt: skip
    task = Task.objects.create(job=job, position=1, count=1, state=Task.State.FINISHED)
    image = factories.image(
        factories.png(seed=Image.objects.count() + 1), prompt=prompt, made_by=by, job=job.uuid,
        task=task.uuid, frame=0, session=str(session.pk), private_to=session.private_to,
    )  # fmt: skip
    return job, image


def found(person: User | None, **asked: Any) -> list[int]:
    search = Search.of(_query(**asked))
    return [image.pk for image in results.page(search, person).images]


def _query(**asked: Any) -> QueryDict:
    return QueryDict(urlencode(asked))


def total(person: User | None) -> int | None:
    return results.page(Search(), person).total


def post(person: User, session: Session, **data: str) -> int:
    return signed_in(person).post(f"/sessions/{session.pk}/private/", data).status_code


def test_only_who_began_it_makes_a_session_private(ada: User, ben: User) -> None:
    session = line(ada)
    assert post(ben, session, private="1") == 403
    assert post(ada, session, private="1") == 303
    session.refresh_from_db()
    assert session.private_to == ada
    assert post(ben, session) == 404
    assert post(ada, session) == 303
    session.refresh_from_db()
    assert session.private_to is None


def test_its_images_vanish_for_others_with_their_numbers_and_come_back(
    ada: User, ben: User
) -> None:
    session = line(ada)
    _job, image = attempt(session, ada)
    _other, seen = attempt(line(ada), ada)
    privacy.set_private(session, ada)
    assert found(ada) == [seen.pk, image.pk]
    assert found(ben) == found(ben, q="boat") == [seen.pk]
    assert [total(person) for person in (ada, ben, None)] == [2, 1, 1]
    privacy.set_private(session, None)
    assert found(ben) == [seen.pk, image.pk]
    assert [total(person) for person in (ada, ben, None)] == [2, 2, 2]


def test_what_is_in_the_trash_is_made_private_without_being_counted(ada: User, ben: User) -> None:
    session = line(ada)
    _job, image = attempt(session, ada)
    client = signed_in(ada)
    client.post("/gallery/acts/trash/", {"images": image.pk})
    privacy.set_private(session, ada)
    assert [total(person) for person in (ada, ben)] == [0, 0]
    client.post("/gallery/acts/restore/", {"images": image.pk})
    assert [total(person) for person in (ada, ben)] == [1, 0]


def test_where_others_worked_too_it_stays_the_teams(ada: User, ben: User) -> None:
    session = line(ada)
    attempt(session, ada)
    _job, image = attempt(session, ben)
    with pytest.raises(NotAloneError):
        privacy.set_private(session, ada)
    assert post(ada, session, private="1") == 303
    image.refresh_from_db()
    session.refresh_from_db()
    assert (session.private_to, image.private_to) == (None, None)


def test_what_arrives_after_it_was_made_private_is_private(ada: User) -> None:
    session = line(ada)
    job, image = attempt(session, ada)
    known = Job.objects.select_related("session").get(pk=job.pk)
    Session.objects.filter(pk=session.pk).update(private_to=ada)
    privacy.settle(known)
    image.refresh_from_db()
    assert image.private_to == ada


def test_an_attempt_that_moves_is_seen_by_who_sees_its_new_session(ada: User, ben: User) -> None:
    public, private = line(ada), line(ada, private_to=ada)
    job, image = attempt(public, ada)
    sessions.move([job.uuid], public, private)
    image.refresh_from_db()
    assert (image.private_to, image.session) == (ada, str(private.pk))
    assert found(ben) == []
    assert found(ada, session=str(private.pk)) == [image.pk]
    sessions.move([job.uuid], private, public)
    assert found(ben, session=str(public.pk)) == [image.pk]
    assert total(ben) == 1


def test_a_session_that_was_open_here_is_left_once_it_is_private(ada: User, ben: User) -> None:
    session = line(ada)
    client = signed_in(ben)
    assert client.post(f"/sessions/{session.pk}/open/").status_code == 303
    privacy.set_private(session, ada)
    client.get("/")
    assert client.post(f"/sessions/{session.pk}/open/").status_code == 404
    chosen = sessions.Chosen(session.pk, session.created_at)
    assert sessions.current(ben, chosen) != session


def test_the_list_shows_the_teams_sessions_with_who_began_them(ada: User, ben: User) -> None:
    attempt(line(ada, name="Harbour"), ada)
    privacy.set_private(line(ada, name="Secret"), ada)
    own = signed_in(ben).get("/sessions/").content.decode()
    everybody = signed_in(ben).get("/sessions/?all").content.decode()
    assert "Harbour" not in own
    assert "Harbour" in everybody
    assert "Ada" in everybody
    assert "Secret" not in everybody
    viewer = signed_in(people.add("vic", "viewer")).get("/sessions/").content.decode()
    assert "Harbour" in viewer
    assert "Secret" not in viewer
    assert "Secret" in signed_in(ada).get("/sessions/").content.decode()


def test_the_page_tells_and_offers_it_to_its_owner_alone(ada: User, ben: User) -> None:
    session = line(ada)
    address = f"/sessions/{session.pk}/"
    assert "Make private" in signed_in(ada).get(address).content.decode()
    assert "Make private" not in signed_in(ben).get(address).content.decode()
    privacy.set_private(session, ada)
    assert "Show it to the team" in signed_in(ada).get(address).content.decode()


def test_a_reference_that_is_private_to_others_is_not_taken_into_a_form(
    ada: User, ben: User
) -> None:
    session = line(ada)
    job, image = attempt(session, ada, "A secret boat")
    privacy.set_private(session, ada)
    data = _query(reference_images=image.pk, job=str(job.uuid), prompt="Mine")
    kept = privacy.only_seen(data, ben)
    assert (kept["reference_images"], kept["job"], kept["prompt"]) == ("", "", "Mine")
    assert privacy.only_seen(data, ada) is data
    assert privacy.only_seen(data, None) is data
