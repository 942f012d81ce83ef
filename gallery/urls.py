from __future__ import annotations

from django.urls import path

from .views.files import copy, original, thumb
from .views.image import image
from .views.index import index

app_name = "gallery"
urlpatterns = [
    path("gallery/", index, name="index"),
    path("gallery/<int:pk>/", image, name="image"),
    path("gallery/<int:pk>/original/", original, name="original"),
    path("gallery/<int:pk>/copy/", copy, name="copy"),
    path("gallery/<int:pk>/thumb/<int:side>/", thumb, name="thumb"),
]
