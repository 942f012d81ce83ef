"""Images come, are thrown away and leave the trash, as fast as they can, until the input ends.

python -m tests.backup.stirring
"""

from __future__ import annotations

import os
import random
import sys
import threading

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
if __name__ == "__main__":
    django.setup()


from gallery import removal, trash
from gallery.models import Image
from tests import factories

KEPT = 40


def stir(is_over: threading.Event) -> None:
    chance = random.Random(5)
    while not is_over.is_set():
        for _one in range(5):
            factories.image(factories.png(seed=chance.randrange(1 << 30)))
        pks = list(Image.objects.filter(task=None).values_list("pk", flat=True))
        if len(pks) > KEPT:
            some = chance.sample(pks, len(pks) - KEPT)
            trash.move(some, None)
            removal.remove(some)
            print("removed", flush=True)


def heed(is_over: threading.Event) -> None:
    sys.stdin.read()
    is_over.set()


if __name__ == "__main__":
    over = threading.Event()
    threading.Thread(target=heed, args=[over], daemon=True).start()
    stir(over)
