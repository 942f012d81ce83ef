"""The prompts that a person has used, each once, to be found again by their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice
from uuid import UUID

from gallery.models import Image, User

from .models import Job

PAGE = 20
MOST_WORDS = 12
# Jobs that are read for one answer, the newest first.
MOST_READ, CHUNK = 50_000, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A prompt, the number and address of the newest job that had it, and its first image."""

    number: int
    job: UUID
    prompt: str
    image: Image | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`older` is the number to ask older ones before, None at the end."""

    entries: Sequence[Entry]
    older: int | None


def find(person: User | None, words: str = "", before: int | None = None) -> Page:
    """The newest prompts that hold all words in any case; everybody's while login is off.

    Three statements.
    """
    wanted = [word.casefold() for word in words.split()[:MOST_WORDS]]
    found = _matching(_distinct(person), wanted)
    if before is not None:
        found = dropwhile(lambda row: row[0] >= before, found)
    numbers = [number for number, _prompt in islice(found, PAGE + 1)]
    older = numbers[PAGE - 1] if len(numbers) > PAGE else None
    return Page(entries=_entries(numbers[:PAGE]), older=older)


def _distinct(person: User | None) -> Iterator[tuple[int, str]]:
    """Each prompt with the number of its newest job. What is no letter of ASCII is beyond the
    databases' own search in any case, so that words are compared here."""
    jobs = Job.objects.filter(made_by=person) if person else Job.objects.all()
    rows = jobs.order_by("-pk").values_list("pk", "prompt")[:MOST_READ]
    seen = set()
    for number, prompt in rows.iterator(chunk_size=CHUNK):
        if prompt not in seen:
            seen.add(prompt)
            yield number, prompt


def _matching(rows: Iterator[tuple[int, str]], wanted: list[str]) -> Iterator[tuple[int, str]]:
    for number, prompt in rows:
        folded = prompt.casefold() if wanted else ""
        if all(word in folded for word in wanted):
            yield number, prompt


def _entries(numbers: list[int]) -> list[Entry]:
    jobs = list(Job.objects.filter(pk__in=numbers).order_by("-pk").only("uuid", "prompt"))
    images = _first_images([job.uuid for job in jobs])
    return [
        Entry(number=job.pk, job=job.uuid, prompt=job.prompt, image=images.get(job.uuid))
        for job in jobs
    ]


def _first_images(jobs: list[UUID]) -> dict[UUID, Image]:
    newest_first = Image.objects.filter(job__in=jobs, trashed_at=None).order_by("-pk")
    return {image.job: image for image in newest_first if image.job}
