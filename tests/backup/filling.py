"""A studio with something of everything, made in the data folder and database of the environment.

python -m tests.backup.filling 20    so many images with files, and three rows in every other table
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
if __name__ == "__main__":
    django.setup()

from django.apps import apps
from django.core.management import call_command
from django.db import models, transaction

from gallery.models import Image
from gallery.upkeep import entries, numbers
from gallery.upkeep.report import Report
from studio import briefs, setups
from studio.models import Job, Task
from tests import factories

KEY = "sk-planted-0123456789-planted"
OURS = ("gallery", "studio")
ROWS = 3
NOON = datetime(2026, 3, 1, 12, 0, 0, 123457, tzinfo=UTC)
WORDS = "Nebel über dem Hafen, 港の霧 🛥 \\ “quoted”\n\tand a second line"


def fill(images: int) -> None:
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        for number in range(images):
            drawn = factories.png(64 + number // 200, seed=number)
            factories.image(drawn, prompt=f"{WORDS} {number}", frame=0)
    with transaction.atomic():
        for model in _in_order():
            _rows(model)
        Job.objects.update(provider="dieyuyun")
    setups.save("dieyuyun", key=KEY)
    _answers()
    report = Report()
    entries.check(report, is_repair=True, told=lambda *at: None)
    numbers.check(report, is_repair=True, told=lambda *at: None)


def _answers() -> None:
    """Paid and not yet kept: one whose row says so, one that could not be read."""
    task = Task.objects.exclude(attempt=None)[0]
    Task.objects.filter(pk=task.pk).update(state=Task.State.RECEIVED)
    briefs.spool(task).write_bytes(b'{"status": 200}\n' + bytes(range(256)))
    (briefs.answers() / str(uuid4())).write_bytes(b"not to be read")
    (briefs.answers() / f"{task.attempt}-0").write_bytes(factories.png())


def _in_order() -> Iterator[type[models.Model]]:
    """All tables of ours, each after those that it cannot do without."""
    left = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    while left:
        ready = [model for model in left if not _needs(model) & set(left)]
        assert ready, left
        yield from ready
        left = [model for model in left if model not in ready]


def _needs(model: type[models.Model]) -> set[Any]:
    related = {f.related_model for f in model._meta.concrete_fields if f.is_relation and not f.null}
    return related - {model}


def _rows(model: type[models.Model]) -> None:
    if model is Image:
        return
    for number in range(model._default_manager.count(), ROWS):
        row = model(**{f.attname: _value(f, number) for f in _fields(model)})
        model._default_manager.bulk_create([row])
        for relation in model._meta.many_to_many:
            others = relation.related_model._default_manager.all()[:2]
            is_ours = relation.related_model._meta.app_label in OURS
            if is_ours and relation.remote_field.through._meta.auto_created:
                getattr(row, relation.name).set(others)


def _fields(model: type[models.Model]) -> list[Any]:
    return [
        field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)
    ]


def _value(field: Any, number: int) -> Any:
    if field.is_relation:
        if field.null and (number == 0 or field.related_model is field.model):
            return None
        pks = list(field.related_model._default_manager.order_by("pk").values_list("pk", flat=True))
        return pks[number % len(pks)] if pks else None
    if field.null and number == 0:
        return None
    if field.choices:
        return [value for value, _label in field.flatchoices][-1 - number % 2]
    return next(make(field, number) for kind, make in VALUES if isinstance(field, kind))


def _text(field: Any, number: int) -> str:
    words = uuid4().hex if field.unique or number == 2 else WORDS
    return f"{number} {words}"[: field.max_length or 1000]


VALUES: list[tuple[type, Any]] = [
    (models.UUIDField, lambda field, number: uuid4()),
    (models.DateTimeField, lambda field, number: NOON + timedelta(days=number, microseconds=1)),
    (models.DateField, lambda field, number: date(2026, 2, 27) + timedelta(days=number)),
    (models.DecimalField, lambda field, number: Decimal(number) + Decimal("0.25")),
    (models.BooleanField, lambda field, number: bool(number % 2)),
    (models.JSONField, lambda field, number: {"list": [number, 0.1, None, True], "text": WORDS}),
    (models.FloatField, lambda field, number: number + 0.1),
    (models.IntegerField, lambda field, number: number + 1),
    (models.Field, _text),
]

if __name__ == "__main__":
    fill(int(sys.argv[1]))
