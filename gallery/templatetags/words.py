"""Words of the sentence, each a link to its choices."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from gallery.searches import Search
from gallery.sentences import Word

register = template.Library()

NOTHING = Search()
MOST_WAYS = 4
LABELS = {
    "q": gettext_lazy("Without the words"),
    "provider": gettext_lazy("Through any provider"),
    "model": gettext_lazy("From any model"),
    "ratio": gettext_lazy("In any aspect ratio"),
    "tier": gettext_lazy("At any resolution"),
    "person": gettext_lazy("By anyone"),
    "session": gettext_lazy("In any session"),
    "origin": gettext_lazy("From anywhere"),
    "shape": gettext_lazy("In any shape"),
    "reference": gettext_lazy("Made from anything"),
    "tag": gettext_lazy("With any tag"),
    "verdict": gettext_lazy("Whatever the verdict"),
    "stars": gettext_lazy("With any number of stars"),
    "by": gettext_lazy("Rated by anybody"),
    "since": gettext_lazy("Also older ones"),
    "until": gettext_lazy("Also newer ones"),
    "job": gettext_lazy("Of any job"),
    "recipe": gettext_lazy("Of any recipe"),
}


@register.simple_tag
def word(word: Word, wanted: Search) -> SafeString:
    return format_html(
        '<a class="word{}" data-word="{}" href="{}">{}</a>',
        " set" if word.is_set else "",
        word.name,
        choices_url(word.name, wanted),
        word.text,
    )


@register.simple_tag
def choices_url(name: str, wanted: Search) -> str:
    address = wanted.address
    return reverse("gallery:choices", args=(name,)) + (f"?{address}" if address else "")


@register.simple_tag
def asked(wanted: Search, but: str) -> list[tuple[str, str]]:
    """(name, value) of all that a search asks but for one field."""
    return [(name, value) for name, value in parse_qsl(wanted.address) if name != but]


@register.simple_tag
def drops(wanted: Search) -> list[tuple[str, str]]:
    """(label, address) of the searches that ask for one thing less."""
    ways = []
    for name in dict.fromkeys(name for name, _value in parse_qsl(wanted.address)):
        less = wanted.but(**{name: getattr(NOTHING, name)})
        if name in LABELS and less.address != wanted.address:
            ways.append((str(LABELS[name]), less.address))
    return ways[:MOST_WAYS]
