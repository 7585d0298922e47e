"""What was asked of an agency, each try to reach it, and each answer that came."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application
from common.dates import today
from common.leases import Leased
from verification.models.offices import Agency

# How long an agency's officers may look again at a question that they have answered.
READABLE = timedelta(days=30)

# An answer on paper in these states has come and does not count yet (`PaperReply.OPEN`).
BEING_TYPED = ("scanned", "typed", "sent_back")

# What is answered or withdrawn is settled, and nothing turns back; any open one may be withdrawn.
# A letter that was marked as posted by mistake lies on the desk again (`verification.paper`).
_STATES = "CONSTANT text[] := ARRAY['prepared', 'sent', 'received', 'overdue', 'answered']"
_FORWARD = """
    IF NEW.state = 'prepared' AND OLD.state IN ('sent', 'overdue') AND NEW.sent_at IS NULL
        AND EXISTS (SELECT FROM verification_letter WHERE request_id = OLD.id)
    THEN RETURN NEW;
    END IF;
    IF OLD.state IN ('answered', 'withdrawn')
        OR array_position(states, NEW.state::text) < array_position(states, OLD.state::text)
    THEN RAISE EXCEPTION 'a question does not go back from % to %', OLD.state, NEW.state;
    END IF;
    RETURN NEW;
"""


class RequestQuerySet(models.QuerySet["VerificationRequest"]):
    def open(self) -> RequestQuerySet:
        """Those whose answer the case still waits for."""
        return self.filter(state__in=VerificationRequest.OPEN)

    def readable_by_agency(self, now: datetime) -> RequestQuerySet:
        """What was sent to it, while it waits for the answer and a while after."""
        lately = Q(state=VerificationRequest.State.ANSWERED, answered_at__gt=now - READABLE)
        waiting = Q(state__in=VerificationRequest.OPEN)
        return self.filter(waiting | lately, sent_at__isnull=False)

    def owed(self) -> RequestQuerySet:
        """What an agency owes: it was asked, and no answer on paper lies in the house."""
        asked = self.open().filter(sent_at__isnull=False)
        return asked.exclude(paper_replies__state__in=BEING_TYPED)

    def overdue_on(self, day: date) -> RequestQuerySet:
        """Those for whom the agency is late."""
        return self.owed().filter(due_on__lt=day)


class VerificationRequest(Leased):
    """Yêu cầu xác minh: one question to one agency. The lease is that of sending it."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("Chờ gửi")
        SENT = "sent", _("Đã gửi")
        RECEIVED = "received", _("Cơ quan đã nhận")
        OVERDUE = "overdue", _("Quá hạn trả lời")
        ANSWERED = "answered", _("Đã trả lời")
        WITHDRAWN = "withdrawn", _("Đã thôi hỏi")

    class Question(models.TextChoices):
        RECORD = "record", _("Người này có án tích hay không?")
        JUDGMENT = "judgment", _("Bản án và tình trạng thi hành án của người này?")
        EXPUNGEMENT = "expungement", _("Người này có đủ điều kiện được xóa án tích hay không?")

    OPEN = (State.PREPARED, State.SENT, State.RECEIVED, State.OVERDUE)

    application = models.ForeignKey(
        Application,
        verbose_name=_("hồ sơ"),
        on_delete=models.PROTECT,
        related_name="verification_requests",
    )
    agency = models.ForeignKey(
        Agency, verbose_name=_("cơ quan"), on_delete=models.PROTECT, related_name="requests"
    )
    reference = models.CharField(_("số yêu cầu"), max_length=60, unique=True)
    question = models.CharField(_("nội dung hỏi"), max_length=20, choices=Question.choices)
    round = models.PositiveSmallIntegerField(_("lần hỏi"), default=1)
    rule = models.CharField(_("theo quy tắc"), max_length=40, blank=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(
        _("tình trạng"), max_length=12, choices=State.choices, default=State.PREPARED
    )
    due_on = models.DateField(_("hạn trả lời"))
    prepared_at = models.DateTimeField(_("lập lúc"), db_default=Now())
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    received_at = models.DateTimeField(_("cơ quan nhận lúc"), null=True, blank=True)
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("thôi hỏi lúc"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("yêu cầu xác minh")
        verbose_name_plural = _("yêu cầu xác minh")
        ordering = ["application", "pk"]
        indexes = [
            models.Index(fields=["agency", "state", "due_on"], name="request_agency_work_list"),
            models.Index(
                fields=["agency", "due_on", "due_at"],
                name="request_to_send",
                condition=Q(state="prepared", done_at=None, parked_at=None),
            ),
            models.Index(
                fields=["agency"],
                name="request_on_the_line",
                condition=Q(lease_until__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "agency", "question", "round"], name="request_asked_once"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="state_goes_forward",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                declare=[("states", _STATES)],
                func=_FORWARD,
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.sent_at is not None and self.due_on < today()


_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class Message(models.Model):
    """Thư trao đổi: one try out or one thing that came in, as it went over the line.

    Headers are not kept: the signature lies in them and proves nothing later.
    """

    class Direction(models.TextChoices):
        OUT = "out", _("gửi đi")
        IN = "in", _("nhận về")

    request = models.ForeignKey(
        VerificationRequest, null=True, on_delete=models.PROTECT, related_name="messages"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(_("chiều"), max_length=3, choices=Direction.choices)
    body: models.JSONField[dict[str, Any] | None] = models.JSONField(_("nội dung"), null=True)
    status = models.PositiveSmallIntegerField(_("mã trả lời HTTP"), null=True)
    error = models.CharField(_("lỗi"), max_length=200, blank=True)
    at = models.DateTimeField(_("lúc"), db_default=Now())

    class Meta:
        verbose_name = _("thư trao đổi")
        verbose_name_plural = _("thư trao đổi")
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.direction} {self.agency_id} {self.at}"


class Reply(models.Model):
    """Trả lời xác minh: every answer that came, and what it was good for."""

    class Answer(models.TextChoices):
        NONE = "none", _("Không có án tích")
        HAS_RECORD = "has_record", _("Có án tích")
        UNCLEAR = "unclear", _("Chưa đủ căn cứ")

    class Disposition(models.TextChoices):
        APPLIED = "applied", _("Đã ghi nhận")
        INTERIM = "interim", _("Trả lời bước đầu, còn tra cứu tiếp")
        PARTIAL = "partial", _("Trả lời một phần, còn tra cứu tiếp")
        DUPLICATE = "duplicate", _("Trùng với trả lời trước")
        LATE = "late", _("Đến sau khi đã kết luận hoặc thôi hỏi")
        CONFLICTING = "conflicting", _("Khác với trả lời trước")
        WRONG_SUBJECT = "wrong_subject", _("Không đúng người được hỏi")
        UNKNOWN_REQUEST = "unknown_request", _("Không rõ yêu cầu nào")

    # The answer itself is still being looked for.
    UNDER_WAY = (Disposition.INTERIM, Disposition.PARTIAL)
    # What a person has to look at before the machine may go on.
    SET_ASIDE = (Disposition.CONFLICTING, Disposition.WRONG_SUBJECT, Disposition.UNKNOWN_REQUEST)

    agency = models.ForeignKey(
        Agency, verbose_name=_("cơ quan"), on_delete=models.PROTECT, related_name="replies"
    )
    message_id = models.CharField(max_length=100)
    request = models.ForeignKey(
        VerificationRequest,
        verbose_name=_("yêu cầu"),
        null=True,
        on_delete=models.PROTECT,
        related_name="replies",
    )
    request_reference = models.CharField(_("số yêu cầu được trả lời"), max_length=60)
    answer = models.CharField(_("trả lời"), max_length=12, choices=Answer.choices)
    judgments: models.JSONField[list[dict[str, Any]]] = models.JSONField(
        _("bản án"), default=list, blank=True
    )
    reference = models.CharField(_("số văn bản"), max_length=100, blank=True)
    signed_by = models.CharField(_("người ký"), max_length=200, blank=True)
    answered_on = models.DateField(_("ngày trả lời"))
    note = models.TextField(_("ghi chú"), blank=True)
    disposition = models.CharField(_("xử lý"), max_length=16, choices=Disposition.choices)
    entered_by = models.ForeignKey(
        User,
        verbose_name=_("người nhập"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Để trống khi máy chủ của cơ quan trả lời."),
    )
    received_at = models.DateTimeField(_("nhận lúc"), db_default=Now())

    class Meta:
        verbose_name = _("trả lời xác minh")
        verbose_name_plural = _("trả lời xác minh")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "message_id"], name="reply_counted_once"),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(disposition="applied"),
                name="request_answered_once",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.request_reference}: {self.answer}"

    @property
    def is_about_a_record(self) -> bool:
        """Whether it answers the question that every source is asked: has this person a record?"""
        question = VerificationRequest.Question.RECORD
        return self.request is not None and self.request.question == question
