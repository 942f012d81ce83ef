"""What happened, written down: rows are only ever added, in the deed's own transaction."""

from __future__ import annotations

from typing import Any

from .actors import Actor
from .models import Collection, Event, Image, Share


def happened(
    kind: str,
    by: Actor,
    *,
    image: Image | None = None,
    collection: Collection | None = None,
    share: Share | None = None,
    **data: Any,
) -> Event:
    """`data` as the kind is told: a verdict's {"verdict": "pick"}, a state's {"state": …}."""
    return Event.objects.create(
        kind=kind,
        name=by.name,
        image=image,
        collection=collection or (by.guest.share.collection if by.guest else None),
        share=share or (by.guest.share if by.guest else None),
        data=data,
        **by.columns,
    )
