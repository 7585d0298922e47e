"""Addresses of the public check and of the signed file."""

from django.urls import path

from certificates import api, machine_data, offline, sample_views, views
from certificates.log import api as log_api
from certificates.log import views as log_views

app_name = "certificates"

# A token takes any text, slashes too: what is malformed must reach the same answer as the unknown.
urlpatterns = [
    path("verify/", views.check, name="check"),
    path("verify/offline/", offline.page, name="offline"),
    path("verify/offline/worker.js", offline.worker, name="offline-worker"),
    path("verify/offline/kiem-tra-phieu.html", offline.file, name="offline-file"),
    path("verify/mau/", sample_views.page, name="samples"),
    path("verify/mau/<slug:slug>/", sample_views.checked, name="sample-checked"),
    path("verify/mau/<slug:slug>.pdf", sample_views.file, name="sample-file"),
    path("verify/<path:token>", views.checked, name="checked"),
    path(machine_data.SCHEMA_PATH.lstrip("/"), machine_data.schema, name="data-schema"),
    path("ho-so/<str:code>/phieu.pdf", views.download, name="download"),
    path("api/v1/certificates/revoked.json", api.RevokedListView.as_view(), name="revoked"),
    path("api/v1/certificates/check-file/", api.FileCheckView.as_view(), name="check-file"),
    path("nhat-ky/", log_views.page, name="log"),
    path("api/v1/log/roots.json", log_api.RootsView.as_view(), name="log-roots"),
    path("api/v1/log/root/", log_api.NewestRootView.as_view(), name="log-root"),
    path("api/v1/log/inclusion/", log_api.InclusionView.as_view(), name="log-inclusion"),
    path("api/v1/log/consistency/", log_api.ConsistencyView.as_view(), name="log-consistency"),
    path("api/v1/log/leaves/", log_api.LeavesView.as_view(), name="log-leaves"),
    path(
        "api/v1/certificates/<path:token>/", api.CertificateCheckView.as_view(), name="check-token"
    ),
    path(
        "api/v1/applications/<str:code>/certificate.pdf",
        api.CertificateFileView.as_view(),
        name="file",
    ),
]
