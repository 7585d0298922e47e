"""Certificates on paper, and the book as a file: who had what printed, opened or taken out."""

from __future__ import annotations

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from certificates.models.batches import SigningBatch
from certificates.models.certificate import Certificate

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete

# Two clerks at once: the certificate's row is held, so that the copies are counted one by one.
_NO_MORE_THAN_ASKED = """
PERFORM 1 FROM certificates_certificate WHERE id = NEW.certificate_id FOR UPDATE;
IF NEW.kind = 'first' AND (
    SELECT certificate.copies < NEW.copies + coalesce((
        SELECT sum(before.copies) FROM certificates_printing before
        WHERE before.certificate_id = NEW.certificate_id AND before.kind = 'first'
    ), 0)
    FROM certificates_certificate certificate WHERE certificate.id = NEW.certificate_id
) THEN
    RAISE EXCEPTION 'more copies than were asked for are a reprint';
END IF;
RETURN NEW;
"""


class PrintRun(models.Model):
    """Lần in phiếu: what one clerk sent to the printer together."""

    office = models.ForeignKey(
        Office, verbose_name=_("cơ quan"), on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        User, verbose_name=_("người in"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("in lúc"), db_default=Now())
    batch = models.ForeignKey(
        SigningBatch,
        verbose_name=_("lần ký"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="print_runs",
    )

    class Meta:
        verbose_name = _("lần in phiếu")
        verbose_name_plural = _("các lần in phiếu")
        ordering = ["-pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.pk}"


class Printing(models.Model):
    """Bản in của một phiếu: up to the copies asked for without a reason; every further one has."""

    class Kind(models.TextChoices):
        FIRST = "first", _("In lần đầu")
        REPRINT = "reprint", _("In lại")

    class Reason(models.TextChoices):
        DAMAGED = "damaged", _("Bản in hỏng, rách, bẩn")
        LOST_IN_POST = "lost_in_post", _("Bưu điện làm thất lạc")
        PRINTER = "printer", _("Máy in lỗi, kẹt giấy, thiếu mực")
        OTHER = "other", _("Lý do khác")

    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, related_name="printings")
    certificate = models.ForeignKey(
        Certificate, verbose_name=_("phiếu"), on_delete=models.PROTECT, related_name="printings"
    )
    copies = models.PositiveSmallIntegerField(_("số bản"), validators=[MinValueValidator(1)])
    kind = models.CharField(_("lần in"), max_length=10, choices=Kind.choices)
    reason = models.CharField(_("lý do in lại"), max_length=20, choices=Reason.choices, blank=True)
    item = models.CharField(_("số bưu gửi thất lạc"), max_length=20, blank=True)
    note = models.CharField(_("ghi rõ"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("bản in của phiếu")
        verbose_name_plural = _("bản in của phiếu")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "certificate"], name="printed_once_in_a_run"),
            models.CheckConstraint(condition=Q(copies__gte=1), name="printed_on_paper"),
            models.CheckConstraint(
                condition=Q(kind="first", reason="", item="", note="")
                | Q(kind="reprint") & ~Q(reason=""),
                name="reprinted_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(reason="lost_in_post") | ~Q(item=""), name="lost_item_is_named"
            ),
            models.CheckConstraint(
                condition=~Q(reason="other") | ~Q(note=""), name="other_reason_is_told"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY),
            pgtrigger.Trigger(
                name="no_more_than_asked",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=_NO_MORE_THAN_ASKED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} × {self.copies}"


class PrintOpening(models.Model):
    """Each time the file of a run was opened, and by whom."""

    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, related_name="openings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("mở lúc"), db_default=Now())

    class Meta:
        verbose_name = _("lần mở tệp in")
        verbose_name_plural = _("các lần mở tệp in")
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]


class BookTaking(models.Model):
    """Lần lấy sổ ra: a part of the issue book left as a file, or was refused."""

    class Form(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "XLSX"

    office = models.ForeignKey(
        Office, verbose_name=_("cơ quan"), on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        User, verbose_name=_("người lấy"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("lúc"), db_default=Now())
    form = models.CharField(_("dạng"), max_length=4, choices=Form.choices)
    year = models.PositiveSmallIntegerField(_("năm"))
    book = models.CharField(_("sổ"), max_length=10)
    month = models.PositiveSmallIntegerField(_("tháng"), null=True, blank=True)
    part = models.PositiveSmallIntegerField(_("tập"), default=1)
    rows = models.PositiveIntegerField(_("số dòng"))
    digest = models.CharField(_("mã băm nội dung"), max_length=64, blank=True)
    purpose = models.CharField(_("mục đích"), max_length=300)
    refused = models.BooleanField(_("bị từ chối"), default=False)

    class Meta:
        verbose_name = _("lần lấy sổ cấp phiếu")
        verbose_name_plural = _("các lần lấy sổ cấp phiếu")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="book_taken_for_a_purpose"),
        ]
        indexes = [models.Index(fields=["by", "at"], name="book_takings_by_day")]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.year}-{self.month} {self.form}"
