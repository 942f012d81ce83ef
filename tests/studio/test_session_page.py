"""The page of a session: its tree, its steps, what it costs to show."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gallery.models import Image
from studio import sessions, tried
from studio.models import Job, Reference, Session, Task
from tests.attempts import attempt, line, picture

pytestmark = pytest.mark.django_db
PROMPT = "A lighthouse on a headland above folded hills of fog"


@pytest.fixture
def session() -> Session:
    return Session.objects.create(name="Harbour festival")


def page(client: Client, session: Session, query: str = "") -> str:
    response = client.get(f"/sessions/{session.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def nodes(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="attempt-(\d+)"', html)]


def node(html: str, job: Job) -> str:
    """The strip of one attempt."""
    return html.partition(f'id="attempt-{job.pk}"')[2].partition('id="attempt-')[0]


def words(html: str) -> str:
    """What is read of it, without spaces of the markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_session_of_200_attempts_takes_few_statements(
    client: Client, session: Session, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    line(session, 100, every=7, images=1)
    last = line(session, 100, every=7, images=2)[-1]
    other = attempt(Session.objects.create())
    client.post(f"/sessions/{other.session_id}/open/")
    for query in ("", f"?step={last.pk}", "?choose"):
        with django_assert_max_num_queries(12):
            html = page(client, session, query)
        assert len(nodes(html)) == 200


def test_a_step_for_htmx_takes_few_statements_and_nothing_of_the_tree(
    htmx: Client, session: Session, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    jobs = line(session, 50, images=2)
    with django_assert_max_num_queries(7):
        html = page(htmx, session, f"?step={jobs[30].pk}")
    assert html.lstrip().startswith("<section")
    assert nodes(html) == []
    assert "31 of 50" in words(html)


def test_the_tree_shows_each_attempt_with_its_results(client: Client, session: Session) -> None:
    first = attempt(session, PROMPT, images=2, task={"cost": "0.09", "currency": "USD"})
    second = attempt(session, f"{PROMPT}, late dusk", first, images=1)
    html = page(client, session)
    assert nodes(html) == [first.pk, second.pk]
    assert node(html, first).count("<img") == 2
    assert f"/jobs/{first.uuid}/" in node(html, first)
    assert f"/?job={first.uuid}" in node(html, first)
    assert "$0.090" in words(node(html, first))
    assert "<ins>late dusk</ins>" in html
    assert all(word in words(html) for word in ("2 attempts", "3 images", "$0.090"))


def test_results_stand_in_the_order_of_tasks_and_frames(client: Client, session: Session) -> None:
    job = attempt(session, images=0, count=3)
    first = job.tasks.get()
    second = Task.objects.create(job=job, position=2)
    late, early = (picture(job=job.uuid, task=first.uuid, frame=n) for n in (1, 0))
    other = picture(job=job.uuid, task=second.uuid, frame=0)
    for image in (other, late, early):
        image.save()
    found = re.findall(r'data-image="(\d+)"', node(page(client, session), job))
    assert [int(pk) for pk in found] == [early.pk, late.pk, other.pk]


def test_many_results_are_a_few_and_a_number(client: Client, session: Session) -> None:
    job = attempt(session, images=10)
    found = node(page(client, session), job)
    assert found.count("<img") == 6
    assert "+4" in found


@pytest.mark.parametrize(
    ("state", "task", "word"),
    [
        (Job.State.FAILED, {"state": "failed", "error": "refused"}, "Refused"),
        (Job.State.FAILED, {"state": "failed", "error": ""}, "Our fault"),
        (Job.State.UNCONFIRMED, {"state": "unconfirmed"}, "Unconfirmed"),
        (Job.State.CANCELLED, {"state": "cancelled"}, "Cancelled"),
        (Job.State.RUNNING, {"state": "waiting"}, "Making"),
        (Job.State.QUEUED, {"state": "queued"}, "Queued"),
    ],
)
def test_an_attempt_without_a_result_says_how_it_stands(
    client: Client, session: Session, state: str, task: dict[str, str], word: str
) -> None:
    job = attempt(session, images=0, state=state, task=task, count=2)
    found = node(page(client, session), job)
    assert word in words(found)
    assert found.count("frame empty") == (1 if job.is_over else 2)
    assert word in words(page(client, session, f"?step={job.pk}"))


def test_an_attempt_that_runs_asks_again_and_one_that_is_over_does_not(
    htmx: Client, client: Client, session: Session
) -> None:
    running = attempt(session, images=0, state=Job.State.RUNNING, ended_at=None)
    over = attempt(session)
    html = page(client, session)
    assert f'hx-get="?node={running.pk}"' in node(html, running)
    assert "hx-get" not in node(html, over)
    assert "hx-get" not in node(page(client, session, "?choose"), running)
    again = page(htmx, session, f"?node={running.pk}")
    assert nodes(again) == [running.pk]
    assert again.lstrip().startswith("<div")
    assert f"/?job={running.uuid}" in again
    assert htmx.get(f"/sessions/{session.pk}/?node={over.pk + 1}").status_code == 404


def test_an_attempt_whose_thumbnail_is_on_its_way_asks_again_for_ten_minutes(
    client: Client, session: Session
) -> None:
    job = attempt(session)
    Image.objects.update(thumbs_version=0)
    assert "hx-get" in node(page(client, session), job)
    Job.objects.update(ended_at=timezone.now() - timedelta(minutes=11))
    assert "hx-get" not in node(page(client, session), job)


def test_a_part_of_the_results_is_counted(client: Client, session: Session) -> None:
    job = attempt(session, images=3, state=Job.State.PARTIAL, count=4)
    assert "3 of 4" in words(node(page(client, session), job))


def test_what_people_wrote_is_escaped(client: Client, session: Session) -> None:
    first = attempt(session, "<b>Fog</b> & a boat on a lake", model_label="<i>x</i>")
    attempt(session, "<b>Fog</b> & a boat on a <u>sea</u>", first, group=uuid4())
    sessions.rename(session, "<s>name</s>")
    html = page(client, session, f"?step={first.pk + 1}")
    assert not re.search(r"<(b|u|i|s)>(Fog|sea|x|name)", html)
    assert "&lt;u&gt;sea" in html


def test_references_that_came_are_shown_on_the_edge(client: Client, session: Session) -> None:
    image = picture()
    image.save()
    first = attempt(session, PROMPT)
    second = attempt(session, PROMPT, first)
    Reference.objects.create(job=second, image=image, position=1)
    assert f'data-reference="{image.pk}"' in page(client, session)


def test_the_newest_attempt_is_outlined_and_a_step_instead_of_it(
    client: Client, session: Session
) -> None:
    jobs = line(session, 3)
    assert re.findall(r'node film here" id="attempt-(\d+)"', page(client, session)) == [
        str(jobs[2].pk)
    ]
    stepping = page(client, session, f"?step={jobs[1].pk}")
    assert re.findall(r'node film here" id="attempt-(\d+)"', stepping) == [str(jobs[1].pk)]


def test_plain_links_step_through_in_order_of_time(client: Client, session: Session) -> None:
    jobs = line(session, 4)
    found, html = [jobs[0].pk], page(client, session, f"?step={jobs[0].pk}")
    while link := re.search(r'id="step-next" [^>]*?href="(\?step=(\d+))"', html):
        found.append(int(link[2]))
        html = page(client, session, link[1])
    assert found == [job.pk for job in jobs]
    assert re.search(rf'id="step-prev" [^>]*?href="\?step={jobs[2].pk}"', html)
    assert re.search(rf'id="step-first" [^>]*?href="\?step={jobs[0].pk}"', html)
    assert 'id="step-last"' not in html


def test_a_step_shows_the_whole_prompt_with_what_changed(client: Client, session: Session) -> None:
    first = attempt(session, f"{PROMPT}, early morning")
    second = attempt(
        session, f"{PROMPT}, late dusk", first,
        parameters={"aspect_ratio": "3:2", "resolution": "4K"},
    )  # fmt: skip
    html = page(client, session, f"?step={second.pk}").partition('id="step"')[2]
    text, _, rest = html.partition('class="step-frames')
    assert "<del>early morning</del> <ins>late dusk</ins>" in text
    assert "1K → 4K" in text
    assert PROMPT in words(text)
    image = re.search(r'data-image="(\d+)"', rest)
    assert image is not None
    assert f"/gallery/{image[1]}/" in rest


@pytest.mark.parametrize("step", ["999999", "0", "boat", "", "9" * 40])
def test_a_step_that_is_none_shows_the_tree(client: Client, session: Session, step: str) -> None:
    attempt(session)
    assert 'id="step"' not in page(client, session, f"?step={step}")


def test_a_step_of_another_session_is_none_here(htmx: Client, session: Session) -> None:
    other = attempt(Session.objects.create())
    assert htmx.get(f"/sessions/{session.pk}/?step={other.pk}").status_code == 404


def test_page_and_step_are_cached_apart(client: Client, session: Session) -> None:
    assert "HX-Request" in client.get(f"/sessions/{session.pk}/")["Vary"]


def test_a_parent_in_another_session_is_told_at_the_root(client: Client, session: Session) -> None:
    parent = attempt(Session.objects.create(), PROMPT)
    root = attempt(session, f"{PROMPT}, late dusk", parent)
    html = page(client, session)
    assert nodes(html) == [root.pk]
    assert f"/sessions/{parent.session_id}/#attempt-{parent.pk}" in html
    step = page(client, session, f"?step={root.pk}")
    assert "late dusk</ins>" in step
    assert f'href="/sessions/{parent.session_id}/?step={parent.pk}"' in step


def test_moved_attempts_take_their_branch_along_or_become_roots(
    client: Client, session: Session
) -> None:
    first, second, third = line(session, 3)
    there = Session.objects.create()
    sessions.move([second.uuid], session, there)
    assert nodes(page(client, session)) == [first.pk, third.pk]
    assert nodes(page(client, there)) == [second.pk]


def test_a_very_long_session_is_cut_and_leads_to_the_earlier_part(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tried, "MOST", 5)
    pks = [job.pk for job in line(session, 12)]
    html = page(client, session)
    assert nodes(html) == pks[7:]
    assert f'href="?before={pks[7]}"' in html
    earlier = page(client, session, f"?before={pks[7]}")
    assert nodes(earlier) == pks[2:7]
    last = page(client, session, f"?before={pks[2]}")
    assert nodes(last) == pks[:2]
    assert "?before=" not in last


def test_attempts_can_be_ticked_where_they_are_to_be_moved(
    client: Client, session: Session
) -> None:
    job = attempt(session)
    there = Session.objects.create(name="There <b>")
    assert 'name="job"' not in page(client, session)
    html = page(client, session, "?choose")
    assert f'type="checkbox" name="job" value="{job.uuid}"' in html
    assert f'<option value="{there.pk}">There &lt;b&gt;</option>' in html
    assert f'<option value="{session.pk}">' not in html


def test_the_current_session_leads_on_to_the_studio_and_another_is_opened(
    client: Client, session: Session
) -> None:
    assert "New attempt" in page(client, session)
    Session.objects.create()
    html = page(client, session)
    assert "New attempt" not in html
    assert f'action="/sessions/{session.pk}/open/"' in html


def test_an_empty_session_has_a_page(client: Client, session: Session) -> None:
    assert "Nothing was tried" in page(client, session)


def test_an_archived_session_says_so(client: Client, session: Session) -> None:
    sessions.archive(session)
    html = page(client, session)
    assert "archived" in html
    assert "bring-back" in html


@pytest.mark.parametrize("id", ["77", "9" * 30])
def test_there_is_no_page_of_a_session_that_is_none(client: Client, id: str) -> None:
    assert client.get(f"/sessions/{id}/").status_code == 404


def test_a_page_has_one_heading_and_each_idea_its_own(client: Client, session: Session) -> None:
    attempt(session, PROMPT)
    attempt(session, "Chess poster")
    html = page(client, session)
    assert html.count("<h1") == 1
    assert re.findall(r'<h3 class="idea">([^<]+)', html) == [PROMPT, "Chess poster"]


def test_it_lasted_as_long_as_between_its_first_and_last_attempt(session: Session) -> None:
    assert tried.of(session).lasted == ""
    first, second = line(session, 2)
    for minutes, said in ((0.2, "1 min"), (25, "25 min"), (130, "2 h 10 min"), (3000, "2 days")):
        moment = first.created_at.timestamp() + minutes * 60
        second.created_at = first.created_at.fromtimestamp(moment, first.created_at.tzinfo)
        second.save()
        assert tried.of(session).lasted == said
