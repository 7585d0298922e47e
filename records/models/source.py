"""What courts, prisons, the police and enforcement offices send: book 08, line by line."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from records.models.book import BookLine, lines_stay, struck_with_reason
from records.models.judgment import Judgment
from records.models.person import Person


class SourceDocument(BookLine):
    """Văn bản cung cấp thông tin: one line of the book of information received (book 08).

    Only whose it is may be added when it becomes known.
    """

    office = models.ForeignKey(
        Office, verbose_name=_("cơ quan tiếp nhận"), on_delete=models.PROTECT, related_name="+"
    )
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
    content = models.TextField(_("nội dung"), blank=True)
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

    class Meta(BookLine.Meta):
        verbose_name = _("thông tin tiếp nhận")
        verbose_name_plural = _("sổ tiếp nhận thông tin")
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "number"], name="book_08_number"),
            struck_with_reason("struck_with_reason"),
        ]
        indexes = [
            models.Index(fields=["received_on"], name="source_received"),
            models.Index(fields=["kind", "judgment"], name="source_kind_judgment"),
        ]
        triggers = lines_stay(
            *("office", "year", "number", "kind", "sender_kind", "sender", "document_no"),
            *("signed_on", "event_on", "received_on", "received_by", "recorded_at"),
            *("content", "due_on"),
        )

    @property
    def days_late(self) -> int:
        """Calendar days after the sender's limit; 0 in time."""
        return max(0, (self.received_on - self.due_on).days)
