"""What Django's page of a mistake, which debug mode shows, leaves out beyond Django's own list."""

from __future__ import annotations

import re
from collections.abc import ItemsView
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

_HIDDEN = re.compile(
    "API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|COOKIE|URL|DATABASE|STORAGE", re.IGNORECASE
)


class Discreet(SafeExceptionReporterFilter):
    """No address with a password in it, nothing that was typed, and no local variable: any may be
    somebody's key.
    """

    hidden_settings = _HIDDEN

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, str]:
        return dict.fromkeys(request.POST if request else (), self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> ItemsView[str, Any]:
        return {}.items()
