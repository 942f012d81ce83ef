"""Run by `test_on_postgresql.py`: what is so on PostgreSQL only."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from gallery import search, selects
from gallery.models import Image
from gallery.searches import Search

pytestmark = pytest.mark.django_db

FILL = """
INSERT INTO gallery_search
SELECT n, array_to_tsvector(array_agg(DISTINCT 'w' || n * k %% 3000)
    || CASE WHEN n <= 1500 AND n %% 10 = 0 THEN 'fog' ELSE 'sun' END)
FROM generate_series(1, 5000) AS n CROSS JOIN generate_series(1, 60) AS k GROUP BY n
"""


def test_a_page_reads_few_entries_wherever_its_images_are() -> None:
    known = {"origin": "made", "file_format": "png", "bytes": 10, "color": "#808080"}
    size = {"width": 64, "height": 64, "digest": "0" * 64}
    Image.objects.bulk_create(Image(pk=pk, **known, **size) for pk in range(1, 5001))
    with connection.cursor() as cursor:
        cursor.execute(FILL, [])
        search.tidy()
        cursor.execute("ANALYZE")
    assert read("fog") <= 2200
    assert read("none") <= 2100
    assert read("sun") <= 100


def test_no_page_waits_for_processes_or_a_compiler() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('max_parallel_workers_per_gather'), current_setting('jit')"
        )
        assert cursor.fetchone() == ("0", "off")


def read(words: str) -> float:
    """How many entries of the index of words a first page looks at."""
    wanted = selects.statement(Search(q=words), None, None, is_down=True, size=61)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {wanted.sql}", wanted.params)
        ((plans,),) = cursor.fetchall()
    return entries(plans[0]["Plan"])


def entries(plan: dict[str, Any]) -> float:
    own = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
    is_one = plan.get("Relation Name") == "gallery_search"
    parts = sum(entries(part) for part in plan.get("Plans", ()))
    return parts + (own * plan["Actual Loops"] if is_one else 0)
