"""One reading of a sent table: by whom, of which file, how far it is, and what came of it."""

from __future__ import annotations

from pathlib import Path

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from common.leases import Leased


class ImportRun(Leased):
    """Lần nhập dữ liệu: a trial or a real reading of one file. Rows are the trace, and stay.

    A real reading rests on a trial of the same file, whose report the clerk has seen. A worker
    reads in parts; `position` counts the rows of the parts that are whole.
    """

    # Names of our own: what the sender called the file is shown, and opens nothing.
    TABLE, WORKBOOK = "table.csv", "table.xlsx"

    class Stage(models.TextChoices):
        WAITING = "waiting", _("Chờ đến lượt")
        WORKING = "working", _("Đang đọc")
        DONE = "done", _("Đã xong")
        STOPPED = "stopped", _("Đã dừng theo yêu cầu")
        REFUSED = "refused", _("Không nhận được tệp")
        FAILED = "failed", _("Dừng vì lỗi hệ thống")

    kind = models.CharField(_("loại dữ liệu"), max_length=20)
    dry_run = models.BooleanField(_("chỉ kiểm tra"))
    trial = models.ForeignKey(
        "self",
        verbose_name=_("lần kiểm tra"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="real_runs",
    )
    office = models.ForeignKey(
        Office, verbose_name=_("cơ quan"), on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        User, verbose_name=_("người nhập"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("lúc"), db_default=Now())

    file_name = models.CharField(_("tên tệp"), max_length=200)
    sha256 = models.CharField(_("mã băm SHA-256"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("số byte"))
    folder = models.CharField(max_length=32, unique=True, editable=False)

    started_at = models.DateTimeField(_("bắt đầu lúc"), null=True, blank=True)
    working_seconds = models.FloatField(_("số giây đã đọc"), default=0)
    total_rows = models.PositiveIntegerField(_("tổng số dòng"), null=True, blank=True)
    position = models.PositiveIntegerField(_("số dòng đã đọc"), default=0)
    created = models.PositiveIntegerField(_("thêm mới"), default=0)
    updated = models.PositiveIntegerField(_("cập nhật"), default=0)
    unchanged = models.PositiveIntegerField(_("không đổi"), default=0)
    rejected = models.PositiveIntegerField(_("bị loại"), default=0)
    unknown_columns = ArrayField(
        models.CharField(max_length=200), verbose_name=_("cột lạ"), default=list, blank=True
    )
    converted_from = models.CharField(_("chuyển từ bảng mã"), max_length=40, blank=True)
    parts = models.PositiveIntegerField(_("số phần đã đọc"), default=0)

    refusal = models.CharField(_("lý do không nhận tệp"), max_length=500, blank=True)
    stop_asked_at = models.DateTimeField(_("yêu cầu dừng lúc"), null=True, blank=True)
    stop_asked_by = models.ForeignKey(
        User,
        verbose_name=_("người yêu cầu dừng"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    stopped_at = models.DateTimeField(_("dừng lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần nhập dữ liệu")
        verbose_name_plural = _("các lần nhập dữ liệu")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_real_after_trial",
                condition=Q(dry_run=True, trial=None) | Q(dry_run=False, trial__isnull=False),
            ),
            models.CheckConstraint(
                name="import_stop_has_a_person",
                condition=Q(stop_asked_at=None) | Q(stop_asked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="import_counts_add_up",
                condition=Q(position=F("created") + F("updated") + F("unchanged") + F("rejected")),
            ),
            models.UniqueConstraint(
                fields=["trial"],
                condition=Q(done_at=None, parked_at=None),
                name="import_once_at_a_time",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="keep_import", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="keep_who_and_what",
                fields=[
                    *("kind", "dry_run", "trial", "office", "by", "at"),
                    *("file_name", "sha256", "size", "folder"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def stage(self) -> Stage:
        if self.done_at:
            if self.refusal:
                return self.Stage.REFUSED
            return self.Stage.STOPPED if self.stopped_at else self.Stage.DONE
        if self.parked_at:
            return self.Stage.FAILED
        return self.Stage.WORKING if self.started_at else self.Stage.WAITING

    @property
    def is_over(self) -> bool:
        return bool(self.done_at or self.parked_at)

    @property
    def home(self) -> Path:
        """The folder of the file and of what was made from it."""
        return Path(settings.DATA_DIR) / "imports" / self.folder

    @property
    def table(self) -> Path:
        """What is read: the file itself, or the lines that were taken out of its workbook."""
        return self.home / self.TABLE

    @property
    def workbook(self) -> Path:
        return self.home / self.WORKBOOK

    @property
    def rejected_rows(self) -> Path:
        return self.table.with_name(f"{self.TABLE}.rejected.csv")
