"""What courts, prisons, the police and enforcement offices send: book 08, line by line."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from records.models.judgment import Judgment
from records.models.person import Person


class SourceDocument(models.Model):
    """Văn bản cung cấp thông tin: one line of the book of information received (book 08).

    A line is never rewritten. A wrong one is struck, with the reason and by whom, and a new line is
    made (TT 13/2011 art 16-17); only whose it is may be added when it becomes known.
    """

    office = models.ForeignKey(
        Office, verbose_name=_("cơ quan tiếp nhận"), on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveIntegerField(_("số thứ tự"))
    kind = models.CharField(_("loại thông tin"), max_length=40)
    sender_kind = models.CharField(_("loại cơ quan"), max_length=40)
    sender = models.CharField(_("cơ quan cung cấp"), max_length=200)
    document_no = models.CharField(_("số, ký hiệu văn bản"), max_length=100, blank=True)
    signed_on = models.DateField(_("ngày văn bản"))
    event_on = models.DateField(
        _("ngày bắt đầu tính hạn"),
        help_text=_("Ngày bản án có hiệu lực, ngày chấp hành xong, hoặc ngày văn bản."),
    )
    received_on = models.DateField(_("ngày tiếp nhận"))
    received_by = models.ForeignKey(
        User, verbose_name=_("người tiếp nhận"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("vào sổ lúc"), db_default=Now(), editable=False)
    content = models.TextField(_("nội dung"), blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    due_on = models.DateField(_("hạn gửi"))

    person = models.ForeignKey(
        Person,
        verbose_name=_("người"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="source_documents",
    )
    judgment = models.ForeignKey(
        Judgment,
        verbose_name=_("bản án"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="source_documents",
    )
    struck_on = models.DateField(_("ngày gạch bỏ"), null=True, blank=True)
    struck_by = models.ForeignKey(
        User,
        verbose_name=_("người gạch bỏ"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    struck_reason = models.CharField(_("lý do gạch bỏ"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("thông tin tiếp nhận")
        verbose_name_plural = _("sổ tiếp nhận thông tin")
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "number"], name="book_08_number"),
            models.CheckConstraint(
                condition=models.Q(struck_on=None, struck_by=None, struck_reason="")
                | models.Q(struck_on__isnull=False, struck_by__isnull=False)
                & ~models.Q(struck_reason=""),
                name="struck_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["received_on"], name="source_received"),
            models.Index(fields=["kind", "judgment"], name="source_kind_judgment"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="entry_stays",
                fields=[
                    *("office", "year", "number", "kind", "sender_kind", "sender", "document_no"),
                    *("signed_on", "event_on", "received_on", "received_by", "recorded_at"),
                    *("content", "due_on"),
                ],
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number:02d}/{self.year}"

    @property
    def days_late(self) -> int:
        """Calendar days after the sender's limit; 0 in time."""
        return max(0, (self.received_on - self.due_on).days)
