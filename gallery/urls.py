from __future__ import annotations

from django.urls import path

from .views.choices import choices
from .views.exports import archive, choose, example, sheet
from .views.files import copy, file, original, thumb
from .views.image import image
from .views.index import density, index
from .views.saved import change, save, searches
from .views.verdicts import verdict

app_name = "gallery"
urlpatterns = [
    path("gallery/", index, name="index"),
    path("gallery/export/", choose, name="export"),
    path("gallery/export/name/", example, name="export_example"),
    path("gallery/export/zip/", archive, name="export_zip"),
    path("gallery/export/sheet/", sheet, name="export_sheet"),
    path("gallery/choices/<slug:name>/", choices, name="choices"),
    path("gallery/density/", density, name="density"),
    path("gallery/searches/", searches, name="searches"),
    path("gallery/searches/save/", save, name="save_search"),
    path("gallery/searches/<int:pk>/", change, name="change_search"),
    path("gallery/<int:pk>/", image, name="image"),
    path("gallery/<int:pk>/original/", original, name="original"),
    path("gallery/<int:pk>/copy/", copy, name="copy"),
    path("gallery/<int:pk>/file/", file, name="file"),
    path("gallery/<int:pk>/thumb/<int:side>/", thumb, name="thumb"),
    path("gallery/<int:pk>/verdict/", verdict, name="verdict"),
]
