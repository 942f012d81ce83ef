"""What all providers behind HTTP have in common: how a brief goes out and an answer comes in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from . import http
from .base import Answer, Brief, Json, Made, Provider, Waiting
from .errors import ConfigurationError


class HttpProvider(Provider):
    """Pays for `request(brief)` and hands the JSON of the answer to `outcome`."""

    def outcome(self, body: Json) -> Waiting | Made:
        """What the body of a good answer to a submit says."""
        raise NotImplementedError

    def submit(self, brief: Brief, spool: Path) -> Answer:
        if self.needs_key and not self.key:
            raise ConfigurationError("There is no key.")
        return http.pay(self.request(brief), provider=self, spool=spool)

    def read(self, answer: Answer) -> Waiting | Made:
        http.judge(answer, key=self.key)
        outcome = self.outcome(http.json_of(answer, key=self.key))
        if isinstance(outcome, Waiting):
            return outcome
        return replace(outcome, request_id=answer.request_id)
