"""Signing many certificates by one confirmation: what the signer saw, and what became of each."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from certificates.models.certificate import Certificate
from common.leases import Leased


class SigningBatch(Leased):
    """Lần ký nhiều phiếu: what one signer confirmed on one page; a worker orders each of them.

    `key` comes with the page, so that a form sent twice is one batch.
    """

    class Stage(models.TextChoices):
        WAITING = "waiting", _("Chờ đến lượt")
        WORKING = "working", _("Đang ra lệnh ký")
        DONE = "done", _("Đã ra lệnh ký xong")
        STOPPED = "stopped", _("Đã dừng theo yêu cầu")
        FAILED = "failed", _("Dừng vì lỗi hệ thống")

    office = models.ForeignKey(
        Office, verbose_name=_("cơ quan"), on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        User, verbose_name=_("người ký"), on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("lúc"), db_default=Now())
    key = models.CharField(max_length=32, editable=False)
    started_at = models.DateTimeField(_("bắt đầu lúc"), null=True, blank=True)
    stop_asked_at = models.DateTimeField(_("yêu cầu dừng lúc"), null=True, blank=True)
    stop_asked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("lần ký nhiều phiếu")
        verbose_name_plural = _("các lần ký nhiều phiếu")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["by", "key"], name="signing_confirmed_once"),
            models.CheckConstraint(
                condition=Q(stop_asked_at=None, stop_asked_by=None)
                | Q(stop_asked_at__isnull=False, stop_asked_by__isnull=False),
                name="signing_stop_has_a_person",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="keep_who_and_when", fields=["office", "by", "made_at", "key"]),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def stage(self) -> Stage:
        if self.done_at:
            return self.Stage.STOPPED if self.stop_asked_at else self.Stage.DONE
        if self.parked_at:
            return self.Stage.FAILED
        return self.Stage.WORKING if self.started_at else self.Stage.WAITING

    @property
    def is_over(self) -> bool:
        return bool(self.done_at or self.parked_at)


class BatchItem(models.Model):
    """One certificate of a batch, with the digest of the content that the signer was shown."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Chờ ra lệnh ký")
        ORDERED = "ordered", _("Đã ra lệnh ký")
        REFUSED = "refused", _("Không ký được")
        STOPPED = "stopped", _("Chưa ký, đã dừng")

    batch = models.ForeignKey(SigningBatch, on_delete=models.PROTECT, related_name="items")
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="batch_items"
    )
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    refusal = models.CharField(_("lý do"), max_length=300, blank=True)
    at = models.DateTimeField(_("lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("phiếu của lần ký")
        verbose_name_plural = _("phiếu của lần ký")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "certificate"], name="once_in_a_batch"),
            # Two batches at once: a certificate waits in one of them.
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(outcome="waiting"),
                name="waits_in_one_batch",
            ),
            models.CheckConstraint(
                condition=Q(outcome="refused") & ~Q(refusal="")
                | ~Q(outcome="refused") & Q(refusal=""),
                name="refused_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["batch", "outcome"], name="batch_outcome")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="keep_what_was_shown", fields=["batch", "certificate", "digest"]
            ),
            pgtrigger.Protect(
                name="outcome_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.outcome <> 'waiting'"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.certificate_id}"
