"""What the office gave to others out of its register: book 09, line by line."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from records.models.book import BookLine, lines_stay, struck_with_reason
from records.models.person import Person


class SuppliedEntry(BookLine):
    """Thông tin đã cung cấp: one line of the book of information supplied (book 09)."""

    class Kind(models.TextChoices):
        NEW = "new", _("Lý lịch tư pháp mới lập")
        UPDATE = "update", _("Thông tin bổ sung")
        ANSWER = "answer", _("Trả lời yêu cầu cung cấp thông tin")

    office = models.ForeignKey(
        Office, verbose_name=_("cơ quan cung cấp"), on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("loại thông tin"), max_length=10, choices=Kind.choices)
    recipient = models.ForeignKey(
        Office, verbose_name=_("cơ quan nhận"), on_delete=models.PROTECT, related_name="+"
    )
    supplied_on = models.DateField(_("ngày cung cấp"))
    supplied_by = models.ForeignKey(
        User, verbose_name=_("người cung cấp"), on_delete=models.PROTECT, related_name="+"
    )
    document_no = models.CharField(_("số, ký hiệu văn bản"), max_length=100, blank=True)
    content = models.TextField(_("nội dung"), blank=True)
    person = models.ForeignKey(
        Person,
        verbose_name=_("người"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supplied_entries",
    )

    class Meta(BookLine.Meta):
        verbose_name = _("thông tin đã cung cấp")
        verbose_name_plural = _("sổ cung cấp thông tin")
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "number"], name="book_09_number"),
            struck_with_reason("supplied_struck_with_reason"),
        ]
        indexes = [models.Index(fields=["supplied_on"], name="supplied_on")]
        triggers = lines_stay(
            *("office", "year", "number", "recorded_at", "kind", "recipient", "supplied_on"),
            *("supplied_by", "document_no", "content", "person"),
        )
