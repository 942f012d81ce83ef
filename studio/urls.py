"""Every address of the studio; names of views, addresses and templates are the same."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from .views.asides import bring_back
from .views.changes import changes
from .views.codes import code, sent
from .views.compose import compose, earlier, fields, price
from .views.errors import bad_request, server_error
from .views.health import healthz
from .views.history import history
from .views.job import cancel, job, report, retry
from .views.kits import keep_kit, kit, load_kit, remove_kit
from .views.metrics import metrics
from .views.pads import pad
from .views.presets import keep_preset, remove_preset
from .views.providers import connect, disconnect, providers, test
from .views.recipes import take_recipe
from .views.references import items, picker, upload, used
from .views.sessions import (
    archive_session,
    bring_back_session,
    move_attempts,
    open_session,
    rename_session,
    session,
    sessions,
    set_private,
)
from .views.snippets import remove_snippet, snippets
from .views.spending import keep_budget, remove_budget, spending, spending_table
from .views.submit import submit
from .views.taking import adopt

SIGN_IN = LoginView.as_view(template_name="sign_in.html", redirect_authenticated_user=True)

studio = [
    path("", compose, name="compose"),
    path("composer/fields/", fields, name="fields"),
    path("composer/price/", price, name="price"),
    path("composer/earlier/", earlier, name="earlier"),
    path("composer/adopt/", adopt, name="adopt"),
    path("composer/sent/", sent, name="sent"),
    path("composer/code/", code, name="code"),
    path("composer/pad/", pad, name="pad"),
    path("composer/history/", history, name="history"),
    path("snippets/", snippets, name="snippets"),
    path("snippets/<int:id>/delete/", remove_snippet, name="remove_snippet"),
    path("composer/recipe/", take_recipe, name="take_recipe"),
    path("composer/back/", bring_back, name="bring_back"),
    path("presets/", keep_preset, name="keep_preset"),
    path("presets/<int:id>/delete/", remove_preset, name="remove_preset"),
    path("jobs/", submit, name="submit"),
    path("jobs/changes/", changes, name="changes"),
    path("jobs/<uuid:uuid>/", job, name="job"),
    path("jobs/<uuid:uuid>/cancel/", cancel, name="cancel"),
    path("jobs/<uuid:uuid>/retry/", retry, name="retry"),
    path("jobs/<uuid:uuid>/report/", report, name="report"),
    path("references/", upload, name="upload"),
    path("references/items/", items, name="items"),
    path("references/picker/", picker, name="picker"),
    path("kits/", keep_kit, name="keep_kit"),
    path("kits/<int:id>/", kit, name="kit"),
    path("kits/<int:id>/load/", load_kit, name="load_kit"),
    path("kits/<int:id>/delete/", remove_kit, name="remove_kit"),
    path("references/<int:id>/", used, name="used"),
    path("sessions/", sessions, name="sessions"),
    path("sessions/<int:id>/", session, name="session"),
    path("sessions/<int:id>/open/", open_session, name="open_session"),
    path("sessions/<int:id>/rename/", rename_session, name="rename_session"),
    path("sessions/<int:id>/archive/", archive_session, name="archive_session"),
    path("sessions/<int:id>/bring-back/", bring_back_session, name="bring_back_session"),
    path("sessions/<int:id>/private/", set_private, name="set_private"),
    path("sessions/<int:id>/move/", move_attempts, name="move_attempts"),
    path("providers/", providers, name="providers"),
    path("providers/<slug:id>/", connect, name="connect"),
    path("providers/<slug:id>/forget/", disconnect, name="disconnect"),
    path("providers/<slug:id>/test/", test, name="test"),
    path("spending/", spending, name="spending"),
    path("spending/spending.csv", spending_table, name="spending_table"),
    path("spending/budgets/<slug:id>/", keep_budget, name="keep_budget"),
    path("spending/budgets/<slug:id>/delete/", remove_budget, name="remove_budget"),
    path("sign-in/", SIGN_IN, name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
]

handler400 = bad_request
handler500 = server_error
urlpatterns = [
    path("", include((studio, "studio"))),
    path("", include("gallery.urls")),
]
