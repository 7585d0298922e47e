"""Every address of the portal; the packages bring their own."""

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from applications.bank import PaymentEvents
from applications.numbering import CODE_PATTERN
from portal import api, figures, precheck, views

pages = [
    path("", views.home, name="home"),
    path("ban-lam-viec/", views.desk, name="desk"),
    path("tinh-phi/", precheck.precheck, name="quote"),
    path("giao-dien/", views.styleguide, name="styleguide"),
    path("so-lieu/", figures.figures, name="figures"),
    path("so-lieu/tai-ve.xlsx", figures.figures_xlsx, name="figures_xlsx"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
]

case = rf"^api/v1/applications/(?P<code>{CODE_PATTERN})/"
api_addresses = [
    path("api/v1/applications/", api.ApplicationsView.as_view(), name="applications"),
    re_path(rf"{case}$", api.ApplicationView.as_view(), name="application"),
    *(
        re_path(rf"{case}{step}/$", api.step_view(step, act), name=step)
        for step, act in api.ACTS.items()
    ),
    path("api/v1/quotes/", api.QuotesView.as_view(), name="quotes"),
    path("api/v1/payments/events/", PaymentEvents.as_view(), name="payment_events"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", views.api_docs, name="docs"),
]

urlpatterns = [
    path("", include((pages, "portal"))),
    path("", include((api_addresses, "api"))),
    path("", include("accounts.urls")),
    path("", include("applications.urls")),
    path("", include("verification.urls")),
    path("", include("certificates.urls")),
    path("", include("postal.urls")),
    path("", include("records.urls")),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]

handler404 = views.not_found
handler500 = views.failed
