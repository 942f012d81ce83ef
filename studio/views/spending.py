"""What was spent, and the budgets."""

from __future__ import annotations

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gallery import access
from gallery.access import Act
from studio import budgeting, budgets, charts, statements
from studio import spending as sums
from studio.budgeting import BudgetForm


@require_safe
@never_cache
def spending(request: HttpRequest) -> HttpResponse:
    access.require(request, Act.SEE)
    return render(request, "studio/spending.html", _page(request))


@require_safe
@never_cache
def spending_table(request: HttpRequest) -> StreamingHttpResponse:
    """The rows of sums of a period as CSV."""
    access.require(request, Act.SEE)
    period = sums.period(request.GET.dict())
    response = StreamingHttpResponse(
        statements.csv(period, access.person(request)), content_type="text/csv; charset=utf-8"
    )
    name = f"spending-{period.first}-{period.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def keep_budget(request: HttpRequest, id: str) -> HttpResponse:
    access.require(request, Act.MANAGE)
    if not budgeting.can_have(id):
        raise Http404
    form = BudgetForm(id, request.POST)
    if not form.is_valid():
        return render(request, "studio/spending.html", _page(request, form), status=422)
    form.save(access.person(request))
    return _back(id)


@require_POST
def remove_budget(request: HttpRequest, id: str) -> HttpResponse:
    access.require(request, Act.MANAGE)
    budgets.remove(id)
    return _back(id)


def _back(id: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('studio:spending')}#budget-{id}", status=303)


def _page(request: HttpRequest, wrong: BudgetForm | None = None) -> dict[str, Any]:
    asked = request.GET.dict()
    period = sums.period(asked)
    by = asked.get("by", "") if asked.get("by") in sums.BY else "provider"
    days = sums.by_day(period)
    return {
        "period": period,
        "by": by,
        "total": sums.total(days),
        "charts": charts.of(period, days),
        "lines": sums.lines(period, by, days, access.person(request)),
        "budgets": budgeting.rows(wrong),
        "may_manage": access.may(request.user, Act.MANAGE),
        **sums.choices(period, by),
    }
