"""Tags that an import gives: one for all, and the names of the folders that a file lies in."""

from __future__ import annotations

from gallery import tags
from gallery.models import Import

from .sources import Item

MOST_FOLDERS = 6


def of(job: Import, item: Item) -> list[str]:
    """Names, the tag for all first."""
    folders = item.folders[-MOST_FOLDERS:] if job.folders_are_tags else ()
    names = (" ".join(name.split())[: tags.LONGEST] for name in (job.tag, *folders))
    return [name.strip() for name in names if name]
