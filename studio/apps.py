"""The project's own app."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules

from . import hiding


class StudioConfig(AppConfig):
    name = "studio"

    def ready(self) -> None:
        autodiscover_modules("checks")
        password = str(settings.DATABASES["default"].get("PASSWORD") or "")
        hiding.remember(settings.SECRET_KEY, settings.METRICS_TOKEN, password)
