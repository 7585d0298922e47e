"""Questions on paper: the letter, each time it was printed, and the envelope it was posted in."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from verification.models.asking import VerificationRequest
from verification.models.offices import Agency

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class Envelope(models.Model):
    """Phong bì: letters to one agency that were posted together; an error in it is taken back."""

    agency = models.ForeignKey(
        Agency, verbose_name=_("cơ quan"), on_delete=models.PROTECT, related_name="envelopes"
    )
    office = models.ForeignKey(
        Office, verbose_name=_("nơi gửi"), on_delete=models.PROTECT, related_name="+"
    )
    item = models.CharField(_("số bưu gửi"), max_length=40)
    posted_on = models.DateField(_("ngày gửi"))
    posted_by = models.ForeignKey(
        User, verbose_name=_("người gửi"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("ghi lúc"), db_default=Now())
    # The requests' references, kept also after the letters have gone into another envelope.
    held: models.JSONField[list[str]] = models.JSONField(_("công văn"), default=list)
    undone_at = models.DateTimeField(_("rút lại lúc"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_reason = models.CharField(_("lý do rút lại"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("phong bì gửi cơ quan")
        verbose_name_plural = _("phong bì gửi cơ quan")
        ordering = ["-pk"]
        constraints = [
            # A number belongs to one envelope, unless its posting was an error.
            models.UniqueConstraint(
                fields=["item"], condition=Q(undone_at=None), name="item_of_one_envelope"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None, undone_reason="")
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason=""),
                name="undone_with_a_name_and_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="undone_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.undone_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return self.item


class Letter(models.Model):
    """Công văn xác minh: one question as a letter. Printed, it bears a number and is fixed."""

    request = models.OneToOneField(
        VerificationRequest, on_delete=models.PROTECT, related_name="letter"
    )
    answer_days = models.PositiveSmallIntegerField(_("thời hạn trả lời (ngày làm việc)"))
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    dated_on = models.DateField(_("ngày công văn"), null=True, blank=True)
    signer = models.ForeignKey(
        User,
        verbose_name=_("người ký"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    content: models.JSONField[dict[str, Any] | None] = models.JSONField(
        _("nội dung"), null=True, blank=True
    )
    envelope = models.ForeignKey(
        Envelope, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    made_at = models.DateTimeField(_("lập lúc"), db_default=Now())

    class Meta:
        verbose_name = _("công văn xác minh")
        verbose_name_plural = _("công văn xác minh")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number="", dated_on=None, content=None, envelope=None)
                | ~Q(number="")
                & Q(dated_on__isnull=False, content__isnull=False, signer__isnull=False),
                name="only_a_printed_letter_is_posted",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="printed_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.number <> '' AND ("
                    "OLD.number IS DISTINCT FROM NEW.number"
                    " OR OLD.dated_on IS DISTINCT FROM NEW.dated_on"
                    " OR OLD.signer_id IS DISTINCT FROM NEW.signer_id"
                    " OR OLD.request_id IS DISTINCT FROM NEW.request_id"
                    " OR OLD.content IS DISTINCT FROM NEW.content)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.request.reference


class PrintRun(models.Model):
    """Lần in: the letters that one clerk sent to the printer together."""

    by = models.ForeignKey(
        User, verbose_name=_("người in"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("in lúc"), db_default=Now())

    class Meta:
        verbose_name = _("lần in")
        verbose_name_plural = _("lần in")
        ordering = ["-pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.pk}"


class Printing(models.Model):
    """Bản in: one letter on paper once more; from the second on there is a reason."""

    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, related_name="printings")
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="printings")
    number = models.PositiveSmallIntegerField(_("lần"))
    reason = models.CharField(_("lý do in lại"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("bản in")
        verbose_name_plural = _("bản in")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="printing_counted_once"),
            models.CheckConstraint(
                condition=Q(number=1) | Q(number__gt=1) & ~Q(reason=""),
                name="printed_again_for_a_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]
