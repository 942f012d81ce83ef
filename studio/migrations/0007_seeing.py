"""Signs of life of every process, sums for whoever watches, and indexes to count what is open."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("studio", "0006_private_sessions")]
    operations = [
        migrations.CreateModel(
            name="Process",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("kind", models.CharField(choices=[("web", "Web"), ("worker", "Worker")], max_length=8)),
                ("host", models.CharField(max_length=64)),
                ("pid", models.PositiveIntegerField()),
                ("version", models.CharField(max_length=32)),
                ("secret_mark", models.CharField(max_length=16)),
                ("began_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("clock_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=24)),
                ("first", models.CharField(blank=True, max_length=64)),
                ("second", models.CharField(blank=True, max_length=64)),
                ("bound", models.FloatField(default=0)),
                ("count", models.BigIntegerField(default=0)),
                ("amount", models.DecimalField(decimal_places=6, default=0, max_digits=24)),
            ],
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(state__in=("queued", "running", "unconfirmed")),
                fields=["state"],
                name="job_open",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(
                    state__in=("queued", "submitting", "waiting", "received", "failed", "unconfirmed")
                ),
                fields=["state", "ended_at"],
                name="task_watched",
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(
                fields=("name", "first", "second", "bound"), name="tally_once_per_kind"
            ),
        ),
    ]
