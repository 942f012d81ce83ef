"""Why a job failed or is unconfirmed, and the ways on: what the card says and offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from . import prices, words
from .models import Job, Task
from .providers import Cost
from .words import Way, Words

LONGEST_QUOTE = 300
# Texts of these errors are the gateway's own; those of the rest are ours or the network's.
TOLD_BY_GATEWAY = frozenset(
    {"authentication", "credits", "rate_limited", "invalid_request", "refused", "not_found"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button, or a link where `method` is get. `question` is asked before it is done."""

    label: str
    url: str
    method: str = "post"
    question: str = ""
    is_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """`money` is a sentence, `code` the word of `data-error`."""

    code: str
    word: str
    title: str
    text: str
    money: str
    actions: list[Action]


@dataclass(frozen=True, slots=True)
class Loss:
    """A task that is over and the number of its pictures that did not come."""

    task: Task
    count: int


def of(job: Job, losses: Sequence[Loss]) -> Trouble | None:
    """The trouble of a job that is over; None where nothing was lost."""
    if not losses or not job.is_over or job.state == Job.State.FINISHED:
        return None
    task = min((loss.task for loss in losses), key=_rank)
    row = _row(task)
    return Trouble(
        code=task.error or "internal",
        word=str(row.word),
        title=str(row.title),
        text=" ".join(_sentences(task, row)),
        money=_money_text(job, losses),
        actions=_ways_on(job, losses, row),
    )


def losses(came: Mapping[Task, int]) -> list[Loss]:
    """What the tasks of a job have lost, by how many pictures of each are in the gallery."""
    found = [Loss(task, _lacking(task, came[task])) for task in came if not task.is_replaced]
    return [loss for loss in found if loss.count > 0]


def removed(task: Task, missing: int) -> int:
    """How many pictures that a finished task lacks did come, and were thrown away since."""
    is_finished = task.state == Task.State.FINISHED
    return max(missing - _lacking(task, 0), 0) if is_finished else 0


def lost(job: Job, task: Task) -> str:
    """Why a frame of this task stays empty, in one or two short sentences; '' while it may come."""
    if task.state == Task.State.CANCELLED:
        return f"{words.STOPPED} {words.MONEY_OF_ONE['no']}"
    if task.state == Task.State.FINISHED and not task.error:
        return str(words.FEWER.lost)
    if task.is_over:
        return f"{_row(task).lost} {words.MONEY_OF_ONE[_money(job, [task])]}"
    return ""


def _lacking(task: Task, came: int) -> int:
    """Of a finished task it was counted when it ended: what was thrown away since did come."""
    if task.state == Task.State.FINISHED:
        return int((task.made or {}).get("missing", 0))
    return task.count - came if task.state in _LOST else 0


_LOST = frozenset({Task.State.FAILED, Task.State.UNCONFIRMED})


def _rank(task: Task) -> int:
    """Whose words stand for all: a lost answer's first, a shortfall's last."""
    return (Task.State.UNCONFIRMED, Task.State.FAILED, Task.State.FINISHED).index(task.state)


def _row(task: Task) -> Words:
    if task.state == Task.State.UNCONFIRMED:
        is_listed = "listed" in (task.made or {})
        return words.LISTED if is_listed else _unconfirmed(task)
    if task.state == Task.State.FINISHED and not task.error:
        return words.FEWER
    if _is_held_back(task):
        return words.BUDGET
    is_tried = task.has_live_links and task.error != "bad_response"
    return words.UNFETCHED if is_tried else words.of(task.error)


def _is_held_back(task: Task) -> bool:
    """Kept from being sent by a budget; its text is ours and not the gateway's."""
    return task.state == Task.State.FAILED and task.wait_reason == "budget"


def _unconfirmed(task: Task) -> Words:
    return words.OPEN if _is_answered(task) else words.UNCONFIRMED


def _money(job: Job, lost: Iterable[Task]) -> str:
    """The worst of what the lost tasks may have cost."""
    if prices.is_free(job):
        return "no"
    return max((task.money for task in lost), key=words.MONEY_ORDER.index)


def _money_text(job: Job, losses: Sequence[Loss]) -> str:
    tasks = [loss.task for loss in losses]
    money, known = _money(job, tasks), prices.spent(tasks)
    if all(task.state == Task.State.FINISHED and not task.error for task in tasks):
        return ""
    if money == "yes" and known:
        return _("It was paid for: %s.") % known
    return str(words.MONEY[money])


# What happened


def _sentences(task: Task, row: Words) -> Iterator[str]:
    said = task.made or {}
    note = str(said.get("note", ""))
    yield _when(task) or str(row.what)
    if listed := _quote(said.get("listed", "")):
        yield _listed(task, listed)
    elif quote := _quote(task.error_text.replace(note, "")):
        is_ours = _is_held_back(task)
        is_told = (task.error in TOLD_BY_GATEWAY and not is_ours) or _is_answered(task)
        yield (_("The gateway says: “%s”.") if is_told else _("Details: “%s”.")) % quote
    if note:
        yield _("The model said instead: “%s”.") % _quote(note)
    yield str(row.now)


def _listed(task: Task, said: str) -> str:
    """What the gateway's own list of requests tells of a lost answer."""
    parts = ", ".join(filter(None, (said, prices.spent([task]))))
    words = {"provider": task.job.provider_label, "said": parts}
    known = _("%(provider)s's list: %(said)s.") % words
    return f"{known} {_('The pictures cannot be fetched again.')}"


def _when(task: Task) -> str:
    """The hours of a request of which nobody knows whether it was made."""
    if task.state != Task.State.UNCONFIRMED or not (task.submitted_at and task.ended_at):
        return ""
    hours = {"left": _hour(task.submitted_at), "end": _hour(task.ended_at)}
    if _is_answered(task):
        known = {**hours, "status": task.http_status}
        return _("The request left at %(left)s, and the answer was an error (%(status)d).") % known
    if task.error == "timeout":
        return _("The request left at %(left)s, and by %(end)s no answer had come.") % hours
    return _("The request left at %(left)s and the line dropped at %(end)s.") % hours


def _is_answered(task: Task) -> bool:
    """Whether the gateway did answer a request that is unconfirmed, though with no clear word."""
    return task.state == Task.State.UNCONFIRMED and bool(task.http_status)


def _hour(moment: datetime, form: str = "%H:%M:%S") -> str:
    return timezone.localtime(moment).strftime(form)


def _quote(text: str) -> str:
    """Foreign words in one printable line, cut."""
    line = "".join(c for c in " ".join(text.split()) if c.isprintable()).rstrip(".")
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"


# What can be done


def _ways_on(job: Job, losses: Sequence[Loss], row: Words) -> list[Action]:
    draw: Mapping[Way, Callable[[], Action]] = {
        "again": lambda: _again(job, losses, row),
        "edit": lambda: Action(
            label=_("Edit again"),
            url=f"{reverse('studio:compose')}?job={job.uuid}",
            method="get",
        ),
        "providers": lambda: Action(
            label=_("Providers"), url=reverse("studio:providers"), method="get"
        ),
        "spending": lambda: Action(
            label=_("Spending"), url=reverse("studio:spending"), method="get"
        ),
        "let_go": lambda: Action(
            label=_("Leave it"), url=reverse("studio:cancel", args=[job.uuid])
        ),
    }
    first, *rest = (draw[way]() for way in row.ways)
    return [replace(first, is_first=True), *rest]


def _again(job: Job, losses: Sequence[Loss], row: Words) -> Action:
    url, tasks = reverse("studio:retry", args=[job.uuid]), [loss.task for loss in losses]
    if all(task.is_free_again for task in tasks):
        until = min(task.links_until for task in tasks if task.links_until)
        return Action(label=_("Fetch again, free until %s") % _hour(until, "%H:%M"), url=url)
    money, cost = _money(job, tasks), _cost(job, losses)
    if row is words.FEWER:
        label = _("Make the missing %d") % sum(loss.count for loss in losses)
    elif money == "perhaps" and row in (words.UNCONFIRMED, words.OPEN):
        label = _("It was not charged: send again")
    elif money == "no":
        label = _("Send again")
    else:
        return Action(label=_paid_again(money, cost), url=url, question=_question(money))
    return Action(label=_priced(label, cost), url=url)


def _cost(job: Job, losses: Sequence[Loss]) -> Cost | None:
    """What it costs to send them again: by a list, else what they cost the first time."""
    counts = [loss.count for loss in losses if not loss.task.is_free_again]
    cost = prices.of_counts(job, counts) or prices.told(loss.task for loss in losses)
    return cost if cost and cost.amount else None


def _priced(label: str, cost: Cost | None) -> str:
    return f"{label}, {prices.words(cost)}" if cost else label


def _paid_again(money: str, cost: Cost | None) -> str:
    if cost:
        return _("Send again, up to %s more") % prices.most(cost)
    return (
        _("Send again, perhaps paid twice") if money == "perhaps" else _("Send again, paid again")
    )


def _question(money: str) -> str:
    if money == "yes":
        return _("The first request was paid for. Pay for another one?")
    return _("The first request may have been paid for. Send it again all the same?")
