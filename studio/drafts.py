"""What the composer starts with: typed in the address or the form, or taken from job or image."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.http import QueryDict

from gallery.models import Image, Parentage
from gallery.revisions import Revision

from . import tray, truth, typed, ways
from .models import Job
from .typed import Files
from .uploads import Uploads

# The largest id that a database can be asked for.
LARGEST_ID = 2**63 - 1
NOT_VALUES = frozenset({"image", "as", "adopt", "job", "before", "recipe"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A prompt not yet submitted, for the model `provider:model` or ''.

    `others` are further models that it goes to as well. `values` are texts by field, `drawn_for`
    the model whose fields they were typed into.
    `roles` and `notes` stand beside `references`. `leaves_surplus`: the references that are too
    many for a model were told, and are not sent. `waiting`: so many files are chosen in the
    browser, `said`: what was done to the references, `filled`: what a file's recipe filled.
    `missing`: ids of references that there are not; `refused` and `wrong_mask`: why files were not
    kept. `parent` is the UUID of the job that it goes on from, `raised_from` the resolution of
    that where this one is to be higher.
    """

    model: str = ""
    others: Sequence[str] = ()
    prompt: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    references: Sequence[Image] = ()
    roles: Sequence[str] = ()
    notes: Sequence[str] = ()
    leaves_surplus: bool = False
    said: str = ""
    filled: str = ""
    mask: Image | None = None
    drawn_for: str = ""
    parent: str = ""
    raised_from: str | None = None
    waiting: int = 0
    submission: str = ""
    missing: Sequence[str] = ()
    refused: Sequence[str] = ()
    wrong_mask: str = ""

    @property
    def items(self) -> list[tray.Item]:
        """The references as the tray shows them."""
        return tray.items(self.references, self.roles, self.notes)


def of(address: QueryDict) -> Draft:
    """The draft that an address asks for; what is typed in it wins over job and image."""
    way = address.get("as", "")
    draft = _changed(_of_job(address.get("job", "")), way) or _of_image(address) or Draft()
    values = {n: v for n, v in typed.texts(address).items() if n not in NOT_VALUES}
    waiting = address.get("file_count", "")
    draft = _with_references(draft, address)
    named = models(address)
    return replace(
        draft,
        model=named[0] if named else draft.model,
        others=named[1:],
        prompt=typed.lines(address.get("prompt", "")) or draft.prompt,
        values={**draft.values, **values},
        mask=_mask(values.get("mask", "")) or draft.mask,
        drawn_for=address.get("drawn_for", "") or draft.drawn_for,
        parent=address.get("parent", "") or draft.parent,
        waiting=min(int(waiting), 99) if is_id(waiting) else 0,
        leaves_surplus=True,
    )


def _with_references(draft: Draft, address: QueryDict) -> Draft:
    """With those of the address, where it names any."""
    references = found(address.getlist("reference_images"))
    if not references:
        return draft
    roles, notes = tray.told(address, [image.pk for image in references])
    return replace(draft, references=references, roles=roles, notes=notes)


def posted(data: QueryDict, files: Files, uploads: Uploads) -> Draft:
    """The draft that a form sends along with what was kept of its files."""
    ids = data.getlist("reference_images")
    references = found(ids)
    known = {str(image.pk) for image in references}
    roles, notes = tray.told(data, [image.pk for image in references])
    more = [""] * len(uploads.images)
    named = models(data)
    return Draft(
        model=named[0] if named else "",
        others=named[1:],
        prompt=typed.lines(data.get("prompt", "")),
        values=typed.texts(data, files),
        references=[*references, *uploads.images],
        roles=[*roles, *more],
        notes=[*notes, *more],
        leaves_surplus=tray.is_surplus_told(data) and not uploads.images,
        mask=uploads.mask or _mask(data.get("mask", "")),
        drawn_for=data.get("drawn_for", ""),
        parent=data.get("parent", ""),
        submission=data.get("submission", ""),
        missing=[id for id in ids if id and id.lstrip("0") not in known],
        refused=uploads.refused,
        wrong_mask=uploads.wrong_mask,
    )


def models(data: QueryDict) -> list[str]:
    """Each model that was chosen once, in their order."""
    return list(dict.fromkeys(filter(None, data.getlist("model"))))


def found(ids: Iterable[str]) -> list[Image]:
    """The images of these ids in this order; those that there are not are left out."""
    order = [int(id) for id in ids if is_id(id)]
    images = Image.objects.in_bulk(order)
    return [images[id] for id in order if id in images]


def parent(draft: Draft) -> Job | None:
    """The job that it goes on from; one that is gone is none."""
    try:
        return Job.objects.filter(uuid=UUID(draft.parent)).first()
    except ValueError:
        return None


def is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_ID


def _of_job(uuid: str) -> Draft | None:
    try:
        job = Job.objects.filter(uuid=UUID(uuid)).first()
    except ValueError:
        return None
    if job is None:
        return None
    model = f"{job.provider}:{job.model}"
    references = list(job.references.select_related("image"))
    return Draft(
        model=model,
        prompt=job.prompt,
        values=_values({**job.parameters, "num_images": job.count}, job.fates, job.copy),
        references=[reference.image for reference in references],
        roles=[reference.role for reference in references],
        notes=[reference.note for reference in references],
        mask=job.mask,
        drawn_for=model,
        parent=str(job.uuid),
    )


def _of_image(address: QueryDict) -> Draft | None:
    image = next(iter(found([address.get("image", "")])), None)
    if image is None:
        return None
    way = address.get("as", "")
    if way == "reference":
        return Draft(references=[image])
    draft = _of_job(str(image.job)) or _of_recipe(image)
    if way == "continue":
        draft = _continued(draft, image)
    draft = replace(draft, prompt=_taken(Revision.of(image), address))
    return _changed(draft, way, image.seed)


def _of_recipe(image: Image) -> Draft:
    """What the image itself knows, where its job is gone."""
    parents = Parentage.objects.filter(child=image).select_related("parent")
    model = f"{image.provider}:{image.model}" if image.provider else ""
    return Draft(
        model=model,
        values=_values(image.parameters_asked, image.fates, image.copy),
        references=[parentage.parent for parentage in parents],
        drawn_for=model,
    )


def _continued(draft: Draft, image: Image) -> Draft:
    """With the image as first reference, before the others."""
    rest = [item for item in draft.items if item.image.pk != image.pk]
    return replace(
        draft,
        references=[image, *(item.image for item in rest)],
        roles=["", *(item.role for item in rest)],
        notes=["", *(item.note for item in rest)],
        mask=None,
    )


def _changed(draft: Draft | None, way: str, seed: int | None = None) -> Draft | None:
    """By a way of `studio.ways`."""
    if draft is None or not way:
        return draft
    values = ways.values(way, draft.values, draft.model, seed)
    before = ways.tier(draft.values, draft.model) if way == "final" else None
    return replace(draft, values=values, raised_from=before)


def _taken(revision: Revision, address: QueryDict) -> str:
    """The prompt as it was typed, with one phrase of the revised one, or the revised one."""
    if address.get("as") == "revised":
        return revision.whole or revision.typed
    number = address.get("adopt", "")
    made = revision.adopted(int(number), revision.typed) if is_id(number) else None
    return revision.typed if made is None else made


def _values(
    parameters: Mapping[str, Any], fates: Sequence[Mapping[str, Any]], copy: Mapping[str, Any]
) -> dict[str, str]:
    """What was asked for, though something else was sent."""
    sent = {name: typed.text(value) for name, value in parameters.items()}
    exact = {"exact": "on"} if "width" in copy else {}
    asked = {n: v for n, v in truth.asked(fates).items() if n not in typed.OWN}
    return sent | asked | exact


def _mask(id: str) -> Image | None:
    return next(iter(found([id])), None)
