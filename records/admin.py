"""The register in the desk: read by those who may, after they said why, and never changed here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from accounts.models import Role, User
from common.dates import PartialDate, now
from common.refusals import NotPermitted, Refusal
from records import import_admin as _import_admin  # noqa: F401 - registers its own page
from records import proposal_admin as _proposal_admin  # noqa: F401
from records import reading, watch_desk
from records import source_admin as _source_admin  # noqa: F401
from records import supplied_admin as _supplied_admin  # noqa: F401
from records import violation_admin as _violation_admin  # noqa: F401
from records.comparisons import strength
from records.forms import LookupForm
from records.history import history_table
from records.lookup import LOOKUP_ROLES, Candidate, candidates
from records.models import AccessLog, Ban, EarlierCertificate, Judgment, Person, PersonNumber
from records.reasons import Reason, keep_reason, reason_of
from records.side_by_side import side_by_side
from regulations.places import province_known, province_name

LOOKUP_PAGE = "admin:records_person_changelist"


class ReadOnly:
    """Nobody adds, changes or deletes here; who may read is the class's `readers`."""

    readers: tuple[str, ...] = LOOKUP_ROLES

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return isinstance(request.user, User) and request.user.has_role(*self.readers)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class LoggedReading(ReadOnly, ModelAdmin):
    """A record opens only to who has said why, and every view is written down."""

    def code_of(self, row: Any) -> str:
        raise NotImplementedError

    def opened(self, row: Any, *, by: User, reason: Reason) -> None:
        """Write the view down, or refuse it."""
        reading.open_row(self.code_of(row), by=by, reason=reason)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row):
            return super().change_view(request, object_id, form_url, extra_context)
        reason = reason_of(request)
        if reason is None:
            return _ask_why(request)
        try:
            self.opened(row, by=_reader(request), reason=reason)
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        return super().change_view(request, object_id, form_url, extra_context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        # Django's own history knows nothing of a register that is not changed here.
        raise PermissionDenied


class NumberInline(ReadOnly, TabularInline):
    model = PersonNumber
    fields = ("kind", "number", "is_current")


class BanInline(ReadOnly, TabularInline):
    model = Ban
    fields = ("position", "until", "judgment", "source_document")


class JudgmentInline(ReadOnly, StackedInline):
    model = Judgment
    fields = (
        ("judgment_no", "judgment_date"),
        ("final_on", "stage"),
        "court",
        "offences_listed",
        ("main_penalty", "main_penalty_months"),
        ("probation_months", "probation_ended_on"),
        "additional_penalties",
        ("civil_obligation_vnd", "court_fee_vnd"),
        ("main_served_on", "additional_served_on"),
        ("obligations_met_on", "execution_lapsed_on"),
        ("expunged_on", "expunged_by"),
        ("source_document", "source_agency"),
    )
    readonly_fields = ("offences_listed",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Judgment]:
        return super().get_queryset(request).prefetch_related("offences")

    @admin.display(description=gettext_lazy("tội danh"))
    def offences_listed(self, judgment: Judgment) -> str:
        return "; ".join(
            ", ".join(filter(None, [one.offence, one.article, one.get_code_of_law_display()]))
            for one in judgment.offences.all()
        )


@admin.register(Person)
class PersonAdmin(LoggedReading):
    """Looked up by a form in place of a list: the register is not for leafing through."""

    inlines = (NumberInline, JudgmentInline, BanInline)
    fields = (
        *("record_code", "full_name", "other_names", "sex", "born", "also_born", "place_of_birth"),
        *("nationality", "father_name", "mother_name", "spouse_name", "home", "address"),
        *("source_document", "source_agency"),
    )
    readonly_fields = ("born", "also_born", "home")

    change_form_outer_before_template = "records/person_head.html"
    change_form_outer_after_template = "records/person_history.html"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The record, and under it every change: who, when, out of which document."""
        person = self.get_object(request, object_id)
        shown: dict[str, Any] = {}
        if isinstance(person, Person):
            told = watch_desk.told(person, reader=_reader(request))
            shown = {"history": history_table(person), **told}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    @admin.display(description=gettext_lazy("ngày sinh"))
    def born(self, row: Person) -> str:
        return _as_on_papers(row.date_of_birth)

    @admin.display(description=gettext_lazy("ngày sinh khác từng ghi nhận"))
    def also_born(self, row: Person) -> str:
        return ", ".join(map(_as_on_papers, row.other_birth_dates))

    @admin.display(description=gettext_lazy("tỉnh, thành phố cư trú"))
    def home(self, row: Person) -> str:
        return province_name(row.province) if province_known(row.province) else row.province

    def code_of(self, row: Person) -> str:
        return row.record_code

    def opened(self, row: Person, *, by: User, reason: Reason) -> None:
        reading.open_record(row, by=by, reason=reason)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.access_view)
        access = path("<int:pk>/luot-tra-cuu/", view, name="records_person_access")
        watch = self.admin_site.admin_view(watch_desk.decide)
        watched = path("<int:pk>/theo-doi/", watch, name="records_person_watch")
        return [access, watched, *super().get_urls()]

    def access_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The person's own list of who looked, printed for them; printing it is a look, too."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        person = get_object_or_404(Person, pk=pk)
        reason = reason_of(request)
        if reason is None:
            return _ask_why(request)
        try:
            reading.note_print(person, by=_reader(request), reason=reason)
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        rows = [{"row": row, "who": _who(row.by)} for row in reading.accesses_to(person)]
        context = {"person": person, "rows": rows, "printed": now()}
        return render(request, "records/access_list.html", context)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found: list[Candidate] | None = None
        form = LookupForm(request.POST or None, initial=self._said(request))
        if form.is_valid():
            found = self._look(request, form)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Tra cứu lý lịch tư pháp"),
            "form": form,
            "searched": found is not None,
            "found": [_candidate(one, form.subject()) for one in found or []],
        }
        return render(request, "records/lookup.html", context)

    def _said(self, request: HttpRequest) -> dict[str, str]:
        reason = reason_of(request)
        return {"purpose": reason.purpose, "case_code": reason.case} if reason else {}

    def _look(self, request: HttpRequest, form: LookupForm) -> list[Candidate] | None:
        reason = Reason(form.cleaned_data["purpose"], form.cleaned_data["case_code"])
        by = _reader(request)
        try:
            found = candidates(form.subject(), by=by, purpose=reason.purpose, case=reason.case)
        except Refusal as refusal:
            form.add_error("purpose", str(refusal))
            return None
        keep_reason(request, reason)
        return found


def _as_on_papers(day: str) -> str:
    return PartialDate.parse(day).display() if day else ""


def _reader(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _who(reader: User) -> str:
    """Whoever looked, by office and role: the sheet is for the person it is about."""
    if reader.is_machine:
        return _("Hệ thống (tự động)")
    roles = ", ".join(str(Role(role).label) for role in reader.roles)
    return f"{reader.office.name}, {roles}" if reader.office else roles


def _ask_why(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Hãy ghi mục đích tra cứu trước khi xem hồ sơ."))
    return redirect(LOOKUP_PAGE)


def _candidate(one: Candidate, subject: dict[str, Any]) -> dict[str, Any]:
    """Somebody found, beside what was asked; what a court decided stands behind the link."""
    return {
        "person": one.person,
        "strength": strength(one.score),
        "score": round(one.score),
        "reasons": one.reasons,
        "fields": side_by_side(subject, one.person),
    }


@admin.register(EarlierCertificate)
class EarlierCertificateAdmin(LoggedReading):
    """The issue book: found by number, whose it is stands behind the link."""

    list_display = (
        *("number", "issued_on", "certificate_type", "channel", "source", "revoked_on"),
    )
    list_filter = ("source", "channel", "certificate_type")
    search_fields = ("=number",)
    search_help_text = gettext_lazy("Số phiếu")
    date_hierarchy = "issued_on"
    exclude = EarlierCertificate.KEY_COLUMNS

    def code_of(self, row: EarlierCertificate) -> str:
        return f"{row.number} ({row.book})"


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnly, ModelAdmin):
    """Who looked for whom and why: for those who watch over the register."""

    readers = (Role.HEAD, Role.AUDITOR)
    list_display = ("at", "by", "kind", "purpose", "case_code", "found")
    list_filter = ("kind",)
    list_select_related = ("by",)
    search_fields = ("=case_code", "=by__username")
    search_help_text = gettext_lazy("Mã hồ sơ hoặc tên đăng nhập")
    date_hierarchy = "at"
