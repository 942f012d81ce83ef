"""Every address, by every method, for each role and for nobody, with real things behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gallery import belonging, invitations, people
from gallery.models import (
    Collection,
    CollectionItem,
    Comment,
    Deed,
    Image,
    Import,
    SavedSearch,
    Share,
    Tag,
    User,
)
from studio.models import Job, Kit, KitItem, Preset, Session, Snippet, Task
from tests import factories
from tests.roles import EVERYBODY, HIDDEN, RULES, Rule
from tests.teams import require_login

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SECRET = "zanzibar"
"""A word of what is private, which nobody else may find anywhere."""


@pytest.fixture(autouse=True)
def _team(settings: Any) -> None:
    require_login(settings)
    # Each request is taken back, sign-ins stay.
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"


def names() -> Iterator[str]:
    """Of every address that there is, with those of what is included."""
    return _names(get_resolver(), "")


def _names(resolver: URLResolver, space: str) -> Iterator[str]:
    for found in resolver.url_patterns:
        if isinstance(found, URLPattern):
            yield f"{space}{found.name}"
        elif isinstance(found, URLResolver):
            inner = f"{found.namespace}:" if found.namespace else ""
            yield from _names(found, space + inner)


def test_the_table_knows_every_address_and_no_other() -> None:
    assert sorted(names()) == sorted(RULES)


@dataclass(frozen=True)
class World:
    """Something of each kind, made by one person; `ids` by the prefix of a name of an address."""

    owner: User
    image: Image
    job: Job
    ids: dict[str, dict[str, Any]]

    def address(self, name: str) -> str:
        known = self.ids.get(name)
        if known is None:
            known = next((i for key, i in self.ids.items() if name.startswith(key)), {})
        return reverse(name, kwargs=known)


def job_of(owner: User, prompt: str) -> tuple[Job, Image]:
    """A job with its result, in a session of its own."""
    job = Job.objects.create(
        session=Session.objects.create(made_by=owner, name=f"Session {prompt}"),
        made_by=owner, submission=str(uuid4()), provider="sketch", provider_label="Sketch",
        model="quick", model_label="Quick", prompt=prompt, prompt_sent=prompt, state="finished",
        parameters={}, width=64, height=48,
    )  # fmt: skip
    task = Task.objects.create(job=job, position=1, count=1, state=Task.State.FINISHED)
    seed = Image.objects.count() + 1
    image = factories.image(
        factories.png(seed=seed), has_thumbs=True, prompt=prompt, made_by=owner, job=job.uuid,
        task=task.uuid, frame=0, session=str(job.session_id), copy={"width": 32, "format": "jpeg"},
        model="quick",
    )  # fmt: skip
    return job, image


def a_world(owner: User, prompt: str = "A boat", other: User | None = None) -> World:
    job, image = job_of(owner, prompt)
    kit = Kit.objects.create(name="Kit", made_by=owner)
    KitItem.objects.create(kit=kit, image=image, position=1)
    tag = Tag.objects.create(name=f"tag {prompt}", key=f"tag {prompt}".casefold(), made_by=owner)
    collection = Collection.objects.create(name=f"Picks {prompt}", made_by=owner)
    CollectionItem.objects.create(collection=collection, image=image, position=1)
    share = Share.objects.create(collection=collection, seed=uuid4().hex, made_by=owner)
    guest = {"token": share.token}
    said = Comment.objects.create(image=image, author=owner, text=f"Nice {prompt}")
    gone = Deed.objects.create(
        kind="trash", made_by=owner, data={"images": [], "at": "2026-01-01T00:00:00Z"}
    )
    batch = Import.objects.create(name="Pictures", made_by=owner)
    search = SavedSearch.objects.create(name="Boats", query="q=boat", made_by=owner)
    session, pk = {"id": job.session_id}, {"pk": image.pk}
    snippet = Snippet.objects.create(name="S", text="fog", made_by=owner)
    preset = Preset.objects.create(name="P", width=64, height=64, made_by=owner)
    person = {"pk": (other or owner).pk}
    in_collection = {"pk": collection.pk}
    ids: dict[str, dict[str, Any]] = {
        "studio:remove_snippet": {"id": snippet.pk},
        "studio:remove_preset": {"id": preset.pk},
        **{f"studio:{name}": {"uuid": job.uuid} for name in ("job", "cancel", "retry", "report")},
        **{f"studio:{name}": {"id": kit.pk} for name in ("kit", "load_kit", "remove_kit")},
        "studio:used": {"id": image.pk},
        **{f"studio:{n}_session": session for n in ("open", "rename", "archive", "bring_back")},
        "studio:session": session,
        "studio:set_private": session,
        "studio:move_attempts": session,
        **{f"studio:{name}": {"id": "openai"} for name in ("connect", "disconnect", "test")},
        **{f"studio:{name}_budget": {"id": "openai"} for name in ("keep", "remove")},
        "gallery:choices": {"name": "model"},
        "gallery:change_search": {"pk": search.pk},
        **{
            f"gallery:import_{name}": {"pk": batch.pk}
            for name in ("progress", "piece", "start", "stop", "go_on")
        },
        "gallery:undo": {"uuid": gone.pk},
        "gallery:rename_tag": {"pk": tag.pk},
        "gallery:delete_tag": {"pk": tag.pk},
        **{
            f"gallery:{name}": in_collection
            for name in (
                "collection", "change_collection", "add_new", "remove_images", "order_images",
                "survey_picks", "collection_log", "sign_off", "sign_sheet", "sign_names",
                "sign_files", "shares",
            )
        },
        "gallery:image_note": in_collection | {"image": image.pk},
        "gallery:share_log": in_collection | {"share": share.pk},
        "gallery:revoke_share": in_collection | {"share": share.pk},
        **{f"gallery:{name}": guest for name in ("guest", "guest_done", "guest_leave")},
        "gallery:guest_picks": guest,
        **{
            f"gallery:guest_{name}": guest | pk
            for name in ("image", "original", "verdict", "comments")
        },
        "gallery:guest_thumb": guest | pk | {"side": 320},
        "gallery:guest_remove": guest | pk | {"comment": said.pk},
        **{
            f"gallery:{name}": pk
            for name in (
                "image", "original", "copy", "file", "comments", "read_comments", "tag_image",
                "collect_image", "verdict",
            )
        },
        "gallery:thumb": pk | {"side": 320},
        **{
            f"gallery:{name}_comment": pk | {"comment": said.pk}
            for name in ("remove", "restore", "resolve", "reopen")
        },
        **{
            f"gallery:{name}": person
            for name in ("change_role", "switch_off", "switch_on", "password_link")
        },
        "gallery:revoke_invitation": {"pk": 1},
        "gallery:join": {"token": invitations.invite("viewer", owner)},
        "gallery:password": {"token": invitations.way_back(owner, None)},
    }  # fmt: skip
    for name in ("collections", "kit", "tags", "keep_kit", "collection_names", "session"):
        ids.setdefault(f"gallery:{name}", {})
    for name in ("sessions", "keep_kit"):
        ids.setdefault(f"studio:{name}", {})
    return World(owner, image, job, ids)


DATA = {
    "gallery:verdict": {"verdict": "pick"},
    "gallery:change_search": {"name": "Ships"},
    "gallery:rename_tag": {"name": "Ships"},
    "gallery:image_note": {"note": "Fine"},
    "studio:disconnect": {},
    "gallery:change_role": {"role": "maker"},
    "gallery:invite": {"role": "viewer"},
}
MISSED = {
    # What is right and all the same not there: a budget for who has none, an unknown phrase …
    "studio:fields", "studio:adopt", "studio:keep_budget", "gallery:file",
    "studio:move_attempts", "studio:metrics",
}  # fmt: skip


def ask(client: Client, method: str, address: str, data: dict[str, Any]) -> Any:
    """One request, and nothing of it stays."""
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    with transaction.atomic():
        is_post = method == "POST"
        answer = client.post(address, data) if is_post else client.generic(method, address)
        answer.body = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def browser(person: User | None) -> Client:
    client = Client(raise_request_exception=True)
    if person:
        client.force_login(person)
    return client


def data_of(name: str, world: World) -> dict[str, Any]:
    pk = str(world.image.pk)
    known = {"images": pk, "image": pk, "winner": pk, "tags": "sea"}
    more = {"collection": "Picks", "text": "Fine", "name": "Ships", "query": "q=boat"}
    return known | more | DATA.get(name, {})


def wrongs(client: Client, role: str, world: World, *, is_own: bool) -> Iterator[str]:
    """Each answer that the table does not allow, told in a line."""
    for name, rules in RULES.items():
        address = world.address(name)
        for method in METHODS:
            status = ask(client, method, address, data_of(name, world)).status_code
            if not is_right(name, status, rules.get(method), role, is_own=is_own):
                yield f"{method} {name} for {role}{' (own)' if is_own else ''}: {status}"


def is_right(name: str, status: int, rule: Rule | None, role: str, *, is_own: bool) -> bool:
    if rule is None:
        return status in {403, 405}
    allowed = rule.own if is_own else rule.others
    if role not in allowed:
        return status == 403 or (allowed == HIDDEN and status == 404)
    return status < 500 and status not in {401, 403, 405} and (status != 404 or name in MISSED)


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_role_may_do_what_the_table_says(role: str) -> None:
    other = people.add("olga", "maker")
    people.add("chief", "admin")
    person = people.add("walker", role)
    assert list(wrongs(browser(person), role, a_world(other), is_own=False)) == []
    assert list(wrongs(browser(person), role, a_world(person, "A raft", other), is_own=True)) == []


def test_nobody_is_sent_to_sign_in() -> None:
    world, client = a_world(people.add("olga", "maker")), browser(None)
    wrong = []
    for name, rules in RULES.items():
        for method in METHODS:
            answer = ask(client, method, world.address(name), data_of(name, world))
            is_open = any(rule.is_open for rule in rules.values())
            to = answer.headers.get("Location", "")
            if is_open == to.startswith("/sign-in/") and method in (rules if is_open else METHODS):
                wrong.append(f"{method} {name}: {answer.status_code} {to}")
    assert wrong == []


def test_who_is_switched_off_is_nobody() -> None:
    person = people.add("walker", "admin")
    people.add("chief", "admin")
    client = browser(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert ask(client, "GET", "/gallery/", {})["Location"].startswith("/sign-in/")


def test_while_login_is_off_everybody_may_do_everything(settings: Any) -> None:
    settings.LOGIN_REQUIRED = False
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("SignInRequired")]
    people.add("chief", "admin")
    world = a_world(people.add("olga", "maker"))
    wrong = []
    for name, rules in RULES.items():
        for method in rules:
            status = ask(
                browser(None), method, world.address(name), data_of(name, world)
            ).status_code
            is_method = name != "studio:sign_in" or method in {"GET", "HEAD", "POST"}
            if is_method and (status >= 500 or status in {401, 403, 405}):
                wrong.append(f"{method} {name}: {status}")
    assert wrong == ["POST studio:set_private: 403"]


# What is private


def private_world() -> World:
    world = a_world(people.add("olga", "maker"), SECRET)
    Session.objects.filter(pk=world.job.session_id).update(private_to=world.owner)
    belonging.set_private([world.job.uuid], world.owner)
    world.image.refresh_from_db()
    return world


GONE = [
    *(f"studio:{name}" for name in ("job", "cancel", "retry", "report", "used", "session")),
    *(f"studio:{name}_session" for name in ("open", "rename", "archive", "bring_back")),
    *("studio:move_attempts", "studio:set_private"),
    *(f"gallery:{name}" for name in ("image", "original", "copy", "file", "thumb", "comments")),
    *(f"gallery:{name}" for name in ("read_comments", "tag_image", "collect_image", "verdict")),
    *(f"gallery:{name}_comment" for name in ("remove", "restore", "resolve", "reopen")),
]


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_what_is_private_to_others_is_not_there(role: str) -> None:
    world = private_world()
    client = browser(people.add("walker", role))
    found = {}
    for name in GONE:
        for method in RULES[name]:
            answer = ask(client, method, world.address(name), data_of(name, world))
            found[f"{method} {name}"] = answer.status_code
    assert {place: status for place, status in found.items() if status != 404} == {}


def secrets(client: Client, world: World) -> list[str]:
    """Where the secret word or a picture's address stands, whatever is asked for."""
    asked = {
        "images": world.image.pk, "image": world.image.pk, "reference_images": world.image.pk,
        "job": world.job.uuid, "parent": world.job.uuid, "mask": world.image.pk,
        "recipe": world.image.pk, "q": "", "seen": f"{world.job.pk}.0", "by": "session",
        "session": world.job.session_id, "all": "1", "reference": world.image.pk,
    }  # fmt: skip
    asks = [
        asked, {"q": SECRET}, {"by": "session"}, {"job": world.job.uuid},
        {"image": world.image.pk, "as": "reference"},
    ]  # fmt: skip
    found = []
    for name, rules in RULES.items():
        for method in {"GET", "POST"} & rules.keys():
            for query in asks:
                address = world.address(name)
                if method == "GET":
                    answer = ask(client, method, f"{address}?{urlencode(query)}", {})
                else:
                    answer = ask(client, method, address, query)
                if leaks(answer.body.decode(errors="replace"), query, world):
                    found.append(f"{method} {name}?{urlencode(query)}")
    return found


def leaks(said: str, query: dict[str, Any], world: World) -> bool:
    is_typed = query.get("q") == SECRET
    return (SECRET in said and not is_typed) or f"/gallery/{world.image.pk}/" in said


def test_no_page_tells_of_what_is_private_to_others() -> None:
    world = private_world()
    own = Comment.objects.filter(image=world.image)
    own.update(text="Nice")
    Tag.objects.update(name="sea", key="sea")
    Collection.objects.update(name="Picks")
    Session.objects.update(name="")
    assert secrets(browser(people.add("walker", "admin")), world) == []
    assert "GET gallery:index?by=session" in secrets(browser(world.owner), world)
