"""The project's own app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class StudioConfig(AppConfig):
    name = "studio"

    def ready(self) -> None:
        autodiscover_modules("checks")
