"""What a scraper reads, taken apart by the parser of Prometheus' own client."""

from __future__ import annotations

from dataclasses import dataclass, field

from prometheus_client.parser import text_string_to_metric_families

from tests.running import RunningStudio

TOKEN = "a-token-for-the-scraper"


@dataclass
class Scrape:
    values: dict[tuple[str, frozenset[tuple[str, str]]], float] = field(default_factory=dict)

    def __call__(self, name: str, **labels: str) -> float:
        """The value of one sample; KeyError where there is none."""
        return self.values[f"proofsheet_{name}", frozenset(labels.items())]

    def get(self, name: str, **labels: str) -> float:
        """The same, and 0 where nothing was counted yet."""
        return self.values.get((f"proofsheet_{name}", frozenset(labels.items())), 0)

    def by(self, name: str, label: str) -> dict[str, float]:
        """The values of a metric by one of its labels."""
        found = {}
        for (known, labels), value in self.values.items():
            if known == f"proofsheet_{name}":
                found[dict(labels)[label]] = value
        return found


def parsed(text: str) -> Scrape:
    found = Scrape()
    for family in text_string_to_metric_families(text):
        assert family.documentation, family.name
        assert family.type != "unknown", family.name
        for sample in family.samples:
            key = sample.name, frozenset(sample.labels.items())
            assert key not in found.values, key
            found.values[key] = sample.value
    return found


def scrape(studio: RunningStudio) -> Scrape:
    answer = studio.get("metrics", Authorization=f"Bearer {TOKEN}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    return parsed(answer.text)
