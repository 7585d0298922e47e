"""What became of a certificate that is wrong or overtaken."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.models.certificate import Certificate


class Revocation(models.Model):
    """Thu hồi, hủy bỏ, đính chính phiếu (Law 28/2009 art 50): the certificate stays in the
    register and no longer counts. In public all three are one answer: revoked."""

    class Kind(models.TextChoices):
        REVOKED = "revoked", _("Thu hồi")
        CANCELLED = "cancelled", _("Hủy bỏ")
        CORRECTED = "corrected", _("Đính chính")

    certificate = models.OneToOneField(
        Certificate,
        verbose_name=_("phiếu"),
        on_delete=models.PROTECT,
        related_name="revocation",
    )
    kind = models.CharField(
        _("cách xử lý"), max_length=10, choices=Kind.choices, default=Kind.REVOKED
    )
    ground = models.TextField(_("lý do"))
    document_no = models.CharField(_("văn bản căn cứ"), max_length=200, blank=True)
    # Of a certificate that was cancelled before it left the house.
    copies_destroyed = models.PositiveSmallIntegerField(_("số bản đã hủy"), null=True, blank=True)
    destroyed_by = models.CharField(_("người hủy bản giấy"), max_length=200, blank=True)
    by = models.ForeignKey(
        User, verbose_name=_("người quyết định"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("hết giá trị lúc"), db_default=Now())

    class Meta:
        verbose_name = _("thu hồi phiếu")
        verbose_name_plural = _("thu hồi phiếu")
        constraints = [
            models.CheckConstraint(condition=~Q(ground=""), name="revoked_on_a_ground"),
            models.CheckConstraint(
                condition=Q(kind__in=["revoked", "cancelled", "corrected"]),
                name="revocation_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(copies_destroyed=None, destroyed_by="")
                | (Q(kind="cancelled", copies_destroyed__isnull=False) & ~Q(destroyed_by="")),
                name="destroyed_when_cancelled",
            ),
            models.CheckConstraint(
                condition=~Q(kind="corrected", document_no=""), name="corrected_on_a_document"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}"
