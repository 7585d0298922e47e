"""What the machine proposes to expunge, what a clerk made of it, and how far a night's run is."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.leases import Leased
from records.models.judgment import Judgment


class ExpungementProposal(models.Model):
    """Đề nghị cập nhật xóa án tích: one result of the machine for one judgment.

    The machine only proposes (section 13 of our decisions). A row is answered once and then
    stays; another result, or other facts, are another row.
    """

    class State(models.TextChoices):
        EXPUNGED = "expunged", _("Đương nhiên được xóa án tích")
        NEVER_COUNTED = "never_counted", _("Không bị coi là có án tích")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Chờ xem xét")
        CONFIRMED = "confirmed", _("Đã xác nhận")
        REJECTED = "rejected", _("Không chấp nhận")
        OUTDATED = "outdated", _("Không còn đúng")

    judgment = models.ForeignKey(
        Judgment,
        verbose_name=_("bản án"),
        on_delete=models.PROTECT,
        related_name="expungement_proposals",
    )
    state = models.CharField(_("kết quả"), max_length=20, choices=State.choices)
    date = models.DateField(_("ngày xóa án tích"), null=True, blank=True)
    ground = models.CharField(_("căn cứ"), max_length=500)
    unconfirmed = models.BooleanField(_("quy định chưa được xác nhận"), default=False)
    computed_on = models.DateField(_("ngày tính"))
    rules_version = models.CharField(_("phiên bản quy định"), max_length=20)
    # Of everything that the result rests on: a confirmation is for these facts and no others.
    facts_digest = models.CharField(max_length=64, editable=False)

    status = models.CharField(
        _("tình trạng"), max_length=10, choices=Status.choices, default=Status.PROPOSED
    )
    decided_by = models.ForeignKey(
        User,
        verbose_name=_("người xem xét"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("xem xét lúc"), null=True, blank=True)
    reason = models.CharField(_("lý do"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("đề nghị xóa án tích")
        verbose_name_plural = _("đề nghị xóa án tích")
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["judgment"],
                condition=Q(status="proposed"),
                name="expungement_proposed_once",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_by=None, decided_at=None)
                | (~Q(status="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="expungement_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(reason=""),
                name="expungement_rejected_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="never_counted", date=None)
                | Q(state="expunged", date__isnull=False),
                name="expungement_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["status", "date", "id"], name="expungement_work_list")]
        triggers = [
            pgtrigger.Protect(
                name="answered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=["confirmed", "rejected", "outdated"]),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.judgment} {self.get_state_display()}"


class ExpungementRun(Leased):
    """Lượt tính xóa án tích: one night's way through the register, a part at a time."""

    run_on = models.DateField(_("ngày"), unique=True)
    started_at = models.DateTimeField(_("bắt đầu lúc"), db_default=Now())
    # The last person of the parts that are whole.
    position = models.BigIntegerField(default=0)
    judged = models.PositiveIntegerField(_("bản án đã tính"), default=0)
    proposed = models.PositiveIntegerField(_("đề nghị mới"), default=0)
    outdated = models.PositiveIntegerField(_("đề nghị không còn đúng"), default=0)

    class Meta:
        verbose_name = _("lượt tính xóa án tích")
        verbose_name_plural = _("lượt tính xóa án tích")
        ordering = ["-run_on"]

    def __str__(self) -> str:
        return str(self.run_on)
