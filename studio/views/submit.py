"""`POST /jobs/`: jobs from what the composer sends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST

from gallery import access
from gallery.access import Act
from gallery.models import User
from studio import (
    budgeting,
    drafts,
    feed,
    forms,
    jobs,
    pads,
    privacy,
    sessions,
    several,
    uploads,
)
from studio.desk import writing
from studio.forms import PromptForm
from studio.jobs import Order
from studio.models import Job
from studio.sessions import Chosen
from studio.uploads import Uploads

from .answers import is_fragment, see_other, shown
from .compose import composer, page


@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.MAKE)
    person = access.person(request)
    data = privacy.only_seen(request.POST, person)
    kept = _uploaded(request, data, person)
    asked = forms.submitted(data, request.FILES, kept)
    if _is_refused(asked):
        pads.keep(person, data, kept.images)
        return _refused(request, asked[0])
    with writing():  # in one: each of its own would stand in line for the database
        made = jobs.submit_all(_orders(asked, sessions.chosen(request)), person)
        pads.keep(person, data, kept.images, made[0])
    return _made(request, made)


def _uploaded(request: HttpRequest, data: QueryDict, person: User | None) -> Uploads:
    mask = request.FILES.get("mask") if forms.take_mask(data) else None
    return uploads.keep(request.FILES.getlist("references"), person, mask=mask)


def _is_refused(asked: Sequence[PromptForm]) -> bool:
    if several.too_many(asked) or not all(form.is_valid() for form in asked):
        return True
    return budgeting.refuse(asked) and not jobs.is_known(asked[0].cleaned_data["submission"])


def _orders(asked: Sequence[PromptForm], chosen: Chosen | None) -> Iterator[Order]:
    """Those for several models share a group, named after the form like their submissions."""
    submission = UUID(asked[0].cleaned_data["submission"])
    parent = drafts.parent(asked[0].draft)
    if len(asked) == 1:
        yield _order(asked[0], str(submission), parent=parent, chosen=chosen)
        return
    for form in asked:
        mark = f"{submission}:{_mark(form.name)}"
        yield _order(form, mark, parent=parent, chosen=chosen, group=submission)


def _order(form: PromptForm, submission: str, **links: Any) -> Order:
    """`links` are parent, group and session."""
    links |= {"provider": form.provider, "spec": form.spec, "submission": submission}
    return Order(
        prompt=form.cleaned_data["prompt"],
        parameters=form.chosen,
        count=form.count,
        references=form.reference_images,
        roles=form.roles,
        notes=form.notes,
        fates=[fate.as_json() for fate in form.fates],
        copy=form.copy,
        mask=form.mask,
        **links,
    )


def _mark(name: str) -> str:
    """Short enough for the column, whatever a model is called."""
    return sha256(name.encode()).hexdigest()[:32]


def _made(request: HttpRequest, made: list[Job]) -> HttpResponse:
    if not is_fragment(request):
        return see_other(*(made if len(made) == 1 else ()))
    fresh = feed.of(reversed(made))
    context = {
        "rows": fresh.rows,
        "submission": forms.submission(),
        "parent": made[0].uuid,
        "head": sessions.head(made[0].session),
    }
    response = shown(request, "studio/_submitted.html", context, fresh)
    response.status_code = 201
    return response


def _refused(request: HttpRequest, form: PromptForm) -> HttpResponse:
    if not is_fragment(request):
        return render(request, "studio/compose.html", page(request, form), status=422)
    response = render(request, "studio/_composer.html", composer(request, form), status=422)
    response["HX-Retarget"], response["HX-Reswap"] = "#composer", "outerHTML"
    return response
