"""All tables at once, for a new studio; one from before goes on step by step."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
from typing import Any

from django.conf import settings
from django.db import migrations, models

from gallery.search.index import dialect


def index(apps: Any, editor: Any) -> None:
    editor.execute(dialect().CREATE, params=None)
    editor.execute(dialect().JOIN, params=None)


class Migration(migrations.Migration):

    replaces = [
        ("gallery", "0001_initial"),
        ("gallery", "0002_what_became_of_it"),
        ("gallery", "0003_finding"),
        ("gallery", "0004_search"),
        ("gallery", "0005_review_together"),
        ("gallery", "0006_imports"),
        ("gallery", "0007_quicker_finding"),
        ("gallery", "0008_joined_index"),
        ("gallery", "0009_quicker_trash"),
        ("gallery", "0010_no_index_of_all"),
    ]
    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('role', models.CharField(choices=[('viewer', 'viewer'), ('reviewer', 'reviewer'), ('maker', 'maker'), ('admin', 'admin')], default='viewer', max_length=8)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Image',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(choices=[('made', 'made here'), ('uploaded', 'uploaded'), ('imported', 'imported')], max_length=8)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('trashed_at', models.DateTimeField(blank=True, null=True)),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('file_format', models.CharField(max_length=8)),
                ('file_name', models.CharField(blank=True, max_length=255)),
                ('bytes', models.PositiveBigIntegerField()),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('has_alpha', models.BooleanField(default=False)),
                ('color', models.CharField(max_length=7)),
                ('thumbs_version', models.PositiveIntegerField(default=0)),
                ('provider', models.CharField(blank=True, max_length=32)),
                ('provider_label', models.CharField(blank=True, max_length=64)),
                ('model', models.CharField(blank=True, max_length=128)),
                ('model_label', models.CharField(blank=True, max_length=128)),
                ('prompt', models.TextField(blank=True)),
                ('prompt_sent', models.TextField(blank=True)),
                ('revised_prompt', models.TextField(blank=True)),
                ('note', models.TextField(blank=True)),
                ('aspect_ratio', models.CharField(blank=True, max_length=16)),
                ('resolution', models.CharField(blank=True, max_length=16)),
                ('asked_width', models.PositiveIntegerField(blank=True, null=True)),
                ('asked_height', models.PositiveIntegerField(blank=True, null=True)),
                ('parameters_asked', models.JSONField(blank=True, default=dict)),
                ('parameters_sent', models.JSONField(blank=True, default=dict)),
                ('fates', models.JSONField(blank=True, default=list)),
                ('sources', models.JSONField(blank=True, default=list)),
                ('copy', models.JSONField(blank=True, default=dict)),
                ('seed', models.BigIntegerField(blank=True, null=True)),
                ('cost', models.DecimalField(blank=True, decimal_places=6, max_digits=14, null=True)),
                ('currency', models.CharField(blank=True, max_length=8)),
                ('cost_source', models.CharField(blank=True, max_length=8)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('seconds', models.FloatField(blank=True, null=True)),
                ('job', models.UUIDField(blank=True, db_index=True, null=True)),
                ('task', models.UUIDField(blank=True, null=True)),
                ('frame', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('session', models.CharField(blank=True, max_length=36)),
                ('recipe', models.CharField(blank=True, max_length=64)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('private_to', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='private', to=settings.AUTH_USER_MODEL)),
                ('trashed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='trashed', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('origin', 'uploaded')), fields=['-id'], name='image_uploaded'), models.Index(condition=models.Q(('recipe', ''), _negated=True), fields=['recipe', 'id'], name='image_by_recipe'), models.Index(condition=models.Q(('thumbs_version', 0)), fields=['id'], name='image_no_thumbs'), models.Index(condition=models.Q(models.Q(('origin', 'uploaded'), _negated=True), ('trashed_at', None)), fields=['-id', 'private_to'], name='image_shown'), models.Index(condition=models.Q(('trashed_at__isnull', False)), fields=['trashed_at', 'id', 'private_to'], name='image_trashed'), models.Index(condition=models.Q(('private_to', None), _negated=True), fields=['private_to'], name='image_private')],
                'constraints': [models.UniqueConstraint(fields=('task', 'frame'), name='image_once_per_frame'), models.UniqueConstraint(condition=models.Q(('origin', 'uploaded')), fields=('digest',), name='upload_once_by_content')],
            },
        ),
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('note', models.TextField(blank=True)),
                ('search', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('open', 'open'), ('in_review', 'in review'), ('approved', 'approved'), ('archived', 'archived')], default='open', max_length=12)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='collections', to=settings.AUTH_USER_MODEL)),
                ('cover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='covers', to='gallery.image')),
            ],
            options={
                'indexes': [models.Index(fields=['state', '-changed_at'], name='collection_newest')],
            },
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=43, unique=True)),
                ('label', models.CharField(blank=True, max_length=100)),
                ('password', models.CharField(blank=True, max_length=128)),
                ('may_download', models.BooleanField(default=False)),
                ('may_judge', models.BooleanField(default=True)),
                ('may_comment', models.BooleanField(default=True)),
                ('shows_prompts', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('collection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='gallery.collection')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=43, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('seen_at', models.DateTimeField(auto_now_add=True)),
                ('share', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='gallery.share')),
            ],
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.BigIntegerField(default=0)),
                ('facet', models.CharField(max_length=16)),
                ('value', models.CharField(max_length=180)),
                ('label', models.CharField(blank=True, max_length=200)),
                ('count', models.BigIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['scope', 'facet', '-count'], name='counter_most')],
                'constraints': [models.UniqueConstraint(fields=('scope', 'facet', 'value'), name='counter_once')],
            },
        ),
        migrations.CreateModel(
            name='Deed',
            fields=[
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=16)),
                ('data', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Stale',
            fields=[
                ('image', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='gallery.image')),
                ('is_uncounted', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='CollectionItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField()),
                ('note', models.TextField(blank=True)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('collection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='gallery.collection')),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='gallery.image')),
            ],
            options={
                'ordering': ('position', 'id'),
                'indexes': [models.Index(fields=['collection', 'position'], name='item_in_order')],
                'constraints': [models.UniqueConstraint(fields=('collection', 'image'), name='image_once_per_collection')],
            },
        ),
        migrations.AddField(
            model_name='collection',
            name='images',
            field=models.ManyToManyField(related_name='collections', through='gallery.CollectionItem', to='gallery.image'),
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255)),
                ('path', models.TextField(blank=True)),
                ('tag', models.CharField(blank=True, max_length=64)),
                ('folders_are_tags', models.BooleanField(default=True)),
                ('state', models.CharField(choices=[('receiving', 'receiving'), ('open', 'importing'), ('done', 'done'), ('cancelled', 'stopped'), ('failed', 'interrupted')], default='receiving', max_length=9)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('cursor', models.JSONField(default=list)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('found', models.PositiveIntegerField(blank=True, null=True)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('duplicates', models.PositiveIntegerField(default=0)),
                ('trashed', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('hidden', models.PositiveIntegerField(default=0)),
                ('told', models.JSONField(default=list)),
                ('why', models.TextField(blank=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['id'], name='import_open')],
            },
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('name', models.TextField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='arrivals', to='gallery.import')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'key'), name='arrival_once_by_key')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('role', models.CharField(choices=[('viewer', 'viewer'), ('reviewer', 'reviewer'), ('maker', 'maker'), ('admin', 'admin')], default='viewer', max_length=8)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='ways_back', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Parentage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='from_parents', to='gallery.image')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='to_children', to='gallery.image')),
            ],
            options={
                'ordering': ('position',),
                'constraints': [models.UniqueConstraint(fields=('child', 'position'), name='parent_once_per_position')],
            },
        ),
        migrations.AddField(
            model_name='image',
            name='parents',
            field=models.ManyToManyField(related_name='children', through='gallery.Parentage', to='gallery.image'),
        ),
        migrations.CreateModel(
            name='Read',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.BigIntegerField()),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reads', to='gallery.image')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reads', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'image'), name='read_once_per_person'), models.UniqueConstraint(condition=models.Q(('person', None)), fields=('image',), name='read_once_by_nobody')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(blank=True, choices=[('', 'none'), ('pick', 'pick'), ('reject', 'reject')], max_length=6)),
                ('stars', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(5)])),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('guest', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='gallery.guest')),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='gallery.image')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['verdict', 'image'], name='review_by_verdict'), models.Index(fields=['stars', 'image'], name='review_by_stars'), models.Index(fields=['person', 'verdict', 'image'], name='review_of_one_by_verdict'), models.Index(fields=['person', 'stars', 'image'], name='review_of_one_by_stars')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('guest', None), ('person', None)), fields=('image',), name='review_once_by_nobody'), models.UniqueConstraint(fields=('guest', 'image'), name='review_once_per_guest'), models.UniqueConstraint(fields=('person', 'image'), name='review_once_per_person'), models.CheckConstraint(condition=models.Q(('stars', None), ('stars__lte', 5), _connector='OR'), name='review_stars')],
            },
        ),
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('query', models.TextField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='searches', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('verdict', 'verdict'), ('comment', 'comment'), ('resolved', 'resolved'), ('added', 'added'), ('removed', 'removed'), ('ordered', 'ordered'), ('state', 'state'), ('noted', 'noted'), ('signed', 'signed off'), ('shared', 'shared'), ('revoked', 'revoked'), ('visited', 'visited'), ('downloaded', 'downloaded')], max_length=10)),
                ('name', models.CharField(blank=True, max_length=150)),
                ('data', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('collection', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='gallery.collection')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to=settings.AUTH_USER_MODEL)),
                ('guest', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='gallery.guest')),
                ('image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='gallery.image')),
                ('share', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='gallery.share')),
            ],
            options={
                'indexes': [models.Index(fields=['collection', '-id'], name='event_of_collection'), models.Index(condition=models.Q(('share__isnull', False)), fields=['share', '-id'], name='event_of_share'), models.Index(fields=['person', '-id'], name='event_by_person')],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Tagging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taggings', to='gallery.image')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                ('tag', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='taggings', to='gallery.tag')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tag', 'image'), name='tag_once_per_image')],
            },
        ),
        migrations.AddField(
            model_name='tag',
            name='images',
            field=models.ManyToManyField(related_name='tags', through='gallery.Tagging', to='gallery.image'),
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=150)),
                ('text', models.TextField()),
                ('left', models.FloatField(blank=True, null=True)),
                ('top', models.FloatField(blank=True, null=True)),
                ('width', models.FloatField(blank=True, null=True)),
                ('height', models.FloatField(blank=True, null=True)),
                ('number', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('answers', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='answered', to='gallery.comment')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to=settings.AUTH_USER_MODEL)),
                ('mentions', models.ManyToManyField(blank=True, related_name='mentioned_in', to=settings.AUTH_USER_MODEL)),
                ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='resolved', to=settings.AUTH_USER_MODEL)),
                ('guest', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to='gallery.guest')),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='gallery.image')),
            ],
            options={
                'ordering': ('id',),
                'indexes': [models.Index(condition=models.Q(('number__isnull', False), ('removed_at', None), ('resolved_at', None)), fields=['-id', 'image'], name='pin_open')],
                'constraints': [models.UniqueConstraint(fields=('image', 'number'), name='pin_once_per_number')],
            },
        ),
        migrations.RunPython(index, migrations.RunPython.noop),
    ]
