"""What the agencies' door turned away: messages that nobody proved, and more than the quota."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from verification.models.offices import Agency


class RefusedMessage(models.Model):
    """Thông điệp bị từ chối: somebody posed as an agency, or a key or a clock is wrong.

    A row tells of everything alike within one minute, so that a flood makes few rows.
    """

    class Reason(models.TextChoices):
        UNSIGNED = "unsigned", _("Không có chữ ký")
        UNKNOWN_SENDER = "unknown_sender", _("Không rõ cơ quan nào")
        BAD_SIGNATURE = "bad_signature", _("Chữ ký không đúng, hoặc nội dung bị sửa")
        STALE = "stale", _("Thời điểm ký không hợp lệ")
        MALFORMED = "malformed", _("Chữ ký không đúng quy cách")

    # Only the code of an agency that we know: what a stranger writes there is not kept.
    claimed = models.CharField(_("mạo danh cơ quan"), max_length=40, blank=True)
    reason = models.CharField(_("lý do"), max_length=20, choices=Reason.choices)
    path = models.CharField(_("nơi nhận"), max_length=200)
    address = models.CharField(
        _("địa chỉ mạng"), max_length=60, blank=True, help_text=_("Để trống khi có quá nhiều.")
    )
    minute = models.DateTimeField(editable=False)
    first_at = models.DateTimeField(_("lần đầu"), db_default=Now())
    last_at = models.DateTimeField(_("lần cuối"), db_default=Now())
    count = models.PositiveIntegerField(_("số lần"), default=1)

    class Meta:
        verbose_name = _("thông điệp bị từ chối")
        verbose_name_plural = _("thông điệp bị từ chối")
        ordering = ["-last_at"]
        indexes = [models.Index(fields=["last_at"], name="refused_of_late")]
        constraints = [
            models.UniqueConstraint(
                fields=["minute", "claimed", "reason", "path", "address"],
                name="refused_once_a_minute",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claimed or '?'}: {self.get_reason_display()}"


class ReplyQuota(models.Model):
    """How many answers an agency's server sent in the present minute: one row an agency."""

    agency = models.OneToOneField(
        Agency, primary_key=True, on_delete=models.CASCADE, related_name="reply_quota"
    )
    minute = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("số trả lời trong phút")
        verbose_name_plural = _("số trả lời trong phút")

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.count}"
