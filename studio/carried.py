"""Recipes that files carry, on their way into the form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import gcd
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from gallery import access, metadata, ratios, store
from gallery.access import Act
from gallery.metadata import Embedded
from gallery.models import Image, User

from . import drafts, fields, keys, typed, ways
from .drafts import Draft

NAME = "recipe"
WORDS = 60
"""Signs of a prompt in a sentence."""
TOLD = 6
"""So many settings are named of those that are left."""
HELD = frozenset({"seed", "size", "model", "model hash", "aspect_ratio"})
"""Settings that are told of apart, or have their place in the form."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A recipe that a picture brings: who wrote it, its first words, and the way into the form."""

    program: str
    words: str
    query: str


def offer(image: Image, person: User | None) -> Carried | None:
    """What the file of an upload carries; what was made here brings all that is known of it."""
    found = metadata.read(store.original(image))
    if found is None or found.software == "proofsheet":
        row = _made_here(found.digest if found else image.digest, found, person)
        if row:
            query = urlencode({"image": row.pk, "as": "prompt"})
            return Carried(metadata.NAMES["proofsheet"], _words(row.prompt), f"?{query}")
    if found is None or not found.prompt:
        return None
    return Carried(found.name, _words(found.prompt), f"?{urlencode({NAME: image.pk})}")


def is_asked(address: QueryDict) -> bool:
    """`?recipe=5`: the recipe in the file of image 5."""
    return NAME in address


def of(address: QueryDict, kept: Draft, person: User | None) -> Draft:
    """What is kept, filled with the recipe; references stay, but for the file itself."""
    image = next(iter(drafts.found([address.get(NAME, "")])), None)
    found = _read(image, person) if image else None
    if image is None or found is None:
        return replace(kept, filled=nothing(image.file_name if image else ""))
    rest = [item for item in kept.items if item.image.pk != image.pk]
    draft = replace(
        kept,
        prompt=typed.lines(found.prompt)[: fields.PROMPT_LENGTH],
        references=[item.image for item in rest],
        roles=[item.role for item in rest],
        notes=[item.note for item in rest],
        mask=None,
        parent="",
    )
    draft = _with_model(draft, found) if _is_ready(found) else _with_shape(draft, found)
    draft = replace(draft, values={**draft.values, **_seed(draft, found)})
    return replace(draft, filled=_said(image, found, draft))


def nothing(name: str) -> str:
    return _("%s carries no recipe that can be read.") % (name or _("The file"))


def _read(image: Image, person: User | None) -> Embedded | None:
    if not access.may(person or AnonymousUser(), Act.SEE, image):
        return None
    try:
        return metadata.read(store.original(image))
    except FileNotFoundError:
        return None


def _made_here(digest: str, found: Embedded | None, person: User | None) -> Image | None:
    """The image whose file this is, or whose recipe it carries."""
    images = Image.objects.filter(digest=digest, trashed_at=None, provider__gt="")
    if found:
        images = images.filter(prompt=found.prompt)
    image = images.order_by("-pk").first() if digest else None
    return image if image and access.may(person or AnonymousUser(), Act.SEE, image) else None


def _words(prompt: str) -> str:
    return Truncator(" ".join(prompt.split())).chars(WORDS)


# Into the form


def _is_ready(found: Embedded) -> bool:
    return _name(found) in {f"{provider.id}:{spec.id}" for provider, spec in keys.models()}


def _name(found: Embedded) -> str:
    return f"{found.provider}:{found.model}" if found.provider else ""


def _with_model(draft: Draft, found: Embedded) -> Draft:
    """All that was asked for, of the same model."""
    asked = found.parameters.items()
    values = {n: typed.text(v) for n, v in asked if n not in typed.OWN and _is_plain(v)}
    return replace(draft, model=_name(found), others=(), values=values, drawn_for=_name(found))


def _with_shape(draft: Draft, found: Embedded) -> Draft:
    """Of another program or a model that is not here: only the shape besides the prompt."""
    shape = found.aspect_ratio
    if found.width and found.height and not ratios.exact(shape):
        shape = _shape(found.width, found.height)
    if not ratios.exact(shape):
        return draft
    rest = {n: v for n, v in draft.values.items() if n not in typed.CANVAS - {"resolution"}}
    return replace(draft, values={**rest, "aspect_ratio": shape})


def _shape(width: int, height: int) -> str:
    """The usual ratio that it is near, else just what it is."""
    named = ratios.named(width, height)
    if named in ratios.COMMON:
        return named
    divisor = gcd(width, height)
    return f"{width // divisor}:{height // divisor}"


def _seed(draft: Draft, found: Embedded) -> dict[str, str]:
    """Where the chosen model takes just this one."""
    if found.seed is None or not ways.takes_seed(_chosen(draft), found.seed):
        return {}
    return {"seed": str(found.seed)}


def _chosen(draft: Draft) -> str:
    provider, spec = keys.models()[0]
    return draft.model or f"{provider.id}:{spec.id}"


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float | bool)


# What is said of it


def _said(image: Image, found: Embedded, draft: Draft) -> str:
    told = {"name": image.file_name, "program": found.name}
    said = _("Filled from %(name)s, made with %(program)s.") % told
    left = ", ".join(_left(found, draft))
    return " ".join(filter(None, (said, left and _("Not taken over: %s.") % left)))


def _left(found: Embedded, draft: Draft) -> Iterator[str]:
    """What the form does not hold now."""
    is_same = found.provider != "" and _name(found) == draft.model
    label = found.model_label or found.model
    if label and not is_same:
        yield _("model %s") % _words(label)
    if found.negative_prompt:
        yield _("negative prompt")
    if len(found.prompt) > fields.PROMPT_LENGTH:
        yield _("the end of the prompt")
    if found.seed is not None and draft.values.get("seed") != str(found.seed):
        yield _("seed %d") % found.seed
    names = [] if is_same else [n for n in found.parameters if n.casefold() not in HELD]
    yield from (_words(name.replace("_", " ").casefold()) for name in names[:TOLD])
    if names[TOLD:]:
        yield _("%d more") % len(names[TOLD:])
