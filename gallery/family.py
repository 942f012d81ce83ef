"""An image among those that it was made from, that came with it and that were made from it.

What is in the trash or is another person's own is left out everywhere. Three statements, each
of which looks at no more rows than MOST a relative, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from .differences import comparison
from .models import Image, User
from .queries import LONG

SIBLINGS = 12
CHILDREN = 6
GRANDCHILDREN = 3
MOST = 100
LABEL = 60  # signs

# Rows of (kind, number, id): position of a reference, 0, or the parent's id.
REFERENCES = """
    SELECT 'reference' AS kind, p.position AS number, i.id
    FROM gallery_parentage p CROSS JOIN gallery_image i
    WHERE p.child_id = %s AND i.id = p.parent_id AND {visible} ORDER BY p.position LIMIT {most}
"""
SIBLINGS_OF_JOB = """
    SELECT 'sibling' AS kind, 0 AS number, i.id
    FROM gallery_image i WHERE i.job = %s AND {visible} ORDER BY i.id LIMIT {most}
"""
CHILDREN_OF = """
    SELECT 'child' AS kind, p.parent_id AS number, i.id
    FROM gallery_parentage p CROSS JOIN gallery_image i
    WHERE p.parent_id = %s AND i.id = p.child_id AND {visible} ORDER BY p.id DESC LIMIT {most}
"""

Row = tuple[str, int, int]
Asked = tuple[str, int | str | UUID]


@dataclass(frozen=True, slots=True)
class Reference:
    """What an image was made from, as number `position` of its references."""

    image: Image
    position: int


@dataclass(frozen=True, slots=True)
class Relative:
    """An image of a family; `new` is what its prompt says besides. `made` the newest from it."""

    image: Image
    new: str = ""
    made: Relatives | None = None


@dataclass(frozen=True, slots=True)
class Relatives:
    """The first of them, and how many `more` there are, at least so many if not `is_counted`."""

    shown: Sequence[Relative] = ()
    more: int = 0
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class Family:
    """`siblings` are the results of the same job, the image itself among them."""

    references: Sequence[Reference] = ()
    siblings: Relatives = field(default_factory=Relatives)
    children: Relatives = field(default_factory=Relatives)

    def __bool__(self) -> bool:
        return bool(self.references or len(self.siblings.shown) > 1 or self.children.shown)


def of(image: Image, person: User | None) -> Family:
    near = _near(image, person)
    far = _rows([(CHILDREN_OF, child) for child in _ids(near, "child")[:CHILDREN]], person)
    images = Image.objects.defer(*LONG).in_bulk(_wanted(near, far)) | {image.pk: image}
    return Family(
        [Reference(images[id], n) for kind, n, id in near if kind == "reference" and id in images],
        _siblings(image, near, images),
        _children(image, near, far, images),
    )


def _near(image: Image, person: User | None) -> list[Row]:
    asked: list[Asked] = [(REFERENCES, image.pk), (CHILDREN_OF, image.pk)]
    if image.job:
        is_known = connection.features.has_native_uuid_field
        asked.append((SIBLINGS_OF_JOB, image.job if is_known else image.job.hex))
    return _rows(asked, person)


def _rows(asked: Sequence[Asked], person: User | None) -> list[Row]:
    """What each of the statements finds for its parameter, in one."""
    if not asked:
        return []
    private = f" OR i.private_to_id = {int(person.pk)}" if person else ""
    visible = f"i.trashed_at IS NULL AND (i.private_to_id IS NULL{private})"
    parts = (
        f"SELECT * FROM ({sql.format(visible=visible, most=MOST)}) AS part{n}"  # noqa: S608 (ours)
        for n, (sql, _) in enumerate(asked)
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [value for _, value in asked])
        return list(cursor.fetchall())


def _ids(rows: Iterable[Row], kind: str, number: int | None = None) -> list[int]:
    """Each once, though it had the same reference twice."""
    return list(dict.fromkeys(id for k, n, id in rows if k == kind and number in {None, n}))


def _wanted(near: Sequence[Row], far: Sequence[Row]) -> set[int]:
    children = _ids(near, "child")[:CHILDREN]
    grandchildren = (id for child in children for id in _ids(far, "child", child)[:GRANDCHILDREN])
    siblings = _ids(near, "sibling")[:SIBLINGS]
    return {*_ids(near, "reference"), *siblings, *children, *grandchildren}


def _siblings(image: Image, near: Sequence[Row], images: Mapping[int, Image]) -> Relatives:
    ids = _ids(near, "sibling")
    if image.pk not in ids[:SIBLINGS]:
        ids = [image.pk, *(id for id in ids if id != image.pk)]
    return _relatives(ids, SIBLINGS, [Relative(images[id]) for id in ids if id in images])


def _children(
    image: Image, near: Sequence[Row], far: Sequence[Row], images: Mapping[int, Image]
) -> Relatives:
    ids = _ids(near, "child")
    shown = []
    for child in (images[id] for id in ids[:CHILDREN] if id in images):
        theirs = _ids(far, "child", child.pk)
        made = [Relative(images[id]) for id in theirs[:GRANDCHILDREN] if id in images]
        new = _new(image, child)
        shown.append(Relative(child, new, _relatives(theirs, GRANDCHILDREN, made)))
    return _relatives(ids, CHILDREN, shown)


def _relatives(ids: Sequence[int], most: int, shown: Sequence[Relative]) -> Relatives:
    return Relatives(shown[:most], max(0, len(ids) - most), len(ids) < MOST)


def _new(image: Image, child: Image) -> str:
    """The words that came into the prompt, if they are few."""
    if not (image.prompt and child.prompt):
        return ""
    words = [change.put for change in comparison(image.prompt, child.prompt).changes if change.put]
    text = ", ".join(word.strip(" ,.;") for word in words)
    return text if len(text) <= LABEL else ""
