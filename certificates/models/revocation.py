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
    """Thu hồi, hủy bỏ phiếu (Law 28/2009 art 50): the certificate stays, and no longer counts."""

    certificate = models.OneToOneField(
        Certificate,
        verbose_name=_("phiếu"),
        on_delete=models.PROTECT,
        related_name="revocation",
    )
    ground = models.TextField(_("lý do thu hồi"))
    by = models.ForeignKey(
        User, verbose_name=_("người thu hồi"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("thu hồi lúc"), db_default=Now())

    class Meta:
        verbose_name = _("thu hồi phiếu")
        verbose_name_plural = _("thu hồi phiếu")
        constraints = [
            models.CheckConstraint(condition=~Q(ground=""), name="revoked_on_a_ground"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}"
