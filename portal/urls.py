"""Every address of the portal; the packages bring their own."""

from django.contrib import admin
from django.urls import include, path

from portal import views

pages = [
    path("", views.home, name="home"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
]

urlpatterns = [
    path("", include((pages, "portal"))),
    path("admin/", admin.site.urls),
]
