"""What reminded an agency: each stage of each question once, and the mails that carried them."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.leases import Leased
from verification.models.asking import VerificationRequest
from verification.models.offices import Agency


class AgencyMail(Leased):
    """Thư gửi cơ quan: an outbox row; its text is made from the questions when it is sent."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("Nhắc trong ngày")
        BY_HAND = "by_hand", _("Cán bộ nhắc")
        WEEKLY = "weekly", _("Danh sách đôn đốc hằng tuần")
        ESCALATION = "escalation", _("Báo lãnh đạo")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="mails")
    kind = models.CharField(_("loại"), max_length=12, choices=Kind.choices)
    on = models.DateField(_("ngày"))
    made_at = models.DateTimeField(_("lập lúc"), db_default=Now())

    class Meta:
        verbose_name = _("thư gửi cơ quan")
        verbose_name_plural = _("thư gửi cơ quan")
        ordering = ["-on", "agency", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "on"],
                condition=~Q(kind="by_hand"),
                name="agency_mailed_once_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="agency_mail_to_send",
                condition=Q(done_at=None, parked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.kind} {self.on}"


class Reminder(models.Model):
    """Lần nhắc: one stage of one question. Without a mail, a clerk telephones and says so here."""

    class Kind(models.TextChoices):
        BEFORE = "before", _("Nhắc trước hạn")
        AFTER = "after", _("Nhắc quá hạn")
        ESCALATION = "escalation", _("Báo lãnh đạo")
        BY_HAND = "by_hand", _("Cán bộ nhắc")

    request = models.ForeignKey(
        VerificationRequest,
        verbose_name=_("yêu cầu"),
        on_delete=models.PROTECT,
        related_name="reminders",
    )
    kind = models.CharField(_("loại"), max_length=12, choices=Kind.choices)
    # Working days before or after the limit. A limit that is put off is reminded of anew.
    stage = models.PositiveSmallIntegerField(_("ngày làm việc"), default=0)
    due_on = models.DateField(_("hạn trả lời"))
    on = models.DateField(_("ngày"))
    mail = models.ForeignKey(
        AgencyMail, null=True, on_delete=models.PROTECT, related_name="reminders"
    )
    by = models.ForeignKey(
        User, verbose_name=_("người nhắc"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("lập lúc"), db_default=Now())
    told_at = models.DateTimeField(_("đã gọi điện lúc"), null=True)
    told_by = models.ForeignKey(
        User, verbose_name=_("người gọi"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("lần nhắc")
        verbose_name_plural = _("lần nhắc")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind", "stage", "due_on"],
                condition=~Q(kind="by_hand"),
                name="reminded_once_a_stage",
            ),
            models.UniqueConstraint(
                fields=["request", "on"],
                condition=Q(kind="by_hand"),
                name="reminded_by_hand_once_a_day",
            ),
        ]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.request_id} {self.kind} {self.on}"
