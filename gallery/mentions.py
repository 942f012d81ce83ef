"""People who are mentioned: `@name` in a text, by the name they sign in with or are shown by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gallery.models import Image, User

MOST = 200
"""People who are offered."""


def may_be(image: Image) -> list[User]:
    """Those with an account who may see the image, by name; one statement."""
    people = User.objects.filter(is_active=True).order_by("username")
    if image.private_to_id is not None:
        people = people.filter(pk=image.private_to_id)
    return list(people[:MOST])


def people(text: str, image: Image) -> list[User]:
    """Whom a text mentions, each once; no statement where there is no @."""
    if "@" not in text:
        return []
    found = (person for _start, _end, person in spans(text, may_be(image)))
    return list(dict.fromkeys(found))


def spans(text: str, people: Iterable[User]) -> Iterator[tuple[int, int, User]]:
    """(start, end, person) of each mention, the longest name first: @Ann Lee is not @Ann."""
    names = sorted(
        ((name, person) for person in people for name in {person.username, person.name}),
        key=lambda pair: -len(pair[0]),
    )
    at = text.find("@")
    while at >= 0:
        found = None if _goes_on(text[at - 1 : at]) else _named(text, at + 1, names)
        if found:
            end, person = found
            yield at, end, person
        at = text.find("@", at + 1)


def _named(text: str, start: int, names: list[tuple[str, User]]) -> tuple[int, User] | None:
    for name, person in names:
        end = start + len(name)
        if text[start:end].casefold() == name.casefold() and not _goes_on(text[end : end + 1]):
            return end, person
    return None


def _goes_on(sign: str) -> bool:
    """It belongs to a word or an address: ann@example.com mentions nobody."""
    return sign.isalnum() or sign == "_"
