"""One prompt for several models at once: what each of the further ones says to the same form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from . import forms, prices, times, typed
from .drafts import Draft
from .forms import PromptForm
from .providers import Cost
from .times import Usual

MOST = 6


def beside(draft: Draft) -> list[PromptForm]:
    """The forms of the further models, each as if it were sent now: so it says what is wrong."""
    return [forms.sent(replace(draft, model=name)) for name in draft.others]


def is_ready(form: PromptForm) -> bool:
    return form.name == form.draft.model


def left_out(draft: Draft) -> list[str]:
    """The further models that are not connected, a sentence each."""
    missing = [form.draft.model for form in beside(draft) if not is_ready(form)]
    return [_("%s left out, it is not connected") % typed.plain(name, 60) for name in missing]


def labels(asked: Sequence[PromptForm]) -> list[str]:
    """What each of them is called here: its provider, where that is not another's as well."""
    providers = Counter(form.provider.label for form in asked if is_ready(form))
    models = Counter(form.spec.label for form in asked if is_ready(form))
    return [_label(form, providers, models) for form in asked]


def _label(form: PromptForm, providers: Counter[str], models: Counter[str]) -> str:
    if not is_ready(form):
        return typed.plain(form.draft.model, 60)
    if providers[form.provider.label] == 1:
        return form.provider.label
    if models[form.spec.label] == 1:
        return form.spec.label
    return f"{form.provider.label} {form.spec.label}"


def grouped(asked: Sequence[PromptForm], told: Sequence[Sequence[str]]) -> list[str]:
    """`1min.ai: 1:1 instead of 7:6; Seed 4 left out`, one for each that has something to say."""
    return [
        f"{label}: {'; '.join(sentences)}"
        for label, sentences in zip(labels(asked), told, strict=True)
        if sentences
    ]


def problems(form: PromptForm) -> list[str]:
    """What is wrong with the form for this model. An empty prompt is not this model's matter."""
    has_prompt = bool(form.draft.prompt.strip())
    named = [name for name in form.errors if has_prompt or name != "prompt"]
    return [str(sentence) for name in named for sentence in form.errors[name]]


def too_many(asked: Sequence[PromptForm]) -> str:
    if len(asked) <= MOST:
        return ""
    told = {"most": MOST, "given": len(asked)}
    return _("At most %(most)d models at once, and there are %(given)d.") % told


def wrong(asked: Sequence[PromptForm]) -> list[str]:
    """What keeps a submit from being sent that its first form does not say itself."""
    first, *others = asked
    known = {str(sentence) for sentences in first.errors.values() for sentence in sentences}
    told = [[s for s in problems(form) if s not in known] for form in others]
    return [*filter(None, [too_many(asked)]), *grouped(asked, [[], *told])]


def price(asked: Iterable[PromptForm]) -> str:
    """The sum of all: `about $0.404 + 60 credits`."""
    paid = [form for form in asked if not form.provider.is_free]
    return prices.together(map(cost, paid)) if paid else prices.words(None, is_free=True)


def cost(form: PromptForm) -> Cost | None:
    return prices.estimate(
        form.provider,
        form.spec,
        form.counts,
        prompt=form.prompt_sent,
        parameters=form.chosen,
        inputs=len(form.brief.inputs),
    )


def usual(asked: Iterable[PromptForm]) -> Usual | None:
    """How long the slowest of them takes here; None where one of them has no history."""
    known = list(_usuals(asked))
    found = [each for each in known if each]
    return max(found, key=lambda each: each.seconds) if len(found) == len(known) else None


def _usuals(asked: Iterable[PromptForm]) -> Iterator[Usual | None]:
    for form in asked:
        tier = str(form.selection.canvas.get("resolution", ""))
        alike = times.alike(len(form.brief.inputs))
        yield times.own(form.provider.id, form.spec.id, tier, alike)
