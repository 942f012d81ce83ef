"""A gallery of any size in the data folder and database of the environment, built once.

Rows are made in bulk; the index, the counters and the files come about as in life. Only the
newest images and those at nine tenths of the way have files, since only those are shown.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from random import Random
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from gallery import counters, search
from gallery.models import Comment, Image, Parentage, Review, Tag, Tagging, User
from tests import factories

from .words import RARE, Writer

BATCH = 2000
PEOPLE, SESSIONS, TAGS, DRAWINGS = 12, 2000, 300, 40
SHOWN = 600
PROVIDERS = ("google", "openai", "lumenfall", "toapis", "onemin", "threedai", "dieyuyun",
             "custom", "sketch")  # fmt: skip
MODELS = [(PROVIDERS[n % 9], f"{PROVIDERS[n % 9]}-image-{1 + n // 9}") for n in range(20)]
RATIOS = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:3", "3:4", "4:5", "5:4", "21:9", "1:4", "4:1",
          "1:8", "8:1")  # fmt: skip
TIERS = {"512": 512, "1K": 1024, "2K": 2048, "4K": 4096}
MUCH_USED = "f" * 64
"""The recipe of one image in a hundred."""


@dataclass
class Job:
    """What the one to four images of a job share."""

    images: int
    fields: dict[str, Any]
    parents: list[int] = field(default_factory=list)


class Gallery:
    """`rows` images, the ids from 1; as many words, choices and marks as a team would have."""

    def __init__(self, rows: int) -> None:
        self.rows, self.chance, self.writer = rows, Random(11), Writer()
        self.begin = timezone.now() - timedelta(days=365)
        self.rare = {round(rows * (n + 0.5) / 10) for n in range(10)}
        self.people: list[User] = []
        self.tags: list[Tag] = []
        self.recipes: list[tuple[str, str]] = []
        self.drawings: list[dict[str, Any]] = []

    def build(self) -> None:
        self.people = [User.objects.create(username=f"person{n}") for n in range(PEOPLE)]
        names = dict.fromkeys(self.writer.name().lower() for _ in range(TAGS))
        self.tags = Tag.objects.bulk_create(Tag(name=name, key=name) for name in names)
        self.drawings = self._drawings()
        # Rows of other days are to be made.
        Image._meta.get_field("created_at").auto_now_add = False
        images: list[Image] = []
        parents: list[tuple[int, list[int]]] = []
        for image, its_parents in self._images():
            images.append(image)
            parents += [(image.pk, its_parents)] if its_parents else []
            if len(images) >= BATCH:
                self._put(images, parents)
                images, parents = [], []
        self._put(images, parents)
        self._settle()

    def _drawings(self) -> list[dict[str, Any]]:
        """Real files; the rows that made them go, theirs are made anew."""
        data = (factories.png(512, 384, seed=seed) for seed in range(DRAWINGS))
        images = [factories.image(one, has_thumbs=True) for one in data]
        counters.count(images, -1)
        search.drop([image.pk for image in images])
        Image.objects.all().delete()
        names = ("digest", "bytes", "file_format", "width", "height", "color")
        return [{name: getattr(image, name) for name in names} for image in images]

    def _images(self) -> Iterator[tuple[Image, list[int]]]:
        pk = 0
        while pk < self.rows:
            job = self._job(pk)
            for frame in range(job.images):
                pk += 1
                if pk <= self.rows:
                    yield self._image(pk, frame, job), job.parents

    def _job(self, pk: int) -> Job:
        chance = self.chance
        if chance.random() < 0.02:
            fields: dict[str, Any] = {
                "origin": "uploaded",
                "file_name": self.writer.name() + ".png",
            }
            return Job(1, fields)
        provider, model = MODELS[min(int(chance.expovariate(0.25)), len(MODELS) - 1)]
        recipe, prompt = self._recipe()
        person = self.people[min(int(chance.expovariate(0.4)), PEOPLE - 1)]
        session = min(pk * SESSIONS // self.rows, SESSIONS - 1)
        some = chance.sample(range(max(1, pk - 5000), pk), 2) if pk > 10 else []
        return Job(
            images=chance.choice((1, 2, 4, 4)),
            fields={
                "origin": "made", "provider": provider, "provider_label": provider.title(),
                "model": model, "model_label": model.replace("-", " ").title(), "prompt": prompt,
                "aspect_ratio": RATIOS[min(int(chance.expovariate(0.4)), 13)],
                "resolution": chance.choice((*TIERS, "1K", "1K", "2K")), "made_by": person,
                "job": UUID(int=chance.getrandbits(128)), "recipe": recipe,
                "session": str(UUID(int=session * 7919)), "cost": "0.04", "currency": "USD",
            },
            parents=some if chance.random() < 0.15 else [],
        )  # fmt: skip

    def _recipe(self) -> tuple[str, str]:
        """Fingerprint and prompt: one in a hundred the much used, one in five of those before."""
        chance = self.chance.random()
        if chance < 0.01:
            return MUCH_USED, "A glass bottle on a stone, light from the left"
        if chance < 0.2 and self.recipes:
            return self.chance.choice(self.recipes)
        made = f"{self.chance.getrandbits(256):064x}", self.writer.prompt()
        if len(self.recipes) < 20_000:
            self.recipes.append(made)
        return made

    def _image(self, pk: int, frame: int, job: Job) -> Image:
        chance, fields = self.chance, dict(job.fields)
        made = fields["origin"] == "made"
        if pk in self.rare:
            fields |= {"prompt": f"{fields.get('prompt', '')} {RARE}", "origin": "made"}
        if made and chance.random() < 0.3:
            fields["revised_prompt"] = self.writer.revised(fields["prompt"])
        if pk not in self.rare and chance.random() < 0.02:
            fields["trashed_at"] = timezone.now()
        image = Image(pk=pk, frame=frame, created_at=self._moment(pk), thumbs_version=1, **fields)
        for name, value in self._file(pk, fields).items():
            setattr(image, name, value)
        return image

    def _file(self, pk: int, fields: dict[str, Any]) -> dict[str, Any]:
        is_shown = pk > self.rows - SHOWN or abs(pk - self.rows // 20) < SHOWN
        if is_shown and fields["origin"] == "made":
            return self.drawings[pk % DRAWINGS]
        side = TIERS.get(fields.get("resolution", ""), 1024)
        across, down = map(int, fields.get("aspect_ratio", "1:1").split(":"))
        scale = side / (across * down) ** 0.5
        color = f"#{self.chance.getrandbits(24):06x}"
        return {"digest": f"{self.chance.getrandbits(256):064x}", "file_format": "png",
                "bytes": 1_800_000, "width": round(across * scale), "height": round(down * scale),
                "color": color}  # fmt: skip

    def _moment(self, pk: int) -> datetime:
        return self.begin + timedelta(seconds=365 * 86400 * pk / self.rows)

    def _put(self, images: list[Image], parents: list[tuple[int, list[int]]]) -> None:
        with transaction.atomic():
            Image.objects.bulk_create(images)
            Parentage.objects.bulk_create(
                Parentage(child_id=child, parent_id=parent, position=position)
                for child, its in parents
                for position, parent in enumerate(its, start=1)
            )
            self._marks([image.pk for image in images])
            search.put(images)
            counters.count([image for image in images if image.trashed_at is None], 1)

    def _marks(self, pks: list[int]) -> None:
        """Tags and verdicts, on one in ten each, half of them by nobody; on one in 50 a comment."""
        chance = self.chance
        tagged = {
            (tag.pk, pk)
            for pk in pks
            if chance.random() < 0.1
            for tag in chance.sample(self.tags[: 1 + int(chance.expovariate(0.03))], 1)
        }
        Tagging.objects.bulk_create(Tagging(tag_id=tag, image_id=pk) for tag, pk in tagged)
        judged = [pk for pk in pks if chance.random() < 0.1]
        Review.objects.bulk_create(
            Review(
                image_id=pk,
                person=chance.choice((None, chance.choice(self.people))),
                verdict=chance.choice(("pick", "reject", "reject", "")),
                stars=chance.choice((1, 2, 3, 3, 4, 5)),
            )
            for pk in judged
        )

        said = [pk for pk in pks if chance.random() < 0.02]
        Comment.objects.bulk_create(
            Comment(
                image_id=pk,
                text=self.writer.name(6),
                number=chance.choice((1, None)),
                resolved_at=chance.choice((None, timezone.now(), timezone.now())),
            )
            for pk in said
        )

    def _settle(self) -> None:
        """What the sweep does again and again, and on PostgreSQL autovacuum; and the next ids."""
        if connection.vendor != "postgresql":
            for _ in range(self.rows // 1000):
                search.tidy()
            return
        search.tidy()
        out = StringIO()
        call_command("sqlsequencereset", "gallery", stdout=out, no_color=True)
        with connection.cursor() as cursor:
            cursor.execute(out.getvalue())
            cursor.execute("ANALYZE")


def main() -> None:
    rows = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    there = Image.objects.order_by("-id").values_list("id", flat=True).first()
    if there is not None:
        print(f"there is a gallery of {there:,} rows")
        return
    begun = time.monotonic()
    Gallery(rows).build()
    print(f"built {rows:,} rows in {time.monotonic() - begun:.0f} s")
