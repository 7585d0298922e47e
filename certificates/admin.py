"""Issued certificates for those who work in the department; nothing can be changed here."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.desk_admin import ReadOnlyAdmin
from certificates.models import Certificate, Revocation
from certificates.pictures_admin import SignaturePictureAdmin as SignaturePictureAdmin

CASE = "admin:applications_application_change"


@admin.register(Certificate)
class CertificateAdmin(ReadOnlyAdmin):
    """Each row leads to its dossier, to its place in the issue book and to the public check."""

    list_display = ("printed_number", "dossier", "certificate_type", "issued_at", "places")
    list_filter = ("year", "certificate_type")
    search_fields = ("printed_number", "application__code")
    ordering = ("-year", "-number")
    fields = (
        *("printed_number", "dossier", "office", "certificate_type", "copies"),
        *("drafted_by", "drafted_at", "approved_by", "approved_at", "signed_by", "signed_at"),
        *("book", "year", "number", "issued_at", "published_at", "typed_code", "places"),
    )
    readonly_fields = ("dossier", "places")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Certificate]:
        found = super().get_queryset(request).select_related("application")
        return self.seen(found, request, office="office")

    @admin.display(description=_("hồ sơ"), ordering="application__code")
    def dossier(self, row: Certificate) -> str:
        address = reverse(CASE, args=[row.application_id])
        return format_html('<a href="{}">{}</a>', address, row.application.code)

    @admin.display(description=_("xem"))
    def places(self, row: Certificate) -> str:
        if not row.is_numbered:
            return ""
        above = (row.number or 0) + 1
        book = f"{reverse('admin:issue_book')}?nam={row.year}&so={row.book}&sau={above}"
        in_book = format_html('<a href="{}">{}</a>', book, _("sổ cấp phiếu"))
        if not row.is_issued:
            return in_book
        check = reverse("certificates:checked", args=[row.token])
        return format_html('{} · <a href="{}">{}</a>', in_book, check, _("trang kiểm tra"))


@admin.register(Revocation)
class RevocationAdmin(ReadOnlyAdmin):
    list_display = ("certificate", "kind", "ground", "by", "at")
    list_filter = ("kind",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revocation]:
        found = super().get_queryset(request).select_related("certificate", "by")
        return self.seen(found, request, office="certificate__office")
