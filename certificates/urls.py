"""Addresses of the public check and of the signed file."""

from django.urls import path

from certificates import api, views

app_name = "certificates"

# A token takes any text, slashes too: what is malformed must reach the same answer as the unknown.
urlpatterns = [
    path("verify/", views.check, name="check"),
    path("verify/<path:token>", views.checked, name="checked"),
    path("ho-so/<str:code>/phieu.pdf", views.download, name="download"),
    path("api/v1/certificates/revoked.json", api.RevokedListView.as_view(), name="revoked"),
    path("api/v1/certificates/check-file/", api.FileCheckView.as_view(), name="check-file"),
    path(
        "api/v1/certificates/<path:token>/", api.CertificateCheckView.as_view(), name="check-token"
    ),
    path(
        "api/v1/applications/<str:code>/certificate.pdf",
        api.CertificateFileView.as_view(),
        name="file",
    ),
]
