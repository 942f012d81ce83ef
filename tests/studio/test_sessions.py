"""Lines of work: which one is current, the list of all, and what can be done with one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gallery.models import User
from studio import figures, jobs, keys, logbook, sessions
from studio.jobs import Order
from studio.models import Job, Session, Task
from studio.sessions import Chosen
from tests.attempts import attempt

pytestmark = pytest.mark.django_db
LIST = "/sessions/"


def begun(ago: timedelta = timedelta(), **fields: Any) -> Session:
    session = Session.objects.create(**fields)
    session.created_at = timezone.now() - ago
    session.save()
    return session


def tried(session: Session, ago: timedelta = timedelta(), **fields: Any) -> Job:
    job = attempt(session, **fields)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - ago)
    return job


def chosen(session: Session, ago: timedelta = timedelta()) -> Chosen:
    return Chosen(session.pk, timezone.now() - ago)


def submit(**fields: Any) -> Job:
    provider, spec = keys.find("sketch:quick")
    known: dict[str, Any] = {"prompt": "A lighthouse in fog", "parameters": {"aspect_ratio": "1:1"}}
    order = Order(provider=provider, spec=spec, submission=str(uuid4()), **(known | fields))
    return jobs.submit(order, None)


HOURS = timedelta(hours=1)


# Which one is current


def test_the_first_job_begins_the_first_session() -> None:
    assert sessions.current(None) is None
    first, second = submit(), submit()
    assert first.session == second.session == sessions.current(None)


def test_the_newest_session_is_current_and_an_archived_one_never() -> None:
    older, newer = begun(), begun()
    assert sessions.current(None) == newer
    sessions.archive(newer)
    assert sessions.current(None) == older


def test_everybody_has_a_session_of_their_own() -> None:
    anna = User.objects.create_user("anna")
    own, nobodys = begun(made_by=anna), begun()
    assert sessions.current(anna) == own
    assert sessions.current(None) == nobodys
    assert sessions.for_next(User.objects.create_user("ben")) not in (own, nobodys)


def test_after_a_long_pause_the_next_job_begins_a_new_session() -> None:
    session = begun(9 * HOURS)
    tried(session, 5 * HOURS)
    assert sessions.for_next(None) == session
    Job.objects.update(created_at=timezone.now() - 7 * HOURS)
    assert sessions.current(None) == session  # what was done last is still shown
    new = sessions.for_next(None)
    assert new != session
    assert new == sessions.current(None)


def test_an_empty_session_waits_for_its_first_job_however_long() -> None:
    session = begun(50 * HOURS)
    assert sessions.for_next(None) == session


def test_the_session_that_was_opened_here_is_current() -> None:
    older, newer = begun(30 * HOURS), begun(20 * HOURS)
    assert sessions.current(None, chosen(older)) == older
    assert sessions.current(None, chosen(newer)) == newer
    assert sessions.current(None) == newer


def test_who_opens_an_old_session_goes_on_in_it() -> None:
    older = begun(30 * HOURS)
    tried(older, 29 * HOURS)
    begun(20 * HOURS)
    assert sessions.for_next(None, chosen(older)) == older
    assert submit(chosen=chosen(older)).session == older


def test_an_opened_session_rests_too_and_what_follows_is_current() -> None:
    older = begun(30 * HOURS)
    tried(older, 29 * HOURS)
    long_ago = chosen(older, 8 * HOURS)
    new = sessions.for_next(None, long_ago)
    assert new != older
    assert sessions.current(None, long_ago) == new


def test_what_was_begun_after_it_was_opened_counts_more() -> None:
    older = begun(30 * HOURS)
    opened = chosen(older, HOURS)
    new = sessions.begin(None)
    assert sessions.current(None, opened) == new


def test_an_opened_session_that_is_archived_or_gone_is_passed_over() -> None:
    older, newer = begun(30 * HOURS), begun(20 * HOURS)
    opened = chosen(older)
    sessions.archive(older)
    assert sessions.current(None, opened) == newer
    older.delete()
    assert sessions.current(None, opened) == newer


def test_the_current_session_takes_two_statements(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    older = begun(30 * HOURS)
    begun(20 * HOURS)
    with django_assert_max_num_queries(2):
        sessions.current(None, chosen(older))


def test_an_empty_new_session_is_not_begun_twice() -> None:
    first = sessions.begin(None)
    assert sessions.begin(None) == first
    sessions.rename(first, "Harbour")
    second = sessions.begin(None)
    assert second != first
    attempt(second)
    assert sessions.begin(None) not in (first, second)


# Where a job comes from


def test_a_job_knows_the_attempt_that_it_was_changed_from() -> None:
    first, group = submit(), uuid4()
    second = submit(prompt="A lighthouse at dusk", parent=first, group=group)
    assert (second.parent, second.group) == (first, group)


def test_a_new_idea_comes_from_none() -> None:
    first = submit()
    assert submit(prompt="Chess poster, two colours", parent=first).parent is None


def test_a_job_goes_into_the_current_session_wherever_its_parent_is() -> None:
    parent = attempt(begun(), "A lighthouse in fog")
    new = begun()
    assert submit(parent=parent).session == new


# Names


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("A lighthouse on a headland above hills", "A lighthouse on a headland"),
        ("Harbour festival poster, two inks, type", "Harbour festival poster, two inks"),
        ("The tram in the rain", "The tram in the rain"),
        ("A tin of biscuits on blue paper", "A tin of biscuits"),
        ("Poster,", "Poster"),
        ("富士山の朝、霧の中の灯台", "富士山の朝、霧の中の灯台"),
        ("x" * 90, "x" * sessions.NAME_SIGNS),
        ("!!!", "New session"),
        ("", "New session"),
    ],
)
def test_a_name_is_drawn_from_the_first_words(prompt: str, name: str) -> None:
    assert sessions.name(Session(), prompt) == name


def test_a_typed_name_wins_and_an_empty_one_gives_way_again() -> None:
    session = begun()
    sessions.rename(session, "  Harbour \n festival ")
    assert sessions.name(session, "A boat") == "Harbour festival"
    sessions.rename(session, " ")
    session.refresh_from_db()
    assert (session.name, sessions.name(session, "A boat")) == ("", "A boat")


# Figures


def test_the_head_tells_name_attempts_images_and_cost(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    session = begun()
    attempt(session, "A boat at dusk", images=3, task={"cost": "1.2345", "currency": "USD"})
    attempt(session, images=0, task={"state": Task.State.FAILED, "cost": None})
    attempt(session, images=1, task={"cost": "12", "currency": "credits"})
    attempt(begun(), images=2)
    with django_assert_num_queries(2):
        head = sessions.head(session)
    assert (head.name, head.attempts, head.images) == ("A boat at dusk", 3, 4)
    assert head.cost == "$1.23 + 12 credits"


def test_the_head_of_an_empty_session_tells_nothing_of_money() -> None:
    head = sessions.head(begun())
    assert (head.attempts, head.images, head.cost) == (0, 0, "")


@pytest.mark.parametrize(
    ("costs", "words"),
    [
        ([("0.045", "USD"), ("0.045", "USD")], "$0.090"),
        ([("0", "USD")], "free"),
        ([("0", "USD"), ("2", "EUR")], "€2.00"),
        ([("1.5", "CHF")], "1.50 CHF"),
        ([(None, "")], "price unknown"),
        ([("1", "USD"), (None, "")], "at least $1.00"),
    ],
)
def test_sums_are_told_by_currency(costs: list[tuple[str | None, str]], words: str) -> None:
    session = begun()
    for cost, currency in costs:
        attempt(session, task={"cost": cost, "currency": currency})
    assert figures.costs([session.pk])[session.pk] == words


# The list


def rows(client: Client, query: str = "") -> str:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return response.content.decode()


def names(page: logbook.Page) -> list[str]:
    return [row.name for row in page.rows]


def test_the_last_worked_in_comes_first() -> None:
    for name, ago in (("old", 9), ("middle", 5), ("new", 1)):
        tried(begun(20 * HOURS, name=name), ago * HOURS)
    assert names(logbook.page(None)) == ["new", "middle", "old"]
    tried(Session.objects.get(name="old"))
    assert names(logbook.page(None)) == ["old", "new", "middle"]


def test_pages_lead_through_every_session_once(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    same = timezone.now()
    for number in range(45):
        session = begun(name=f"s{number}")
        Session.objects.filter(pk=session.pk).update(created_at=same)
    found: list[str] = []
    before: int | None = None
    for _ in range(3):
        with django_assert_max_num_queries(4) as captured:
            page = logbook.page(None, before=before)
        assert not any("OFFSET" in query["sql"] for query in captured)
        found += names(page)
        before = page.older
    assert before is None
    assert found == [f"s{number}" for number in range(44, -1, -1)]


def test_a_row_shows_figures_and_its_newest_six_images(client: Client) -> None:
    session = begun(name="Harbour")
    attempt(session, images=4, task={"cost": "0.5"})
    attempt(session, images=4)
    attempt(begun(name="Other"), images=1)
    row = logbook.page(None).rows[1]
    assert (row.name, row.attempts, row.count, row.cost) == ("Harbour", 2, 8, "$0.500")
    pks = [image.pk for image in row.images]
    assert len(pks) == 6
    assert pks == sorted(pks, reverse=True)
    html = rows(client)
    assert all(word in html for word in ("Harbour", "2 attempts", "8 images", "$0.500"))


def test_the_list_takes_few_statements_however_long_the_sessions(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        session = begun()
        for _ in range(8):
            attempt(session, images=2)
    with django_assert_max_num_queries(6):
        rows(client)


def test_archived_ones_are_left_out_of_the_list_and_have_one_of_their_own(client: Client) -> None:
    tried(begun(name="At hand"))
    away = begun(name="Put away")
    tried(away)
    sessions.archive(away)
    assert names(logbook.page(None)) == ["At hand"]
    assert names(logbook.page(None, is_archived=True)) == ["Put away"]
    assert "Put away" in rows(client, "?archived")


@pytest.mark.parametrize("query", ["harbour", "LIGHTHOUSE", "fog harb", "  "])
def test_a_search_looks_into_names_and_prompts(query: str) -> None:
    attempt(begun(name="Harbour festival"), "A lighthouse in fog")
    assert names(logbook.page(None, query)) == ["Harbour festival"]


@pytest.mark.parametrize("query", ["boat", "fog boat", "%", "_"])
def test_a_search_finds_only_what_has_every_word(query: str) -> None:
    attempt(begun(name="Harbour festival"), "A lighthouse in fog")
    assert names(logbook.page(None, query)) == []


def test_a_search_finds_archived_ones_and_marks_them(client: Client) -> None:
    session = begun(name="Harbour festival")
    sessions.archive(session)
    html = rows(client, "?q=harbour")
    assert "Harbour festival" in html
    assert "archived</b>" in html


def test_a_search_without_a_hit_says_so_and_escapes(client: Client) -> None:
    html = rows(client, "?q=%3Cb%3Enothing")
    assert "&lt;b&gt;nothing" in html
    assert "<b>nothing" not in html


def test_pages_of_a_search_keep_the_search(client: Client) -> None:
    for number in range(logbook.SIZE + 1):
        begun(name=f"Harbour & port {number}")
    html = rows(client, "?q=harbour+%26")
    older = logbook.page(None, "harbour &").older
    assert f"?before={older}&amp;q=harbour%20%26" in html


def test_with_accounts_everybody_sees_their_own() -> None:
    anna, ben = (User.objects.create_user(name) for name in ("anna", "ben"))
    begun(name="Anna's", made_by=anna)
    begun(name="Ben's", made_by=ben)
    assert names(logbook.page(anna)) == ["Anna's"]
    assert set(names(logbook.page(None))) == {"Anna's", "Ben's"}


@pytest.mark.parametrize("before", ["", "boat", "-1", "²", "9" * 40, "0", "77"])
def test_a_place_that_is_none_gives_the_first_page(client: Client, before: str) -> None:
    begun(name="Harbour")
    assert "Harbour" in rows(client, f"?before={before}")


def test_an_empty_list_teaches(client: Client) -> None:
    html = rows(client)
    assert "Write the first prompt" in html


# What can be done


def test_the_button_begins_a_session_and_leads_to_the_studio(client: Client) -> None:
    session = begun()
    attempt(session)
    answer = client.post(LIST)
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert sessions.current(None) != session


def test_going_on_in_a_session_holds_for_this_browser(client: Client) -> None:
    older, newer = begun(30 * HOURS), begun(20 * HOURS)
    tried(older, 29 * HOURS)
    answer = client.post(f"{LIST}{older.pk}/open/")
    assert (answer.status_code, answer["Location"]) == (303, "/")
    html = rows(client)
    assert html.count("open now") == 1
    assert f"{LIST}{newer.pk}/open/" in html
    assert f"{LIST}{older.pk}/open/" not in html
    kept = client.session[sessions.KEY]
    assert kept[0] == older.pk
    assert datetime.fromisoformat(kept[1]) <= timezone.now()
    assert sessions.current(None) == newer


def test_going_on_from_an_attempt_opens_its_session_and_its_draft(client: Client) -> None:
    job = attempt(begun())
    answer = client.post(f"{LIST}{job.session_id}/open/", {"job": str(job.uuid)})
    assert answer["Location"] == f"/?job={job.uuid}"


@pytest.mark.parametrize("job", ["", "boat", "../../x"])
def test_what_is_no_job_is_passed_over(client: Client, job: str) -> None:
    assert client.post(f"{LIST}{begun().pk}/open/", {"job": job})["Location"] == "/"


def test_going_on_in_an_archived_session_brings_it_back(client: Client) -> None:
    session = begun()
    sessions.archive(session)
    client.post(f"{LIST}{session.pk}/open/")
    session.refresh_from_db()
    assert session.archived_at is None


def test_what_a_browser_keeps_may_be_anything(client: Client) -> None:
    session = begun()
    for rubbish in ("x", [1], ["a", "b"], {"pk": 1}, [session.pk, "yesterday"]):
        store = client.session
        store[sessions.KEY] = rubbish
        store.save()
        assert client.get(LIST).status_code == 200


def test_archive_and_bring_back(client: Client) -> None:
    session = begun()
    attempt(session)
    for deed, is_archived in (("archive", True), ("bring-back", False)):
        answer = client.post(f"{LIST}{session.pk}/{deed}/")
        assert (answer.status_code, answer["Location"]) == (303, f"{LIST}{session.pk}/")
        session.refresh_from_db()
        assert bool(session.archived_at) is is_archived


def test_rename(client: Client) -> None:
    session = begun()
    answer = client.post(f"{LIST}{session.pk}/rename/", {"name": "Harbour <festival>" * 30})
    assert answer.status_code == 303
    session.refresh_from_db()
    assert session.name.startswith("Harbour <festival>")
    assert len(session.name) == sessions.LONGEST_NAME
    assert "Harbour &lt;festival&gt;" in rows(client)


def test_ticked_attempts_are_moved(client: Client) -> None:
    here, there = begun(), begun(name="There")
    first, second, third = (attempt(here) for _ in range(3))
    strange = attempt(begun())
    answer = client.post(
        f"{LIST}{here.pk}/move/",
        {"job": [str(first.uuid), str(third.uuid), str(strange.uuid), "boat"], "to": there.pk},
    )
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}{there.pk}/")
    assert set(there.jobs.all()) == {first, third}
    assert list(here.jobs.all()) == [second]


def test_attempts_are_moved_into_a_new_session(client: Client) -> None:
    here = begun()
    job = attempt(here)
    answer = client.post(f"{LIST}{here.pk}/move/", {"job": str(job.uuid), "to": "new"})
    job.refresh_from_db()
    assert job.session != here
    assert answer["Location"] == f"{LIST}{job.session_id}/"


def test_nothing_ticked_moves_nothing_and_makes_nothing(client: Client) -> None:
    here = begun()
    answer = client.post(f"{LIST}{here.pk}/move/", {"to": "new"})
    assert answer["Location"] == f"{LIST}{here.pk}/?choose"
    assert Session.objects.count() == 1


@pytest.mark.parametrize("to", ["77", "9" * 40, "", "boat"])
def test_a_session_that_is_none_takes_nothing(client: Client, to: str) -> None:
    here = begun()
    job = attempt(here)
    answer = client.post(f"{LIST}{here.pk}/move/", {"job": str(job.uuid), "to": to})
    job.refresh_from_db()
    assert answer.status_code == 404
    assert job.session == here
    assert Session.objects.count() == 1


@pytest.mark.parametrize("deed", ["open", "rename", "archive", "bring-back", "move"])
def test_deeds_are_posted_and_only_on_what_there_is(client: Client, deed: str) -> None:
    session = begun()
    assert client.get(f"{LIST}{session.pk}/{deed}/").status_code == 405
    assert client.post(f"{LIST}{session.pk + 1}/{deed}/", {"job": str(uuid4())}).status_code == 404
    assert client.post(f"{LIST}{'9' * 40}/{deed}/", {"job": str(uuid4())}).status_code == 404


@pytest.mark.parametrize("path", ["", "{}/"])
def test_with_accounts_nobody_else_sees_anything(client: Client, settings: Any, path: str) -> None:
    settings.LOGIN_REQUIRED = True
    assert client.get(LIST + path.format(begun().pk)).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["", "{}/open/", "{}/rename/", "{}/archive/", "{}/bring-back/", "{}/move/"],
)
def test_with_accounts_nobody_else_does_anything(client: Client, settings: Any, path: str) -> None:
    session = begun(name="Harbour")
    settings.LOGIN_REQUIRED = True
    assert client.post(LIST + path.format(session.pk)).status_code == 403
    assert list(Session.objects.values_list("name", "archived_at")) == [("Harbour", None)]


# The line above the composer


def head(session: Session) -> str:
    return render_to_string(
        "studio/_session_head.html", {"may_make": True, "head": sessions.head(session)}
    )


def test_the_line_above_the_composer_leads_to_the_tree() -> None:
    session = begun(name="Harbour <festival>")
    attempt(session, images=2, task={"cost": "3.12"})
    html = head(session)
    assert "Harbour &lt;festival&gt;" in html
    assert all(word in html for word in ("1 attempt<", "2 images", "$3.12", "New session"))
    assert f'href="{LIST}{session.pk}/"' in html


def test_the_line_of_an_empty_session_offers_no_other() -> None:
    html = head(begun())
    assert "no attempt yet" in html
    assert "<button" not in html
