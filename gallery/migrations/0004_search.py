"""The index of words and choices, and the counters, filled from the images that are there."""

from typing import Any

from django.db import migrations

from gallery.search.index import dialect

BATCH = 500


def create(apps: Any, editor: Any) -> None:
    editor.execute(dialect().CREATE, params=None)


def drop(apps: Any, editor: Any) -> None:
    editor.execute(dialect().DROP, params=None)


def leave_to_the_sweep(apps: Any, editor: Any) -> None:
    stale, image = (apps.get_model("gallery", name) for name in ("Stale", "Image"))
    pks = image.objects.exclude(origin="uploaded").values_list("pk", flat=True)
    rows = (stale(image_id=pk, is_uncounted=True) for pk in pks)
    stale.objects.bulk_create(rows, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("gallery", "0003_finding")]
    operations = [
        migrations.RunPython(create, drop),
        migrations.RunPython(leave_to_the_sweep, migrations.RunPython.noop),
    ]
