"""What becomes of tasks that were brought back from a backup.

It is a copy: the studio that it was made of may have sent since what stood in line then, and
perhaps still does. So nothing that costs is sent again without a person's word. What was sent
before goes on: asking, looking up and fetching are free.
"""

from __future__ import annotations

from django.utils import timezone

from studio import providers
from studio.models import Job, Task

from . import lost
from .rows import State, settle

RESTORED = "restored"


def part_from_original() -> int:
    """Leave to a person what stood in line; answers how many tasks."""
    free = [each.id for each in providers.all() if each.is_free]
    queued = Task.objects.filter(state=State.QUEUED).exclude(job__provider__in=free)
    jobs = list(queued.order_by().values_list("job", flat=True).distinct())
    count = queued.update(
        state=State.FAILED,
        error=RESTORED,
        error_text="",
        money="perhaps",
        due_at=None,
        ended_at=timezone.now(),
        wait_reason="",
    )
    # That word was given in the other studio, which keeps to it.
    Task.objects.filter(state=State.SUBMITTING, wait_reason=lost.AGAIN).update(wait_reason="")
    for job in Job.objects.filter(pk__in=jobs):
        settle(job)
    return count
