"""Each try to reach an agency, and the line on which the tries go."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from verification.models.asking import VerificationRequest
from verification.models.offices import Agency

# What is known when a try begins never changes; what came of it is written once.
_COMPLETED_ONCE = """
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
        OR ROW(NEW.id, NEW.request_id, NEW.agency_id, NEW.number, NEW.channel, NEW.address,
               NEW.out, NEW.started_at)
        IS DISTINCT FROM ROW(OLD.id, OLD.request_id, OLD.agency_id, OLD.number, OLD.channel,
               OLD.address, OLD.out, OLD.started_at)
    THEN RAISE EXCEPTION 'a try is completed once and otherwise stays as it is';
    END IF;
    RETURN NEW;
"""


class Attempt(models.Model):
    """Lần gửi: one try at one question: what went out, where to, and what came of it.

    Headers are not kept: the signature lies in them and proves nothing later.
    """

    class Outcome(models.TextChoices):
        RECEIVED = "received", _("Cơ quan đã nhận")
        SENT = "sent", _("Đã gửi")
        TO_BE_POSTED = "to_be_posted", _("Đã lập văn bản, chờ gửi đi")
        PASSING = "passing", _("Chưa được, sẽ gửi lại")
        LASTING = "lasting", _("Không gửi được, cần người xem")
        LOST = "lost", _("Máy gửi dừng giữa chừng, không rõ kết quả")

    request = models.ForeignKey(
        VerificationRequest,
        verbose_name=_("yêu cầu"),
        on_delete=models.PROTECT,
        related_name="attempts",
    )
    agency = models.ForeignKey(
        Agency, verbose_name=_("cơ quan"), on_delete=models.PROTECT, related_name="attempts"
    )
    number = models.PositiveIntegerField(_("lần"))
    channel = models.CharField(_("cách trao đổi"), max_length=20, choices=Agency.Channel.choices)
    address = models.CharField(_("gửi đến"), max_length=300, blank=True)
    out: models.JSONField[dict[str, Any]] = models.JSONField(_("nội dung gửi đi"))
    started_at = models.DateTimeField(_("bắt đầu lúc"), db_default=Now())
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True)
    status = models.PositiveSmallIntegerField(_("mã trả lời HTTP"), null=True)
    came_back: models.JSONField[Any] = models.JSONField(_("nội dung nhận về"), null=True)
    error = models.CharField(_("lỗi"), max_length=200, blank=True)
    outcome = models.CharField(_("kết quả"), max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        verbose_name = _("lần gửi")
        verbose_name_plural = _("lần gửi")
        ordering = ["request", "number"]
        indexes = [models.Index(fields=["agency", "started_at"], name="attempt_of_a_line")]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="attempt_number"),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(ended_at=None),
                name="attempt_one_at_a_time",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="completed_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_COMPLETED_ONCE,
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.number}"

    @property
    def took(self) -> timedelta | None:
        """How long the call lasted; None while it does."""
        return self.ended_at - self.started_at if self.ended_at else None

    @property
    def out_text(self) -> str:
        return _readable(self.out)

    @property
    def came_back_text(self) -> str:
        return "" if self.came_back is None else _readable(self.came_back)


def _readable(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2)


class AgencyLine(models.Model):
    """Đường dây với cơ quan: whether it may be called now, how fast, and how it has fared.

    Changed under its own row lock only. While the breaker is open the questions wait as they are:
    `next_call_at` holds all of them back at once.
    """

    class Breaker(models.TextChoices):
        CLOSED = "closed", _("Thông suốt")
        OPEN = "open", _("Tạm ngừng gửi")
        HALF_OPEN = "half_open", _("Đang thử lại")

    agency = models.OneToOneField(
        Agency,
        verbose_name=_("cơ quan"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="line",
    )
    breaker = models.CharField(
        _("tình trạng đường dây"), max_length=10, choices=Breaker.choices, default=Breaker.CLOSED
    )
    failures = models.PositiveIntegerField(_("số lần lỗi liên tiếp"), default=0)
    openings = models.PositiveSmallIntegerField(default=0, editable=False)
    opened_at = models.DateTimeField(_("ngừng gửi từ"), null=True)
    # Not before: a pause that the agency asked for, the next probe, or the end of one's lease.
    next_call_at = models.DateTimeField(_("gửi tiếp không trước"), null=True)
    tokens = models.FloatField(default=0.0, editable=False)
    tokens_at = models.DateTimeField(null=True, editable=False)  # None: as many as it may have
    hinted_at = models.DateTimeField(null=True, editable=False)
    last_success_at = models.DateTimeField(_("lần gần nhất thành công"), null=True)
    last_failure_at = models.DateTimeField(_("lần gần nhất bị lỗi"), null=True)
    last_error = models.CharField(_("lỗi gần nhất"), max_length=200, blank=True)
    successes = models.PositiveBigIntegerField(_("tổng số lần được"), default=0)
    faults = models.PositiveBigIntegerField(_("tổng số lần lỗi"), default=0)

    class Meta:
        verbose_name = _("đường dây với cơ quan")
        verbose_name_plural = _("đường dây với cơ quan")
        ordering = ["agency__code"]

    def __str__(self) -> str:
        return self.agency.name
