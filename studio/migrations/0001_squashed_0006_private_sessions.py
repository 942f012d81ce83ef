"""All tables at once, for a new studio; one from before goes on step by step."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ("studio", "0001_initial"),
        ("studio", "0002_every_gateway"),
        ("studio", "0003_lines_of_work"),
        ("studio", "0004_money"),
        ("studio", "0005_images_know_their_line"),
        ("studio", "0006_private_sessions"),
    ]
    initial = True

    dependencies = [
        ('gallery', '0010_no_index_of_all'),
    ]

    operations = [
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_mark', models.CharField(max_length=32, unique=True)),
                ('concurrency', models.PositiveIntegerField(null=True)),
                ('resume_at', models.DateTimeField(null=True)),
                ('limited_at', models.DateTimeField(null=True)),
                ('grown_at', models.DateTimeField(null=True)),
                ('sent_at', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=32, unique=True)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=8)),
                ('stops', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Kit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Pad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('values', models.JSONField(default=dict)),
                ('references', models.JSONField(default=list)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('made_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Preset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('archived_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('private_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='private_sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['made_by', '-id'], name='session_newest')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('group', models.UUIDField(null=True)),
                ('recipe', models.CharField(blank=True, max_length=64)),
                ('submission', models.CharField(max_length=80, unique=True)),
                ('provider', models.CharField(max_length=32)),
                ('provider_label', models.CharField(max_length=64)),
                ('model', models.CharField(max_length=128)),
                ('model_label', models.CharField(max_length=128)),
                ('operation', models.CharField(default='generate', max_length=8)),
                ('prompt', models.TextField()),
                ('prompt_sent', models.TextField()),
                ('parameters', models.JSONField(default=dict)),
                ('fates', models.JSONField(default=list)),
                ('copy', models.JSONField(default=dict)),
                ('count', models.PositiveSmallIntegerField(default=1)),
                ('width', models.PositiveIntegerField(null=True)),
                ('height', models.PositiveIntegerField(null=True)),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Making'), ('finished', 'Finished'), ('partial', 'Partly made'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('unconfirmed', 'Unconfirmed')], default='queued', max_length=12)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('mask', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='masked', to='gallery.image')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='children', to='studio.job')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='studio.session')),
            ],
            options={
                'indexes': [models.Index(fields=['session', '-id'], name='job_newest'), models.Index(fields=['recipe', '-id'], name='job_by_recipe')],
            },
        ),
        migrations.CreateModel(
            name='Setup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=32, unique=True)),
                ('key', models.TextField(blank=True)),
                ('key_end', models.CharField(blank=True, max_length=4)),
                ('base_url', models.CharField(blank=True, max_length=500)),
                ('model_ids', models.TextField(blank=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Snippet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('text', models.TextField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Spent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('provider', models.CharField(max_length=32)),
                ('model', models.CharField(max_length=128)),
                ('person', models.BigIntegerField(default=0)),
                ('session', models.BigIntegerField(default=0)),
                ('currency', models.CharField(blank=True, max_length=8)),
                ('cost', models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                ('perhaps', models.DecimalField(decimal_places=6, default=0, max_digits=18)),
                ('images', models.IntegerField(default=0)),
                ('attempts', models.IntegerField(default=0)),
                ('unknown', models.IntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'provider', 'model', 'person', 'session', 'currency'), name='spent_once_per_kind')],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('count', models.PositiveSmallIntegerField(default=1)),
                ('offset', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('submitting', 'Sent'), ('waiting', 'Waiting'), ('received', 'Received'), ('finished', 'Finished'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('unconfirmed', 'Unconfirmed')], default='queued', max_length=12)),
                ('is_replaced', models.BooleanField(default=False)),
                ('owner', models.CharField(blank=True, max_length=80)),
                ('lease_until', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('attempt', models.UUIDField(null=True, unique=True)),
                ('key_mark', models.CharField(blank=True, max_length=32)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('sent', models.JSONField(default=dict)),
                ('handle', models.JSONField(null=True)),
                ('progress', models.PositiveSmallIntegerField(null=True)),
                ('made', models.JSONField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('links_until', models.DateTimeField(null=True)),
                ('cost', models.DecimalField(decimal_places=6, max_digits=14, null=True)),
                ('currency', models.CharField(blank=True, max_length=8)),
                ('cost_source', models.CharField(blank=True, max_length=8)),
                ('estimate', models.DecimalField(decimal_places=6, max_digits=14, null=True)),
                ('estimate_currency', models.CharField(blank=True, max_length=8)),
                ('counted', models.JSONField(null=True)),
                ('usage', models.JSONField(default=dict)),
                ('request_id', models.CharField(blank=True, max_length=200)),
                ('http_status', models.PositiveSmallIntegerField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('error', models.CharField(blank=True, max_length=20)),
                ('error_text', models.TextField(blank=True)),
                ('error_detail', models.TextField(blank=True)),
                ('money', models.CharField(default='no', max_length=8)),
                ('wait_reason', models.CharField(blank=True, max_length=40)),
                ('ended_at', models.DateTimeField(null=True)),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='studio.job')),
            ],
            options={
                'ordering': ('position',),
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='task_with_next_step'), models.Index(fields=['key_mark', 'submitted_at'], name='task_by_key')],
                'constraints': [models.UniqueConstraint(fields=('job', 'position'), name='task_once_per_position')],
            },
        ),
        migrations.CreateModel(
            name='Timing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.CharField(max_length=32)),
                ('model', models.CharField(max_length=128)),
                ('resolution', models.CharField(blank=True, max_length=16)),
                ('references', models.PositiveSmallIntegerField(default=0)),
                ('seconds', models.FloatField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'indexes': [models.Index(fields=['provider', 'model', 'resolution', 'references', '-id'], name='timing_by_kind')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_mark', models.CharField(max_length=32)),
                ('digest', models.CharField(max_length=64)),
                ('url', models.TextField()),
                ('made_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key_mark', 'digest'), name='upload_once_per_key')],
            },
        ),
        migrations.CreateModel(
            name='KitItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('role', models.CharField(blank=True, max_length=12)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kits', to='gallery.image')),
                ('kit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='studio.kit')),
            ],
            options={
                'ordering': ('position',),
                'constraints': [models.UniqueConstraint(fields=('kit', 'position'), name='kit_item_once_per_position')],
            },
        ),
        migrations.CreateModel(
            name='Reference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('role', models.CharField(blank=True, choices=[('', 'free'), ('subject', 'subject'), ('style', 'style'), ('character', 'character'), ('layout', 'layout')], max_length=12)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='used_in', to='gallery.image')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='references', to='studio.job')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('position',),
                'constraints': [models.UniqueConstraint(fields=('job', 'position'), name='reference_once_per_position')],
            },
        ),
    ]
