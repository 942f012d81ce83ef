"""Links and guests cannot be read out of the database, and wrong passwords count everywhere."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def digest_keys(apps: Any, schema_editor: Any) -> None:
    """As `gallery.guests` does: who is there stays there."""
    guests = apps.get_model("gallery", "Guest").objects
    for guest in guests.iterator():
        made = urlsafe_b64encode(sha256(guest.key.encode()).digest()).decode().rstrip("=")
        guests.filter(pk=guest.pk).update(key=made)


class Migration(migrations.Migration):
    dependencies = [("gallery", "0010_no_index_of_all")]
    operations = [
        migrations.RenameField("share", "token", "seed"),
        migrations.RunPython(digest_keys, migrations.RunPython.noop),
        migrations.CreateModel(
            name="PasswordTry",
            fields=[
                ("id", models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                )),
                ("address", models.CharField(max_length=45)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("share", models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="tries",
                    to="gallery.share",
                )),
            ],
        ),
    ]
