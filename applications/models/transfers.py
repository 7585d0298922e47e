"""Money that reached the account and fits no dossier: kept until somebody has settled it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models.dossier import Application


class UnmatchedTransfer(models.Model):
    """Khoản chuyển chưa khớp: a wrong amount, an unknown message, or a dossier paid already."""

    message_id = models.CharField(_("số giao dịch"), max_length=100, unique=True)
    reference = models.CharField(_("nội dung chuyển khoản"), max_length=100)
    amount = models.PositiveIntegerField(_("số tiền (đồng)"))
    paid_at = models.DateTimeField(_("chuyển lúc"))
    reason = models.CharField(_("vì sao chưa khớp"), max_length=200)
    application = models.ForeignKey(
        Application,
        verbose_name=_("hồ sơ"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="unmatched_transfers",
    )
    told_at = models.DateTimeField(_("ngân hàng báo lúc"), db_default=Now())
    settled_by = models.ForeignKey(
        User,
        verbose_name=_("người xử lý"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    settled_at = models.DateTimeField(_("xử lý lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("khoản chuyển chưa khớp")
        verbose_name_plural = _("khoản chuyển chưa khớp")
        ordering = ["-told_at"]

    def __str__(self) -> str:
        return self.message_id
