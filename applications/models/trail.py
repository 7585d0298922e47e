"""What happened to a dossier, and what the machine still has to do about it."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models.dossier import Application
from applications.models.states import State
from common.leases import Leased


class Event(models.Model):
    """One thing that happened to a dossier: the audit trail, the timeline and the statistics.

    Rows are only ever added. Each carries the digest of the one before it in the same dossier,
    so that a changed or missing row is found by `manage.py verify_events`.
    """

    application = models.ForeignKey(
        Application, verbose_name=_("hồ sơ"), on_delete=models.PROTECT, related_name="events"
    )
    number = models.PositiveIntegerField(_("thứ tự"))
    step = models.CharField(_("bước"), max_length=30)
    from_state = models.CharField(_("từ tình trạng"), max_length=24, choices=State.choices)
    to_state = models.CharField(_("đến tình trạng"), max_length=24, choices=State.choices)
    by = models.ForeignKey(
        User, verbose_name=_("người thực hiện"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("lúc"))
    note = models.TextField(_("ghi chú"), blank=True)
    data: models.JSONField[dict[str, Any]] = models.JSONField(_("dữ liệu"), default=dict)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    # The writing transaction's number: a seal takes all events of transactions that are over.
    transaction_number = models.BigIntegerField(
        db_default=models.Func(template="((pg_current_xact_id())::text)::bigint"), editable=False
    )

    class Meta:
        verbose_name = _("diễn biến hồ sơ")
        verbose_name_plural = _("diễn biến hồ sơ")
        ordering = ["application", "number"]
        indexes = [models.Index(fields=["transaction_number"], name="event_transaction")]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="event_number")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.number} {self.step}"


class FollowUp(Leased):
    """What the machine still has to do after an event: the outbox."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="follow_up")

    class Meta:
        verbose_name = _("việc tiếp theo của hệ thống")
        verbose_name_plural = _("việc tiếp theo của hệ thống")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="follow_up_open",
                condition=models.Q(done_at=None, parked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)


class Seal(models.Model):
    """A digest over all events since the seal before it, across dossiers."""

    number = models.PositiveIntegerField(unique=True)
    last_transaction = models.BigIntegerField()
    events = models.PositiveIntegerField(_("số diễn biến"))
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("niêm phong")
        verbose_name_plural = _("niêm phong")
        ordering = ["number"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.number)
