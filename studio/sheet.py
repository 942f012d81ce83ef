"""What the page shows of a form: its fields in their order, pixels, price, and what is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TypeAlias

from django.forms import BoundField
from django.utils.translation import gettext as _

from gallery.models import User

from . import (
    budgeting,
    canvas,
    fields,
    keys,
    numbering,
    offers,
    presets,
    quotes,
    references,
    several,
    times,
    truth,
    words,
)
from .canvas import SHAPE
from .forms import PromptForm
from .presets import Shown
from .truth import Fate

Groups: TypeAlias = list[tuple[str, fields.Models]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The canvas that is not drawn: a typed ratio, or pixels.

    `width` and `height` give its shape. `is_sent`: it goes out just so.
    """

    ratio: str
    width: int
    height: int
    is_sent: bool

    @property
    def is_used(self) -> bool:
        return bool(self.width)

    @property
    def label(self) -> str:
        return self.ratio or canvas.text(self.width, self.height)


@dataclass(frozen=True, slots=True)
class Left:
    """A choice that this model does not take; it waits for one that does."""

    name: str
    label: str
    value: str


class Sheet:
    """A form as the templates see it."""

    def __init__(self, form: PromptForm, person: User | None) -> None:
        self.form, self._person = form, person

    # The models

    @cached_property
    def others(self) -> list[PromptForm]:
        """The forms of the further models that the same prompt goes to.

        Before it is sent only of those that are ready, as they can be chosen.
        """
        found = several.beside(self.form.draft)
        return [other for other in found if self.form.is_bound or several.is_ready(other)]

    @property
    def asked(self) -> list[PromptForm]:
        return [self.form, *self.others]

    @cached_property
    def models(self) -> Groups:
        """All that are ready, by provider."""
        return fields.grouped(keys.models())

    @cached_property
    def further(self) -> Groups:
        """Those that are not chosen yet; none where there are as many as may be."""
        chosen = {form.name for form in self.asked}
        if len(self.asked) >= several.MOST:
            return []
        left = [(g, [m for m in models if m[0] not in chosen]) for g, models in self.models]
        return [(provider, models) for provider, models in left if models]

    @property
    def total(self) -> int:
        return self.form.count * len(self.asked)

    @property
    def wrong_elsewhere(self) -> list[str]:
        """What keeps it from being sent that is no matter of the first model alone."""
        return several.wrong(self.asked) if self.form.is_bound else []

    # The fields

    @property
    def shown(self) -> list[BoundField]:
        """Shape, resolution and count first, then what else is not folded."""
        parameters = self.form.parameters
        first = [name for name in SHAPE if name in parameters]
        plain = [name for name, parameter in parameters.items() if not parameter.is_folded]
        rest = [name for name in plain if name not in first]
        return [self.form[name] for name in (*first, "num_images", *rest)]

    @property
    def hints(self) -> list[BoundField]:
        """The open fields with a help text: it stands with that of the model, out of the way."""
        return [field for field in self.shown if field.help_text]

    @property
    def folded(self) -> list[BoundField]:
        """What else the model takes, long texts last, and the mask."""
        names = [name for name, p in self.form.parameters.items() if p.is_folded]
        mask = ["mask"] if references.takes_mask(self.form.spec) else []
        return [self.form[name] for name in (*names, *mask)]

    @property
    def left(self) -> list[Left]:
        """What was chosen for another model, so that it can be let go, or goes back with it."""
        offered = self.form.parameters.keys() | {"mask"}
        return [
            Left(fate.name, offers.label(fate.name), fate.asked)
            for fate in self.form.fates
            if fate.fate == "dropped" and fate.name not in offered and offers.is_known(fate.name)
        ]

    @property
    def is_more_open(self) -> bool:
        return any(field.errors for field in self.folded)

    # The canvas

    @cached_property
    def own(self) -> Own:
        wanted, drawn = self.form.selection.wanted, self.form.selection.words(SHAPE[0])
        width, height, ratio = wanted.width, wanted.height, ""
        if not wanted.is_exact and canvas.is_shape(wanted.aspect_ratio):
            is_drawn = any(canvas.is_same(wanted.aspect_ratio, word) for word in drawn)
            ratio = "" if is_drawn else wanted.aspect_ratio
            width, height = map(int, ratio.split(":")) if ratio else (0, 0)
        is_told = any(fate.is_told and fate.name in {*SHAPE, truth.SIZE} for fate in self._fates)
        return Own(ratio=ratio, width=width, height=height, is_sent=not is_told)

    @property
    def is_own_open(self) -> bool:
        names = ("width", "height", "preset")
        return self.own.is_used or any(self.form[name].errors for name in names)

    @property
    def known_presets(self) -> list[Shown]:
        return presets.known()

    @cached_property
    def own_presets(self) -> list[Shown]:
        return presets.own(self._person)

    @property
    def shape(self) -> str:
        """The drawn shape that goes out, '' where none does."""
        return str(self.form.selection.canvas.get(SHAPE[0], ""))

    @property
    def tier(self) -> str:
        return str(self.form.selection.canvas.get(SHAPE[1], ""))

    @cached_property
    def sizes(self) -> dict[str, str]:
        """`16:9|1K` → `1376 × 768`, for each shape and tier whose pixels are known."""
        found = {}
        selection = self.form.selection
        for pair in product(*(selection.words(name) or ("",) for name in SHAPE)):
            if pixels := selection.pixels(dict(zip(SHAPE, pair, strict=True))):
                found["|".join(pair)] = pixels
        return found

    @property
    def pixels(self) -> str:
        return self.form.selection.pixels(self.form.selection.canvas)

    # What it comes to

    @property
    def price_text(self) -> str:
        return several.price(self.asked)

    @cached_property
    def usual_text(self) -> str:
        """How long this takes here, where own history tells it; of several models the slowest."""
        return times.words(several.usual(self.asked))

    @property
    def can_ask(self) -> bool:
        """Whether the gateway itself tells the price, once the page is there."""
        return not self.others and quotes.can_ask(self.form)

    @property
    def notes(self) -> list[str]:
        """What will be refused, and what goes out otherwise than it was chosen."""
        form = self.form
        wrong = [] if form.is_bound else list(references.too_many(form.draft, form.spec))
        told = words.told(fate.as_json() for fate in self._fates)
        own = [*self._step(), *wrong, *filter(None, [form.refusal]), *told]
        left_out = [] if form.is_bound else [*several.left_out(form.draft), *self.budgets]
        if not self.others:
            return [*own, *left_out]
        each = [own, *map(self._notes_of, self.others)]
        return [*several.grouped(self.asked, each), *left_out]

    @cached_property
    def budgets(self) -> list[str]:
        """What is left of budgets that are nearly gone."""
        return budgeting.told(self.asked)

    def _step(self) -> Iterator[str]:
        """`1K → 4K, about $0.067 → about $0.151`, on the way to the final picture."""
        before, form = self.form.draft.raised_from, self.form
        if before is None or form.is_bound:
            return
        if not self.tier or before == self.tier:
            yield _("There is no higher resolution than this with %s") % form.spec.label
            return
        values = {**form.draft.values, SHAPE[1]: before}
        draft = replace(form.draft, values=values, others=())
        was = several.price([PromptForm(form.provider, form.spec, draft)])
        yield f"{before} → {self.tier}, {was} → {several.price([form])}"

    def _notes_of(self, other: PromptForm) -> list[str]:
        """Once it was sent in vain, what is wrong is told by `wrong_elsewhere`."""
        told = words.told(fate.as_json() for fate in other.fates)
        return told if self.form.is_bound else [*several.problems(other), *told]

    @property
    def sent_along(self) -> list[str]:
        """What is numbered into the prompt."""
        return numbering.lines(self.form.roles, self.form.notes)

    @property
    def most_references(self) -> int:
        return references.most(self.form.spec)

    @property
    def help(self) -> tuple[str, str]:
        """The model's help: its first sentence, and the rest."""
        first, dot, rest = self.form.spec.help.partition(". ")
        return first + dot.strip(), rest

    @property
    def _fates(self) -> list[Fate]:
        return [*self._model(), *self.form.fates]

    def _model(self) -> Iterator[Fate]:
        """A draft for a model that is not ready was given another."""
        asked = self.form.draft.model
        if asked and asked != self.form.name and not self.form.is_bound:
            name = self.form.name
            yield Fate(
                name="model", asked=asked, fitted=name, sent=name, fate="converted", is_told=True
            )
