"""Administrative violations in the desk: looked up with a reason, corrected, handed on."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.desk_admin import ReadOnlyAdmin, has_role
from accounts.models import User
from common.refusals import NotPermitted, Refusal
from records import reading, violations
from records.handed_tables import table_file
from records.handing import MOST_HANDED_OVER, Recipient
from records.lookup import LOOKUP_ROLES
from records.models import Violation
from records.reasons import Reason, keep_reason, reason_of
from records.violation_forms import (
    CorrectionForm,
    EntryForm,
    ViolationHandOverForm,
    ViolationLookupForm,
    WithdrawalForm,
)
from records.violation_rows import COLUMNS
from records.violation_versions import told

LOOKUP_PAGE = "admin:records_violation_changelist"
ROW_PAGE = "admin:records_violation_change"
WITHDRAWAL = "rut"
HANDED_COLUMNS = (*COLUMNS, "changed_at", "withdrawn_on")


@admin.register(Violation)
class ViolationAdmin(ReadOnlyAdmin):
    """Found by a form in place of a list, as people of the register are."""

    readers = LOOKUP_ROLES

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_role(request, *violations.KEEPERS)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(never_cache(self.hand_on_view))
        hand_on = path("cung-cap/", view, name="records_violation_hand_on")
        return [hand_on, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        said = reason_of(request)
        initial = {"purpose": said.purpose, "case_code": said.case} if said else None
        form = ViolationLookupForm(request.POST or None, initial=initial)
        found = self._look(request, form) if form.is_valid() else None
        context = {"form": form, "found": found, "keeper": self.has_add_permission(request)}
        return self._page(request, "violations", _("Tra cứu vi phạm hành chính"), context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        by = self._keeper(request)
        form = EntryForm(request.POST or None)
        if form.is_valid():
            try:
                violations.receive(form.columns(), by=by, document=form.cleaned_data["document"])
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Đã ghi vào danh sách."))
                return redirect(LOOKUP_PAGE)
        title = _("Nhập quyết định xử lý vi phạm hành chính")
        return self._page(request, "violations_entry", title, {"form": form})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        violation = self.get_object(request, object_id)
        if not isinstance(violation, Violation):
            raise Http404
        reason = reason_of(request)
        if reason is None:
            messages.info(request, _("Hãy ghi mục đích tra cứu trước khi xem."))
            return redirect(LOOKUP_PAGE)
        if request.method == "POST":
            return self._change(request, violation)
        try:
            reading.open_row(violation.code, by=_user(request), reason=reason)
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        return self._shown(
            request, violation, _correction(violation), WithdrawalForm(prefix=WITHDRAWAL)
        )

    def hand_on_view(self, request: HttpRequest) -> HttpResponse:
        by = self._keeper(request)
        form = ViolationHandOverForm(request.POST or None)
        if form.is_valid() and (file := self._handed(form, by=by)):
            return file
        title = _("Cung cấp danh sách vi phạm hành chính")
        context = {"form": form, "most": MOST_HANDED_OVER}
        return self._page(request, "violations_hand_on", title, context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        raise PermissionDenied  # every version stands on the page itself

    def _look(self, request: HttpRequest, form: ViolationLookupForm) -> list[Violation] | None:
        reason = Reason(form.cleaned_data["purpose"], form.cleaned_data["case_code"])
        try:
            found = violations.look_up(
                form.question(), by=_user(request), purpose=reason.purpose, case=reason.case
            )
        except Refusal as refusal:
            form.add_error("purpose", str(refusal))
            return None
        keep_reason(request, reason)
        return found

    def _change(self, request: HttpRequest, violation: Violation) -> HttpResponse:
        """One of the page's two forms: a correction, or taking the row off the list."""
        by = self._keeper(request)
        withdrawing = "withdraw" in request.POST
        data = request.POST
        correction = _correction(violation, None if withdrawing else data)
        withdrawal = WithdrawalForm(data if withdrawing else None, prefix=WITHDRAWAL)
        form: Form | CorrectionForm = withdrawal if withdrawing else correction
        if form.is_valid():
            said = {"by": by, "reason": form.cleaned_data["reason"]}
            said["document"] = form.cleaned_data["document"]
            try:
                if isinstance(form, CorrectionForm):
                    violations.correct(violation, changes=form.changes(), **said)
                else:
                    violations.withdraw(violation, **said)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Đã ghi thay đổi. Nội dung trước đó vẫn được giữ."))
                return redirect(ROW_PAGE, violation.pk)
        violation.refresh_from_db()
        return self._shown(request, violation, correction, withdrawal)

    def _shown(
        self,
        request: HttpRequest,
        violation: Violation,
        correction: CorrectionForm,
        withdrawal: WithdrawalForm,
    ) -> HttpResponse:
        context = {
            "violation": violation,
            "versions": told(violation),
            "correction": correction,
            "withdrawal": withdrawal,
            "keeper": self.has_add_permission(request),
        }
        return self._page(request, "violations_one", violation.decision_no, context)

    def _handed(self, form: ViolationHandOverForm, *, by: User) -> HttpResponse | None:
        """The file; or nothing, with what is wrong at the form."""
        rows = list(form.rows()[: MOST_HANDED_OVER + 1])
        if len(rows) > MOST_HANDED_OVER:
            message = _("Quá nhiều dòng cho một tệp. Hãy chọn khoảng ngày ngắn hơn.")
            form.add_error("changed_from", message)
            return None
        if not rows:
            form.add_error("changed_from", _("Không có dòng nào như vậy."))
            return None
        said = form.cleaned_data
        to = Recipient(said["authority"], said["purpose"], said["letter"])
        try:
            handed = violations.hand_over(rows, by=by, to=to, asked=form.asked())
        except Refusal as refusal:
            form.add_error("purpose", str(refusal))
            return None
        cells = ([getattr(row, name) for name in HANDED_COLUMNS] for row in handed)
        return table_file(
            HANDED_COLUMNS, cells, name="vi-pham-hanh-chinh", file_format=said["file_format"]
        )

    def _keeper(self, request: HttpRequest) -> User:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return _user(request)

    def _page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "own_title": True}
        return render(request, f"records/{name}.html", {**frame, "title": title, **context})


def _correction(violation: Violation, data: Any = None) -> CorrectionForm:
    code = violation.person.record_code if violation.person else ""
    return CorrectionForm(data, instance=violation, initial={"record_code": code})


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
