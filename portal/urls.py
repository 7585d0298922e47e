"""Every address of the portal; the packages bring their own."""

from django.contrib import admin
from django.urls import include, path
from portal import figures, views

pages = [
    path("", views.home, name="home"),
    path("ban-lam-viec/", views.desk, name="desk"),
    path("so-lieu/", figures.figures, name="figures"),
    path("so-lieu/tai-ve.xlsx", figures.figures_xlsx, name="figures_xlsx"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
]

urlpatterns = [
    path("", include((pages, "portal"))),
    path("", include("accounts.urls")),
    path("", include("verification.urls")),
    path("", include("postal.urls")),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
