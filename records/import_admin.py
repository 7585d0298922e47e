"""Importing in the desk: send a file, read the trial's report, take it in, find it again later."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.desk_admin import ReadOnlyAdmin, has_role
from accounts.models import Office, Role, User
from common.refusals import Invalid, Refusal
from records import import_runs, tasks
from records.import_progress import SHOWN, grouped, progress_of, rejected_head
from records.import_runs import IMPORTERS, KINDS
from records.models import ImportRun

RUN_PAGE = "admin:records_importrun_change"
TONES = {
    ImportRun.Stage.WAITING: "wait",
    ImportRun.Stage.WORKING: "info",
    ImportRun.Stage.DONE: "good",
    ImportRun.Stage.STOPPED: "wait",
    ImportRun.Stage.REFUSED: "bad",
    ImportRun.Stage.FAILED: "bad",
}
COUNTS: tuple[tuple[str, str | Promise, str], ...] = (
    ("created", gettext_lazy("Thêm mới"), "good"),
    ("updated", gettext_lazy("Cập nhật"), ""),
    ("unchanged", gettext_lazy("Không đổi"), ""),
    ("rejected", gettext_lazy("Bị loại"), "bad"),
)


class ImportForm(forms.Form):
    """Which rows, and the file they stand in."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Loại dữ liệu"),
        choices=[(key, kind.label) for key, kind in KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn loại dữ liệu.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Tệp dữ liệu"),
        allow_empty_file=True,
        max_length=1000,
        error_messages={"required": gettext_lazy("Hãy chọn tệp.")},
    )


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    """Cán bộ xác minh and lãnh đạo import; a kiểm tra viên sees that they did."""

    readers = (*IMPORTERS, Role.AUDITOR)
    list_per_page = list_max_show_all = 30

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportRun]:
        rows = super().get_queryset(request).select_related("by", "office", "trial")
        return self.seen(rows, request, office="office")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_role(request, *IMPORTERS)

    def get_urls(self) -> list[URLPattern]:
        own = (
            ("tien-do/", require_safe(self.progress_view), "progress"),
            ("nhap-that/", require_POST(self.take_view), "take"),
            ("dung-lai/", require_POST(self.stop_view), "stop"),
            ("dong-bi-loai.csv", require_safe(self.rejected_view), "rejected"),
        )
        return [
            *(
                path(
                    f"<int:pk>/{address}",
                    self.admin_site.admin_view(never_cache(view)),
                    name=f"records_importrun_{name}",
                )
                for address, view, name in own
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        runs = Paginator(self.get_queryset(request), self.list_per_page)
        page = runs.get_page(request.GET.get("page"))
        context = {
            **self._frame(request, title=_("Nhập dữ liệu")),
            "page": page,
            "entries": [_entry(run) for run in page.object_list],
            "importer": self.has_add_permission(request),
        }
        return render(request, "records/import_list.html", context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            run = self._begun(request, form)
            if run:
                return redirect(RUN_PAGE, run.pk)
        context = {
            **self._frame(request, title=_("Nhập dữ liệu")),
            "form": form,
            "most": settings.IMPORT_MAX_BYTES // (1024 * 1024),
            "kinds": _columns(),
        }
        status = 400 if form.errors else 200
        return render(request, "records/import_new.html", context, status=status)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = self._seen(request, object_id)
        importer = self.has_add_permission(request)
        context = {
            **self._frame(request, title=run.file_name),
            **_entry(run),
            "stats": _stats(run),
            "taken_before": import_runs.taken_before(run),
            "real_runs": run.real_runs.select_related("by").order_by("pk"),
            "importer": importer,
            "can_take": importer and _can_take(run),
            "rejected": rejected_head(run) if importer and run.is_over else None,
            "shown": SHOWN,
        }
        return render(request, "records/import_run.html", context)

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """For the page's own script."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return JsonResponse(asdict(progress_of(self._seen(request, pk))))

    def take_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self._own(request, pk)
        try:
            real = import_runs.take(run, by=_user(request))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(RUN_PAGE, run.pk)
        tasks.ring(real.pk)
        return redirect(RUN_PAGE, real.pk)

    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = self._own(request, pk)
        import_runs.stop(run, by=_user(request))
        tasks.ring(run.pk)
        return redirect(RUN_PAGE, run.pk)

    def rejected_view(self, request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
        run = self._own(request, pk)
        if not run.is_over or not run.rejected_rows.exists():
            messages.info(request, _("Không có tệp dòng bị loại, hoặc tệp đã được xóa."))
            return redirect(RUN_PAGE, run.pk)
        return FileResponse(
            run.rejected_rows.open("rb"),
            as_attachment=True,
            filename=f"{PurePath(run.file_name).stem}.bi-loai.csv",
            content_type="text/csv; charset=utf-8",
        )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        raise PermissionDenied  # the rows themselves are the history

    def _begun(self, request: HttpRequest, form: ImportForm) -> ImportRun | None:
        """What the file is refused for stands at the field."""
        kind, file = form.cleaned_data["kind"], form.cleaned_data["file"]
        try:
            run = import_runs.begin(file, by=_user(request), kind=kind)
        except Invalid as invalid:
            for problem in invalid.problems:
                form.add_error("file", str(problem.message))
            return None
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return None
        tasks.ring(run.pk)
        return run

    def _frame(self, request: HttpRequest, *, title: str) -> dict[str, Any]:
        site = self.admin_site.each_context(request)
        return {**site, "opts": self.opts, "title": title, "own_title": True}

    def _seen(self, request: HttpRequest, pk: int | str) -> ImportRun:
        found = self.get_object(request, str(pk))
        if not isinstance(found, ImportRun):
            raise Http404
        return found

    def _own(self, request: HttpRequest, pk: int) -> ImportRun:
        """One that this clerk may act on."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._seen(request, pk)


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _columns() -> list[tuple[str | Promise, tuple[str, ...], tuple[str, ...]]]:
    """Of each kind of table: its name, the columns it needs, and all that are understood."""
    rows = [(kind.label, kind.rows(Office())) for kind in KINDS.values()]
    return [(label, kind.required, kind.columns) for label, kind in rows]


def _can_take(run: ImportRun) -> bool:
    open_or_done = any(real.stage in import_runs.UNDER_WAY_OR_DONE for real in run.real_runs.all())
    fit = run.stage == ImportRun.Stage.DONE and run.rejected < run.position
    return run.dry_run and fit and not open_or_done and run.table.exists()


def _entry(run: ImportRun) -> dict[str, Any]:
    """A reading as the list shows it."""
    return {
        "run": run,
        "kind": KINDS[run.kind].label if run.kind in KINDS else run.kind,
        "progress": progress_of(run),
        "tone": TONES[run.stage],
        "counts": _counts(run),
    }


def _counts(run: ImportRun) -> list[dict[str, Any]]:
    return [
        {
            "value": grouped(getattr(run, name)),
            "label": label,
            "tone": tone if getattr(run, name) else "",
        }
        for name, label, tone in COUNTS
    ]


def _stats(run: ImportRun) -> list[dict[str, Any]]:
    return [{"value": grouped(run.position), "label": _("Dòng đã đọc")}, *_counts(run)]
