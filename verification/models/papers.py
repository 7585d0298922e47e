"""Scans of signed answers, whoever brought them in."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from verification.models.asking import Reply, VerificationRequest


class KeptPaper(models.Model):
    """What is known of a stored scan; `verification.reply_papers` stores and reads it."""

    file = models.CharField(max_length=200, editable=False)
    content_type = models.CharField(max_length=40, editable=False)
    size = models.PositiveIntegerField(editable=False)
    pages = models.PositiveSmallIntegerField(_("số trang"), default=1, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        abstract = True


class ReplyPaper(KeptPaper):
    """Bản quét văn bản trả lời: handed in with an answer at the desk or through a link.

    Until the answer is sent it belongs to none, and is thrown away if it never is.
    """

    request = models.ForeignKey(
        VerificationRequest, on_delete=models.PROTECT, related_name="reply_papers"
    )
    reply = models.ForeignKey(Reply, null=True, on_delete=models.PROTECT, related_name="papers")
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("nhận lúc"), db_default=Now())

    class Meta:
        verbose_name = _("bản quét văn bản trả lời")
        verbose_name_plural = _("bản quét văn bản trả lời")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "sha256"], name="reply_paper_kept_once"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="stays_with_its_reply",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.reply_id IS NOT NULL"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.pk}"
