"""The order to sign as work: the row is the job, and the signer's queue carries only its number."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from certificates.models.certificate import Certificate
from common.leases import Leased


class SigningJob(Leased):
    """Lệnh ký chờ thực hiện: one a certificate, written in the transaction of the order."""

    certificate = models.OneToOneField(
        Certificate, verbose_name=_("phiếu"), on_delete=models.PROTECT, related_name="signing_job"
    )
    ordered_at = models.DateTimeField(_("lệnh lúc"), db_default=Now())
    # Since when nothing could be signed, as far as this order found out.
    hindered_at = models.DateTimeField(_("không ký được từ"), null=True, blank=True)

    class Meta:
        verbose_name = _("lệnh ký")
        verbose_name_plural = _("lệnh ký")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="certificate_to_sign",
                condition=Q(done_at=None, parked_at=None),
            ),
            models.Index(
                fields=["hindered_at"],
                name="certificate_hindered",
                condition=Q(hindered_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="of_one_certificate",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.certificate_id IS DISTINCT FROM NEW.certificate_id"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}"
