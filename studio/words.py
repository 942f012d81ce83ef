"""What people read when something goes wrong: one row for each error code.

A title, what happened, what to do now, whether money was spent, and the ways
on, the likeliest first. No code is ever shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from gallery.formats import FORMATS

from . import offers

Sentence = str | Promise
Way = Literal["again", "edit", "providers", "spending", "let_go"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`word` stands beside the job's number, `lost` in the frame that stays empty."""

    word: Sentence
    title: Sentence
    what: Sentence
    now: Sentence
    lost: Sentence
    ways: tuple[Way, ...] = ("again", "edit")


ERRORS: Mapping[str, Words] = {
    "authentication": Words(
        word=_("Key refused"),
        title=_("The gateway does not accept the key"),
        what=_("The key is missing, mistyped, revoked, or not allowed to use this model."),
        now=_(
            "Set the right key on the providers page or in the environment, then send this again."
        ),
        lost=_("The key was not accepted."),
        ways=("providers", "again"),
    ),
    "credits": Words(
        word=_("No credits"),
        title=_("The account has no credits left"),
        what=_("The gateway wants money on the account before it makes more images."),
        now=_("Top up the account at the gateway, then send this again."),
        lost=_("The account had no credits left."),
    ),
    "rate_limited": Words(
        word=_("Too many"),
        title=_("The gateway takes no more requests for now"),
        what=_("It kept refusing, or asks for a longer pause than the studio waits by itself."),
        now=_("Send it again in a few minutes, or choose another model."),
        lost=_("The gateway took no more requests."),
    ),
    "invalid_request": Words(
        word=_("Not accepted"),
        title=_("The gateway does not accept this job as it is"),
        what=_("One of its settings, its prompt or a reference is not what this model takes."),
        now=_("Change what the gateway names and send it again."),
        lost=_("The gateway did not accept this job."),
        ways=("edit", "again"),
    ),
    "refused": Words(
        word=_("Refused"),
        title=_("The model refused this prompt or a reference"),
        what=_("The gateway's safety rules stopped it."),
        now=_("Say it in other words or leave out a reference. The prompt is kept."),
        lost=_("The model refused to make it."),
        ways=("edit", "again"),
    ),
    "no_image": Words(
        word=_("No image"),
        title=_("The model answered without an image"),
        what=_("It came to an end, yet sent no picture."),
        now=_("Ask more plainly for a picture, or send it again."),
        lost=_("The model answered without an image."),
        ways=("edit", "again"),
    ),
    "not_found": Words(
        word=_("Not found"),
        title=_("The gateway does not know this model or address"),
        what=_("The model was renamed or retired, or the base URL of this provider is wrong."),
        now=_("Check the provider's address and models, or choose another model."),
        lost=_("The gateway does not know this model."),
        ways=("providers", "edit", "again"),
    ),
    "unavailable": Words(
        word=_("Unavailable"),
        title=_("The gateway cannot be reached"),
        what=_("It did not take the request, though it was tried three times."),
        now=_("Check the network, or send it again when the gateway is back."),
        lost=_("The gateway could not be reached."),
    ),
    "timeout": Words(
        word=_("Too late"),
        title=_("The gateway did not finish in time"),
        what=_("No result came within the time in which it could still be collected."),
        now=_("Look into the gateway's own list of requests before you send it again."),
        lost=_("The gateway did not finish in time."),
    ),
    "bad_response": Words(
        word=_("Unreadable"),
        title=_("The answer could not be read"),
        what=_("What came back is no picture, or a broken one, or lies where we do not follow."),
        now=_("Send it again. If it happens twice, choose another model."),
        lost=_("What came back could not be read."),
    ),
    "expired": Words(
        word=_("Expired"),
        title=_("The picture is no longer at the gateway"),
        what=_("It was made, but its link was dead before the picture could be fetched."),
        now=_("Look into the gateway's own gallery, or have it made again."),
        lost=_("Its link was dead before it could be fetched."),
    ),
    "interrupted": Words(
        word=_("Interrupted"),
        title=_("The line was cut while the gateway worked"),
        what=_("The request was sent, and its answer is lost."),
        now=_("Look into the gateway's own list of requests before you send it again."),
        lost=_("The line was cut while it was made."),
    ),
    "restored": Words(
        word=_("In line then"),
        title=_("It stood in line when the backup was made"),
        what=_("The studio that the backup was made of may have sent it since, and paid for it."),
        now=_("Send it here only if that studio is gone, or did not send it."),
        lost=_("It stood in line when the backup was made."),
    ),
    "internal": Words(
        word=_("Our fault"),
        title=_("The studio itself made a mistake"),
        what=_("This is not your prompt's fault. The details stand in the studio's log."),
        now=_("Send it again. If it happens twice, restart the studio."),
        lost=_("The studio itself made a mistake."),
    ),
}

# A task that is unconfirmed may still have been made: these replace the rows above.
UNCONFIRMED = Words(
    word=_("Unconfirmed"),
    title=_("The answer never came"),
    what=_("The request was sent, and the line dropped or stayed silent."),
    now=_(
        "It is not sent again without your word. "
        "Look first whether the gateway's own list or your balance knows of it."
    ),
    lost=_("The answer never came."),
    ways=("again", "let_go"),
)

# It came, and was an error that does not say so.
OPEN = replace(UNCONFIRMED, title=_("The answer leaves open whether it was made"))

# The gateway's own list knows the request, and its sentence stands among these.
LISTED = replace(UNCONFIRMED, now=_("It is not sent again without your word."))

# Paid and made, only the way home failed.
UNFETCHED = Words(
    word=_("Not fetched"),
    title=_("Made, but not fetched yet"),
    what=_("The gateway made it, but the picture could not be downloaded from its link."),
    now=_("The studio keeps trying by itself every five minutes."),
    lost=_("Made, but not fetched yet."),
    ways=("again",),
)

# It came, and less than was asked for.
BUDGET = Words(
    word=_("Budget"),
    title=_("The budget of this month does not allow it"),
    what=_("It was not sent, since the budget is set to stop what would go beyond it."),
    now=_("Raise the budget, wait until the first of the month, or choose another provider."),
    lost=_("The budget did not allow it."),
    ways=("spending", "again", "edit"),
)
FEWER = Words(
    word=_("Partly made"),
    title=_("The model made fewer pictures than asked"),
    what=_("The gateway answered well, only with fewer pictures."),
    now=_("What is missing can be ordered by itself."),
    lost=_("The model made fewer pictures than asked."),
    ways=("again", "edit"),
)

STOPPED = _("Stopped before it was sent.")

MONEY: Mapping[str, Sentence] = {
    "no": _("No money was spent."),
    "perhaps": _("It may have been paid for."),
    "yes": _("It was paid for."),
}

MONEY_OF_ONE: Mapping[str, Sentence] = {
    "no": _("This one cost nothing."),
    "perhaps": _("This one may have been paid for."),
    "yes": _("This one was paid for."),
}

# Names of what no model declares as a field of its own.
NAMES: Mapping[str, Sentence] = {
    "width": _("Width"),
    "height": _("Height"),
    "mask": _("Mask"),
    "size": _("Canvas"),
}

# Why a field is not sent, see `truth.Fate`.
DROPPED: Mapping[str, Sentence] = {
    "references": _("%(label)s %(asked)s left out, this model does not take it with references"),
    "alone": _("%(label)s %(asked)s left out, this model takes it only with references"),
    "together": _("%(label)s %(asked)s left out, it does not go with the other choices"),
    "pixels": _("%(label)s %(asked)s left out, the pixels decide"),
}
NOT_TAKEN = _("%(label)s %(asked)s left out, this model does not take it")

# The worse, the later.
MONEY_ORDER = ("no", "perhaps", "yes")


def of(code: str) -> Words:
    """The row of an error code; an unknown one counts as our own mistake."""
    return ERRORS.get(code, ERRORS["internal"])


def told(fates: Iterable[Mapping[str, Any]]) -> list[str]:
    """What goes out otherwise than it was chosen, see `Job.fates`; older rows are all told."""
    return [adjusted(fate) for fate in fates if fate.get("is_told", True)]


def adjusted(fate: Mapping[str, Any]) -> str:
    """`1:1 instead of 7:6`, `3 calls, this model makes one image a call`."""
    name, asked, sent = str(fate["name"]), str(fate["asked"]), fate["sent"]
    if fate.get("fate") == "emulated":
        return _emulated(name, asked, str(sent))
    known = {"asked": _short(asked), "sent": fate.get("fitted") or sent}
    if name == "reference_images":
        return _surplus(int(asked), int(sent or 0))
    if name == "model":
        return gettext("%(sent)s instead of %(asked)s, which is not connected") % known
    if sent is None:
        label = str(NAMES.get(name) or offers.label(name))
        why = DROPPED.get(str(fate.get("why")), NOT_TAKEN)
        return str(why) % {**known, "label": label}
    return gettext("%(sent)s instead of %(asked)s") % known


def _emulated(name: str, asked: str, sent: str) -> str:
    """What the studio does itself."""
    if name == "num_images":
        counts = sent.split(" + ")
        return calls(len(counts), int(counts[0]))
    if name == "output_format":
        label = FORMATS[asked].label if asked in FORMATS else asked
        return gettext("%s made by the studio") % label
    return gettext("cropped to %s by the studio") % asked


def _surplus(given: int, taken: int) -> str:
    """Which references a model does not get."""
    told = {"first": taken + 1, "last": given, "taken": taken}
    if not taken:
        return gettext("References are not sent, this model takes none")
    if given == taken + 1:
        return gettext("Reference %(last)d is not sent, this model takes %(taken)d") % told
    text = gettext("References %(first)d to %(last)d are not sent, this model takes %(taken)d")
    return text % told


def _short(text: str) -> str:
    return Truncator(text).chars(40)


def calls(number: int, per_call: int) -> str:
    """Why one job is several paid requests."""
    return ngettext(
        "%(number)d calls, this model makes one image a call",
        "%(number)d calls, this model makes at most %(per_call)d images a call",
        per_call,
    ) % {"number": number, "per_call": per_call}
