"""The studio as a WSGI application, for a server of your own."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

application = get_wsgi_application()

# Models can be had from here on.
from studio import signs  # noqa: E402
from studio.metrics import requests  # noqa: E402
from studio.models import Process  # noqa: E402

signs.begin(Process.Kind.WEB, requests.flush)
