"""Who looked for whom in the register, and why."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AccessLog(models.Model):
    """Nhật ký tra cứu: one search, one view of a record, or one that was refused. Only added to.

    The case is a text, because the register knows nothing of dossiers.
    """

    class Kind(models.TextChoices):
        LOOKUP = "lookup", _("Tra cứu")
        COMPARE = "compare", _("Đối chiếu")
        VIEW = "view", _("Xem lý lịch")
        PRINT = "print", _("In danh sách tra cứu")
        HAND_OVER = "hand_over", _("Cung cấp thông tin")
        REFUSED = "refused", _("Bị từ chối")
        ALERT = "alert", _("Cảnh báo: lý lịch cần theo dõi")

    kind = models.CharField(_("việc"), max_length=10, choices=Kind.choices)
    by = models.ForeignKey(
        User, verbose_name=_("người tra cứu"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("lúc"), db_default=Now())
    purpose = models.CharField(_("mục đích"), max_length=300)
    case_code = models.CharField(_("mã hồ sơ"), max_length=40, blank=True, db_index=True)
    asked = models.CharField(_("nội dung tra cứu"), max_length=400, blank=True)
    found = ArrayField(
        models.CharField(max_length=60), verbose_name=_("đã thấy"), default=list, blank=True
    )

    class Meta:
        verbose_name = _("lượt tra cứu")
        verbose_name_plural = _("nhật ký tra cứu")
        ordering = ["-pk"]
        indexes = [
            # Who looked at one person; and how much one reader has opened today.
            GinIndex(fields=["found"], name="access_found"),
            models.Index(fields=["by", "kind", "at"], name="access_by_day"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.case_code}".strip()
