"""What the composer starts with: typed in the address, or taken from a job or an image."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.http import QueryDict

from gallery.models import Image, Parentage

from .models import Job
from .providers import Value

# The largest id that a database can be asked for.
LARGEST_ID = 2**63 - 1
NOT_VALUES = frozenset({"model", "prompt", "image", "as", "job", "submission", "before"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A prompt not yet submitted. `model` is `provider:model` or ''; `values` by field name."""

    model: str = ""
    prompt: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    references: Sequence[Image] = ()


def of(address: QueryDict) -> Draft:
    """The draft that an address asks for; what is typed in it wins over job and image."""
    draft = _of_job(address.get("job", "")) or _of_image(address) or Draft()
    typed = {name: str(value) for name, value in address.items() if name not in NOT_VALUES}
    return replace(
        draft,
        model=address.get("model") or draft.model,
        prompt=address.get("prompt") or draft.prompt,
        values={**draft.values, **typed},
        references=found(address.getlist("reference_images")) or draft.references,
    )


def found(ids: Iterable[str]) -> list[Image]:
    """The images of these ids in this order; those that there are not are left out."""
    order = [int(id) for id in ids if is_id(id)]
    images = Image.objects.in_bulk(order)
    return [images[id] for id in order if id in images]


def is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_ID


def _of_job(uuid: str) -> Draft | None:
    try:
        job = Job.objects.filter(uuid=UUID(uuid)).first()
    except ValueError:
        return None
    if job is None:
        return None
    return Draft(
        model=f"{job.provider}:{job.model}",
        prompt=job.prompt,
        values={**job.parameters, "num_images": job.count},
        references=[r.image for r in job.references.select_related("image")],
    )


def _of_image(address: QueryDict) -> Draft | None:
    image = next(iter(found([address.get("image", "")])), None)
    if image is None:
        return None
    if address.get("as") == "reference":
        return Draft(references=[image])
    parents = Parentage.objects.filter(child=image).select_related("parent")
    return Draft(
        model=f"{image.provider}:{image.model}" if image.provider else "",
        prompt=image.prompt,
        values=image.parameters_asked,
        references=[parentage.parent for parentage in parents],
    )
