"""Sessions that one person alone sees: what is in them is not there for anybody else."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.http import QueryDict

from gallery import belonging, selection
from gallery.models import Image, User

from . import drafts
from .models import Job, Session

IMAGES = ("image", "recipe", "mask", "reference_images", "reference_slots")
JOBS = ("job", "parent")


class NotAloneError(ValueError):
    """Others worked in the session too: it cannot be one person's own."""


def seen(person: User | None, way: str = "") -> Q:
    """Of sessions: those of the team, and a person's own private ones.

    `way` leads to the session from other rows: `session__`.
    """
    everybody = Q(**{f"{way}private_to": None})
    return everybody | Q(**{f"{way}private_to": person}) if person else everybody


def only_seen(data: QueryDict, person: User | None) -> QueryDict:
    """What an address or a form says, without what is private to others.

    An id in a list leaves its place empty, since other lists stand beside it. Two statements
    at most; none while login is off, when everybody may do everything.
    """
    if person is None:
        return data
    hidden = {*_hidden_images(data, person), *_hidden_jobs(data, person)}
    if not hidden:
        return data
    kept = data.copy()
    for name in (*IMAGES, *JOBS):
        if name in kept:
            kept.setlist(name, ["" if value in hidden else value for value in kept.getlist(name)])
    return kept


def is_owner(session: Session, person: User | None) -> bool:
    """Who began it may make it private. Nobody, while login is off."""
    return person is not None and session.made_by_id == person.pk


def set_private(session: Session, person: User | None) -> None:
    """To one person, or to nobody: then everybody sees it. Raises NotAloneError.

    The session says it first and its images follow: whatever arrives in between either is
    found here, or finds it there, see `settle`.
    """
    if person and session.jobs.exclude(made_by=person).exists():
        raise NotAloneError
    session.private_to = person
    session.save(update_fields=["private_to"])
    belonging.set_private(list(session.jobs.values_list("uuid", flat=True)), person)


def settle(job: Job) -> None:
    """What became of its session while the pictures of a job were made holds for them too."""
    now = Session.objects.select_related("private_to").get(jobs=job.pk)
    if (now.pk, now.private_to_id) != (job.session_id, job.session.private_to_id):
        belonging.move([job.uuid], str(now.pk), now.private_to)


def _hidden_images(data: QueryDict, person: User) -> Iterable[str]:
    """As they were written."""
    named = {value: _id(value) for name in IMAGES for value in data.getlist(name)}
    ids = {pk for pk in named.values() if pk}
    if not ids:
        return ()
    hidden = Image.objects.filter(pk__in=ids).exclude(selection.may_see(person))
    wanted = set(hidden.values_list("pk", flat=True))
    return [value for value, pk in named.items() if pk in wanted]


def _hidden_jobs(data: QueryDict, person: User) -> Iterable[str]:
    """As they were written."""
    named = {value: _uuid(value) for name in JOBS for value in data.getlist(name)}
    uuids = {uuid for uuid in named.values() if uuid}
    if not uuids:
        return ()
    hidden = Job.objects.filter(uuid__in=uuids).exclude(seen(person, "session__"))
    wanted = set(hidden.values_list("uuid", flat=True))
    return [value for value, uuid in named.items() if uuid in wanted]


def _id(text: str) -> int | None:
    return int(text) if drafts.is_id(text) else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
