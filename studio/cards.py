"""What the card of a job shows, gathered for many jobs at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from math import ceil

from django.core.cache import cache
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gallery import differences
from gallery.differences import Part
from gallery.models import Image

from . import clock, keys, prices, strips, times, troubles, ways, words
from .disk import DISK
from .models import Job, Reference, Task
from .spools import STORAGE
from .strips import Frame
from .times import Usual
from .troubles import Trouble

FRESH = 5
"""Seconds for which a usual time counts as known."""
REFERENCES = Prefetch("references", Reference.objects.select_related("image"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Texts are ready to be shown; `usual` is seconds, known while the job runs."""

    job: Job
    prompt: str
    state_word: str
    frames: list[Frame]
    references: list[Image]
    trouble: Trouble | None
    notes: list[str]
    pixels: str
    seconds: str
    cost: str
    usual: float | None
    started_at: datetime
    can_cancel: bool
    wait_text: str
    progress: str

    @property
    def error(self) -> str:
        """The code of `data-error`: of failed and unconfirmed jobs only."""
        has_failed = self.job.state in {Job.State.FAILED, Job.State.UNCONFIRMED}
        return self.trouble.code if self.trouble and has_failed else ""

    @property
    def words(self) -> Sequence[Part]:
        """The prompt, with what is new in it since the attempt that it came from."""
        former = self.job.parent.prompt if self.job.parent else self.prompt
        return differences.compare(former, self.prompt)[1]

    @property
    def higher(self) -> str:
        """The resolution at which it could be made next, '' where there is none above."""
        return ways.higher(self.job.resolution, f"{self.job.provider}:{self.job.model}")

    @property
    def images(self) -> list[Image]:
        """Those that can be compared."""
        came = [frame.image for frame in self.frames if frame.image]
        return [image for image in came if not image.is_trashed]

    @property
    def is_short(self) -> bool:
        """Over without an image: there are no frames to show."""
        return self.job.is_over and not any(frame.image for frame in self.frames)


def of(found: Sequence[Job], usuals: Usuals | None = None) -> list[Card]:
    """The cards of these jobs, in their order.

    Few statements whatever their number, and one for each kind of job that is running.
    """
    if not found:
        return []
    prefetch_related_objects(found, "tasks", "parent", REFERENCES)
    images = strips.images(found)
    known = Usuals() if usuals is None else usuals
    return [_card(job, images, None if job.is_over else known.of(job)) for job in found]


class Usuals(dict[tuple[str, str, str, range], Usual | None]):
    """Usual times by kind of job, each looked up once, and every few seconds for all pages."""

    def __missing__(self, kind: tuple[str, str, str, range]) -> Usual | None:
        name = f"usual-{sha256(repr(kind).encode()).hexdigest()}"
        self[kind] = cache.get_or_set(name, partial(times.usual, *kind), FRESH)
        return self[kind]

    def of(self, job: Job) -> Usual | None:
        return self[times.of_job(job)]


def _card(job: Job, images: strips.Images, usual: Usual | None) -> Card:
    tasks = list(job.tasks.all())
    frames = list(strips.frames(job, tasks, images))
    shown = [frame.image for frame in frames if frame.image]
    came = {task: len(images.get(task.uuid, ())) for task in tasks}
    trouble = troubles.of(job, troubles.losses(came))
    made = sum(frame.is_removed for frame in frames) + len(shown)
    if job.is_over and not made:
        frames = [replace(frame, lost="") for frame in frames]
    return Card(
        job=job,
        prompt=job.prompt,
        state_word=_state_word(job, trouble, made),
        frames=frames,
        references=[reference.image for reference in job.references.all()],
        trouble=trouble,
        notes=list(_notes(job, tasks, shown)),
        pixels=_pixels(job, shown),
        seconds=_duration(job.seconds) if job.seconds else "",
        cost=_cost(job, tasks),
        usual=usual.seconds if usual else None,
        started_at=started_at(job),
        can_cancel=any(task.state == Task.State.QUEUED for task in tasks),
        wait_text=_wait_text(job, tasks),
        progress=_progress(tasks),
    )


def _pixels(job: Job, shown: Sequence[Image]) -> str:
    """As delivered, else as expected, '' where the model decides."""
    width, height = (shown[0].width, shown[0].height) if shown else (job.width, job.height)
    return f"{width} × {height}" if width and height else ""


# The words beside it


def _state_word(job: Job, trouble: Trouble | None, made: int) -> str:
    if job.state == Job.State.PARTIAL:
        return _("%(made)d of %(count)d") % {"made": made, "count": job.count}
    if job.state == Job.State.FAILED and trouble:
        return trouble.word
    return str(Job.State(job.state).label)


def _notes(job: Job, tasks: Sequence[Task], shown: Sequence[Image]) -> Iterator[str]:
    yield from words.told(job.fates)
    first = [task for task in tasks if not task.is_replaced]
    if len(first) > 1 and all(fate["name"] != "num_images" for fate in job.fates):
        yield words.calls(len(first), max(task.count for task in first))
    if job.state == Job.State.CANCELLED:
        yield str(words.STOPPED)
    yield from filter(None, (_stopped(job, tasks), _late(tasks)))
    if reshaped := next((image for image in shown if image.is_reshaped), None):
        yield _("Came back as %(width)d × %(height)d, which is not the shape asked for") % {
            "width": reshaped.width,
            "height": reshaped.height,
        }


def _stopped(job: Job, tasks: Sequence[Task]) -> str:
    """What became of a job that was stopped after a part of it was sent."""
    stopped = sum(task.count for task in tasks if task.state == Task.State.CANCELLED)
    going = sum(task.count for task in tasks if not task.is_over)
    if not (stopped and going):
        return ""
    return ngettext(
        "%(stopped)d stopped, %(going)d already sent: it will be kept",
        "%(stopped)d stopped, %(going)d already sent: they will be kept",
        going,
    ) % {"stopped": stopped, "going": going}


def _late(tasks: Sequence[Task]) -> str:
    """A result that came long past its usual time, or when nobody waited for it any more."""
    made = [task.made for task in tasks if task.made and task.state == Task.State.FINISHED]
    seconds = max((each.get("late", 0.0) for each in made), default=0.0)
    if seconds:
        return _("Arrived %s late") % _about(seconds)
    was_given_up = any(each.get("was_given_up") for each in made)
    return _("Arrived after all, when its answer had been given up") if was_given_up else ""


def _progress(tasks: Sequence[Task]) -> str:
    """How far the gateway says it is with what it works on, on average; '' where it does not."""
    waiting = [task for task in tasks if task.state == Task.State.WAITING]
    told = [task.progress for task in waiting if task.progress is not None]
    return _("%d %% made") % (sum(told) / len(told)) if told else ""


AWAY = gettext_lazy("The gateway cannot be reached; tried again in about %s")
TRIED_AGAIN = {
    "asked": gettext_lazy("The gateway asks to wait about %s"),
    STORAGE: gettext_lazy("The storage of the pictures is away; tried again in about %s"),
}


def _wait_text(job: Job, tasks: Sequence[Task]) -> str:
    """Why a task is still queued, or what is done about a lost answer."""
    if any(task.state == Task.State.SUBMITTING and task.error for task in tasks):
        return _("The answer was lost: the gateway is asked about it")
    if any(task.state == Task.State.RECEIVED and task.wait_reason == STORAGE for task in tasks):
        return _("Made and safe; waits for the storage of the pictures, which is away")
    waits = [(t.due_at, t.wait_reason) for t in tasks if t.state == Task.State.QUEUED and t.due_at]
    due_at, reason = min(waits, default=(clock.now(), ""))
    left = (due_at - clock.now()).total_seconds()
    if reason == "pace":
        return _pace_text(keys.requests_per_minute(job.provider), left)
    if reason == "place":
        return _("Waits for a free place: the gateway takes few at once")
    if left < 1 or not reason:
        return ""
    if reason == DISK:
        return _("The disk is full or cannot be written; with room on it this goes on by itself")
    return str(TRIED_AGAIN.get(reason, AWAY)) % _about(left)


def _pace_text(pace: int, left: float) -> str:
    rule = ngettext("%d request a minute", "%d requests a minute", pace) % pace
    if left < 1:
        return _("Waits for a free place: %s") % rule
    words = {"rule": rule, "left": _about(left)}
    return _("Waits for a free place: %(rule)s, about %(left)s") % words


def _about(seconds: float) -> str:
    """`40 s`, `3 min`."""
    if seconds < 100:
        return _("%d s") % ceil(seconds)
    return _("%d min") % ceil(seconds / 60)


def _duration(seconds: float) -> str:
    """`19.4 s`, `2 min 5 s`."""
    if seconds < 100:
        return _("%.1f s") % seconds
    minutes, rest = divmod(round(seconds), 60)
    return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}


# Time and money


def started_at(job: Job) -> datetime:
    """When its first request was sent, before that when it was submitted."""
    sent = [task.submitted_at for task in job.tasks.all() if task.submitted_at]
    return min(sent, default=job.created_at)


def _cost(job: Job, tasks: Sequence[Task]) -> str:
    """What was paid, once it is over; before that what it will come to."""
    if prices.is_free(job):
        return prices.words(None, is_free=True)
    if not job.is_over:
        return prices.words(prices.of(job, tasks))
    known, more = prices.spent(tasks), _perhaps(job, tasks)
    if known or more:
        return " + ".join(filter(None, (known, more)))
    if all(task.money == "no" and task.state != Task.State.FINISHED for task in tasks):
        return _("nothing spent")
    return prices.words(None)


def _perhaps(job: Job, tasks: Sequence[Task]) -> str:
    """What the requests may have cost whose answers are lost; '' where there are none."""
    lost = [task for task in tasks if task.state == Task.State.UNCONFIRMED and task.cost is None]
    cost = prices.of(job, lost) if lost else None
    return _("up to %s") % prices.most(cost) if cost else ""
