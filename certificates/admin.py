"""The issue book for those who work in the department; nothing can be changed here."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.desk_admin import ReadOnlyAdmin
from certificates.models import Certificate, Revocation


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    list_display = ("printed_number", "application", "certificate_type", "year", "issued_at")
    list_filter = ("year", "certificate_type")
    search_fields = ("printed_number", "application__code")
    ordering = ("-year", "-number")
    fields = (
        *("printed_number", "application", "office", "certificate_type", "copies"),
        *("drafted_by", "drafted_at", "approved_by", "approved_at", "signed_by", "signed_at"),
        *("book", "year", "number", "issued_at", "typed_code"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Certificate]:
        found = super().get_queryset(request).select_related("application")
        return self.seen(found, request, office="office")


@admin.register(Revocation)
class RevocationAdmin(ReadOnlyAdmin):
    list_display = ("certificate", "ground", "by", "at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revocation]:
        found = super().get_queryset(request).select_related("certificate", "by")
        return self.seen(found, request, office="certificate__office")
