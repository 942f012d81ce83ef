"""How the work goes: what takes too long, what waits for a person, what failed of late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.metrics import numbers
from studio.models import Task

from .findings import Finding, fine, hint

LONG = timedelta(hours=1)
OF_LATE = timedelta(days=1)


def findings() -> Iterator[Finding]:
    yield from _long()
    yield from _unconfirmed()
    yield _failed()


def _long() -> Iterator[Finding]:
    since = timezone.now() - LONG
    old = Task.objects.filter(state__in=Task.UNFINISHED, job__created_at__lt=since)
    if not (count := old.count()):
        return
    text = ngettext(
        "%d task is not finished after more than an hour",
        "%d tasks are not finished after more than an hour",
        count,
    )
    by_state = old.values_list("state").annotate(count=Count("pk")).order_by("state")
    advice = _("A gateway may be slow or a limit low; each job's page says what it waits for.")
    yield hint(text % count, advice, *(f"{state}: {number}" for state, number in by_state))


def _unconfirmed() -> Iterator[Finding]:
    if not (count := numbers.tasks()[Task.State.UNCONFIRMED]):
        return
    text = ngettext("%d task is unconfirmed", "%d tasks are unconfirmed", count) % count
    advice = _("Perhaps paid, the answer lost. Look at the gateway, then retry or cancel its job.")
    yield hint(text, advice)


def _failed() -> Finding:
    since = timezone.now() - OF_LATE
    late = Task.objects.filter(state=Task.State.FAILED, ended_at__gt=since)
    kinds = late.values_list("job__provider", "error").annotate(count=Count("pk"))
    lines = [f"{provider}, {error or '?'}: {count}" for provider, error, count in kinds]
    if not lines:
        return fine(_("No task failed within a day"))
    count = late.count()
    text = ngettext("%d task failed within a day", "%d tasks failed within a day", count) % count
    return hint(text, _("Each job's page says why and what to do."), *sorted(lines))
