"""A gateway that takes its time: as much as the test needs."""

from __future__ import annotations

from threading import Event
from typing import Any

from .openai_images import OpenAIImagesGateway
from .server import Exchange


class ThinkingGateway(OpenAIImagesGateway):
    """Answers no order before it may."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.may_answer = Event()

    def __exit__(self, *trouble: object) -> None:
        self.may_answer.set()
        super().__exit__(*trouble)

    def answer(self, exchange: Exchange, trouble: str) -> None:
        self.may_answer.wait()
        super().answer(exchange, trouble)
