"""`/healthz`: for whoever watches over the studio."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from studio import health


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    troubles = {"database": health.database_trouble(), "queue": health.queue_trouble()}
    silent = [name for name, trouble in troubles.items() if trouble]
    answer = ", ".join(f"{name} does not answer" for name in silent) or "ok"
    return HttpResponse(answer, status=503 if silent else 200, content_type="text/plain")
