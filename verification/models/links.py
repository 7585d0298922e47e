"""The link that opens one question without a login, and each time it was opened."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.leases import Leased
from verification.models.asking import Reply, VerificationRequest


class LinkQuerySet(models.QuerySet["RequestLink"]):
    def alive(self) -> LinkQuerySet:
        """Those that still open their question; the database's clock says so."""
        agency = {
            "request__agency__active": True,
            "request__agency__channel": "desk",
            "request__agency__sends_link": True,
        }
        waiting = {"request__state__in": VerificationRequest.OPEN}
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=Now(), **agency, **waiting)


class RequestLink(Leased):
    """Đường dẫn trả lời: opens one question for whoever holds it. The lease is that of its mail.

    Each try at the mail draws a token of its own, because only hashes are kept; any of them opens
    the link, as nobody knows which of two mails arrived.
    """

    request = models.ForeignKey(VerificationRequest, on_delete=models.PROTECT, related_name="links")
    hashes: ArrayField[Any, Any] = ArrayField(
        models.CharField(max_length=64), default=list, editable=False
    )
    made_by = models.ForeignKey(
        User, verbose_name=_("người gửi"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("lập lúc"), db_default=Now())
    expires_at = models.DateTimeField(_("dùng được đến"))
    used_at = models.DateTimeField(_("trả lời lúc"), null=True)
    reply = models.OneToOneField(
        Reply, null=True, on_delete=models.PROTECT, related_name="through_link"
    )
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True)
    revoked_by = models.ForeignKey(
        User, verbose_name=_("người thu hồi"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("đường dẫn trả lời")
        verbose_name_plural = _("đường dẫn trả lời")
        ordering = ["request", "-pk"]
        indexes = [
            GinIndex(fields=["hashes"], name="link_by_hash"),
            models.Index(
                fields=["due_at"], name="link_to_send", condition=Q(done_at=None, parked_at=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(revoked_at=None),
                name="one_link_a_request",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="ended_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.used_at IS NOT NULL AND NEW.used_at IS DISTINCT FROM OLD.used_at)"
                    " OR (OLD.revoked_at IS NOT NULL"
                    " AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)"
                    " OR NEW.request_id <> OLD.request_id)"
                ),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.pk}"


class LinkOpening(models.Model):
    """Lần mở: when, and from which address, somebody opened the question through the link."""

    link = models.ForeignKey(RequestLink, on_delete=models.PROTECT, related_name="openings")
    at = models.DateTimeField(_("mở lúc"), db_default=Now())
    address = models.CharField(_("từ địa chỉ"), max_length=64)

    class Meta:
        verbose_name = _("lần mở đường dẫn")
        verbose_name_plural = _("lần mở đường dẫn")
        ordering = ["-pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.at}"
