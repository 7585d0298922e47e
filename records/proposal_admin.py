"""The desk's list of proposals to expunge: looked over one by one, confirmed singly or together."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts.desk_admin import ReadOnlyAdmin
from accounts.models import User
from common.dates import display_day
from common.refusals import Invalid, NotPermitted, Refusal
from records import proposal_facts, proposals, reading
from records.lookup import LOOKUP_ROLES
from records.models import ExpungementProposal, ExpungementRun
from records.reasons import Reason

LIST = "admin:records_expungementproposal_changelist"
ONE = "admin:records_expungementproposal_change"
BATCH = "admin:records_expungementproposal_batch"
CHOSEN = "dn"
MOST = 100
Status = ExpungementProposal.Status


class StatusFilter(SimpleListFilter):
    """What waits comes first; what was answered is a choice."""

    title = gettext_lazy("tình trạng")
    parameter_name = "tinh-trang"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, label in Status.choices if value != Status.PROPOSED]

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            if choice["query_string"] == changelist.get_query_string(remove=[self.parameter_name]):
                choice["display"] = Status.PROPOSED.label
            yield choice

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ExpungementProposal]
    ) -> QuerySet[ExpungementProposal]:
        return queryset.filter(status=self.value() or Status.PROPOSED)


@admin.register(ExpungementProposal)
class ExpungementProposalAdmin(ReadOnlyAdmin):
    """No names in the list: whose judgment it is stands behind the link, and opening is noted."""

    readers = LOOKUP_ROLES
    list_display = ("judgment_number", "record", "result", "why")
    list_display_links = ("judgment_number",)
    list_filter = (StatusFilter, "state", "unconfirmed")
    list_select_related = ("judgment__person",)
    list_per_page = MOST
    list_max_show_all = MOST
    list_fullwidth = True
    list_before_template = "records/proposals_head.html"
    show_full_result_count = False
    search_fields = ("=judgment__person__record_code", "=judgment__judgment_no")
    search_help_text = gettext_lazy("Mã số lý lịch tư pháp hoặc số bản án")
    ordering = ("date", "pk")
    actions = ("confirm_chosen",)

    class Media:
        css = {"all": ["css/blocks.css", "css/admin-desk.css", "css/import.css"]}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(never_cache(self.batch_view))
        batch = path("nhieu/", view, name="records_expungementproposal_batch")
        return [batch, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {
            "run": ExpungementRun.objects.first(),
            "waiting": ExpungementProposal.objects.filter(status=Status.PROPOSED).count(),
            "title": _("Đề nghị xóa án tích"),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The second look: the result, the way to it, and every fact that it rests on."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        proposal = self.get_object(request, object_id)
        if not isinstance(proposal, ExpungementProposal):
            raise Http404
        if request.method == "POST":
            return self._answered(request, proposal)
        return self._look_over(request, proposal)

    def batch_view(self, request: HttpRequest) -> HttpResponse:
        """One confirmation for those chosen, each shown with its ground.

        What rests on a rule that nobody has checked is confirmed singly, on its own page.
        """
        if not proposals.may_decide(request.user):
            raise PermissionDenied
        rows = _chosen(request)
        chosen = [one for one in rows if not one.unconfirmed]
        if request.method == "POST":
            done = sum(self._confirmed(request, one) for one in chosen)
            if done:
                messages.success(request, _("Đã xác nhận %(number)d đề nghị.") % {"number": done})
            return redirect(LIST)
        context = {"rows": chosen, "left_out": [one for one in rows if one.unconfirmed]}
        return self._page(request, "proposals_batch", _("Xác nhận nhiều đề nghị"), context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        raise PermissionDenied  # a proposal is answered once; its page says by whom

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return proposals.may_decide(request.user)

    @admin.action(description=gettext_lazy("Xác nhận các đề nghị đã chọn"), permissions=["decide"])
    def confirm_chosen(
        self, request: HttpRequest, rows: QuerySet[ExpungementProposal]
    ) -> HttpResponse:
        numbers = ",".join(str(pk) for pk in rows.values_list("pk", flat=True)[:MOST])
        return redirect(f"{reverse(BATCH)}?{urlencode({CHOSEN: numbers})}")

    @admin.display(description=gettext_lazy("Bản án"), ordering="judgment__judgment_no")
    def judgment_number(self, row: ExpungementProposal) -> str:
        return row.judgment.judgment_no

    @admin.display(description=gettext_lazy("Mã số LLTP"), ordering="judgment__person__record_code")
    def record(self, row: ExpungementProposal) -> str:
        return row.judgment.person.record_code

    @admin.display(description=gettext_lazy("Kết quả"), ordering="date")
    def result(self, row: ExpungementProposal) -> str:
        day = f": {display_day(row.date)}" if row.date else ""
        return f"{row.get_state_display()}{day}"

    @admin.display(description=gettext_lazy("Căn cứ"), ordering="ground")
    def why(self, row: ExpungementProposal) -> str:
        return row.ground

    def _look_over(
        self, request: HttpRequest, proposal: ExpungementProposal, problem: str = ""
    ) -> HttpResponse:
        one, decision = proposals.looked_over(proposal)
        by = _user(request)
        reason = Reason(_("Xem xét đề nghị xóa án tích"), "")
        try:
            reading.open_row(one.person.record_code, by=by, reason=reason)
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        context = {
            "proposal": proposal,
            "person": one.person,
            "judgment": one.judgment,
            "steps": decision.steps,
            "stands": proposals.stands(proposal, one, decision),
            "facts": proposal_facts.facts_of_judgment(one),
            "offences": proposal_facts.facts_of_offences(one),
            "others": proposal_facts.facts_of_others(one),
            "may": proposals.may_decide(by) and proposal.status == Status.PROPOSED,
            "typed": request.POST.get("reason", ""),
            "problem": problem,
        }
        title = _("Xóa án tích: bản án số %(number)s") % {"number": one.judgment.judgment_no}
        return self._page(request, "proposal", title, context)

    def _answered(self, request: HttpRequest, proposal: ExpungementProposal) -> HttpResponse:
        if "reject" not in request.POST:
            if self._confirmed(request, proposal):
                messages.success(request, _("Đã ghi xóa án tích vào lý lịch tư pháp."))
            return redirect(LIST)
        try:
            proposals.reject(proposal, by=_user(request), reason=request.POST.get("reason", ""))
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Invalid as invalid:
            return self._look_over(request, proposal, str(invalid.problems[0].message))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã ghi lý do không chấp nhận đề nghị."))
        return redirect(LIST)

    def _confirmed(self, request: HttpRequest, proposal: ExpungementProposal) -> bool:
        try:
            proposals.confirm(proposal, by=_user(request))
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refusal as refusal:
            messages.error(request, f"{proposal.judgment.judgment_no}: {refusal}")
            return False
        return True

    def _page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        known = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "own_title": True,
            **context,
        }
        return render(request, f"records/{name}.html", known)


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _chosen(request: HttpRequest) -> list[ExpungementProposal]:
    typed = request.POST.getlist(CHOSEN) or request.GET.get(CHOSEN, "").split(",")
    numbers = [int(one) for one in typed[:MOST] if one.isdecimal()]
    rows = ExpungementProposal.objects.filter(pk__in=numbers, status=Status.PROPOSED)
    return list(rows.select_related("judgment__person").order_by("date", "pk"))
