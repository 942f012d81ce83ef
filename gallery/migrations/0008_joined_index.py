"""The index is to be joined from two pieces on."""

from typing import Any

from django.db import migrations

from gallery.search.index import dialect


def join(apps: Any, editor: Any) -> None:
    editor.execute(dialect().JOIN, params=None)


class Migration(migrations.Migration):
    dependencies = [("gallery", "0007_quicker_finding")]
    operations = [migrations.RunPython(join, migrations.RunPython.noop)]
