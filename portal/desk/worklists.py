"""What waits for whom: the lists of dossiers that each role works through, and how late they are.

A list is a condition over dossiers. The dashboard counts it, the list of dossiers filters by it,
and the sidebar shows how many wait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from applications.models import Application, Event, State
from common.dates import today
from records import comparisons
from verification.models import Conclusion, Reminder, VerificationRequest

Condition = Callable[[], Q]
SOON = timedelta(days=3)
OVER = (State.DELIVERED, State.REFUSED, State.WITHDRAWN, State.DRAFT)
# Issued in time or not: what comes after the result is ready no longer runs against the limit.
RUNNING = (
    *(State.SUBMITTED, State.ACCEPTED, State.VERIFYING, State.CONCLUDING),
    *(State.DRAFTED, State.APPROVED, State.SIGNED),
)
# After these a conclusion stands that a certificate can be drafted from.
CONCLUDED_STEPS = ("conclude", "send_back")
COMPARED_IN = (State.VERIFYING, State.CONCLUDING)


@dataclass(frozen=True)
class WorkList:
    """One list: whose it is, the step that is usually taken there, and which dossiers are in it."""

    key: str
    label: str | Promise
    step: str
    icon: str
    roles: frozenset[str]
    condition: Condition
    what: str | Promise = ""


def _last_step() -> Subquery:
    events = Event.objects.filter(application=OuterRef("pk")).order_by("-number")
    return Subquery(events.values("step")[:1])


def _has_conclusion() -> Exists:
    return Exists(Conclusion.objects.filter(application=OuterRef("pk")))


def _late_answer() -> Exists:
    asked = VerificationRequest.objects.filter(application=OuterRef("pk"))
    return Exists(asked.overdue_on(today()))


def _escalated() -> Exists:
    rising = Reminder.objects.filter(kind=Reminder.Kind.ESCALATION)
    waiting = rising.filter(request__state__in=VerificationRequest.OPEN)
    return Exists(waiting.filter(request__application=OuterRef("pk")))


def _to_draft() -> Q:
    concluded = Q(last_step__in=CONCLUDED_STEPS) & Q(has_conclusion=True)
    return Q(state=State.CONCLUDING) & concluded


WORK_LISTS: tuple[WorkList, ...] = (
    WorkList(
        *("tiep-nhan", _("Chờ tiếp nhận"), "accept", "inbox"),
        frozenset({Role.RECEIVER}),
        lambda: Q(state=State.SUBMITTED, filed_on__isnull=False),
        _("Xem giấy tờ, tiếp nhận hoặc yêu cầu bổ sung."),
    ),
    WorkList(
        *("nop-phi", _("Chờ nộp phí tại quầy"), "pay", "payments"),
        frozenset({Role.RECEIVER}),
        lambda: Q(state=State.AWAITING_PAYMENT, channel="counter"),
        _("Thu phí rồi ghi nhận."),
    ),
    WorkList(
        *("qua-han-tra-loi", _("Cơ quan trả lời quá hạn"), "conclude", "hourglass_bottom"),
        frozenset({Role.VERIFIER}),
        lambda: Q(state=State.VERIFYING, late_answer=True),
        _("Đôn đốc, hoặc kết luận không chờ kèm lý do."),
    ),
    WorkList(
        *("doi-chieu", _("Chờ đối chiếu lý lịch"), "conclude", "compare"),
        frozenset({Role.VERIFIER}),
        lambda: Q(state__in=COMPARED_IN, to_compare=True),
        _("Xem ai trong cơ sở dữ liệu có thể là người yêu cầu."),
    ),
    WorkList(
        *("ket-luan", _("Chờ kết luận"), "conclude", "balance"),
        frozenset({Role.VERIFIER}),
        lambda: Q(state=State.CONCLUDING) & ~_to_draft(),
        _("Xem trả lời xác minh và kết luận."),
    ),
    WorkList(
        *("lap-phieu", _("Chờ lập phiếu"), "draft", "edit_document"),
        frozenset({Role.DRAFTER}),
        _to_draft,
        _("Lập phiếu theo kết luận."),
    ),
    WorkList(
        *("duyet", _("Chờ duyệt"), "approve", "fact_check"),
        frozenset({Role.APPROVER}),
        lambda: Q(state=State.DRAFTED),
        _("Soát nội dung phiếu rồi duyệt hoặc trả lại."),
    ),
    WorkList(
        *("ky", _("Chờ ký"), "sign", "ink_pen"),
        frozenset({Role.SIGNER}),
        lambda: Q(state=State.APPROVED),
        _("Ký từng phiếu hoặc chọn nhiều phiếu để ký một lần."),
    ),
    WorkList(
        *("gui-buu-dien", _("Chờ giao bưu điện"), "hand_over", "local_shipping"),
        frozenset({Role.RECEIVER}),
        lambda: Q(state=State.READY, delivery__method="post"),
        _("Giao kết quả cho bưu điện."),
    ),
    WorkList(
        *("tra-tai-quay", _("Chờ trả tại quầy"), "deliver", "front_hand"),
        frozenset({Role.RECEIVER}),
        lambda: Q(state=State.READY) & ~Q(delivery__method="post"),
        _("Trả kết quả khi người dân đến nhận."),
    ),
    WorkList(
        *("buu-pham-tra-lai", _("Bưu phẩm bị trả lại"), "resend", "assignment_return"),
        frozenset({Role.RECEIVER}),
        lambda: Q(state=State.RETURNED_MAIL),
        _("Liên hệ người nhận và gửi lại."),
    ),
    WorkList(
        *("bao-lanh-dao", _("Cơ quan im lặng lâu"), "", "campaign"),
        frozenset({Role.HEAD}),
        lambda: Q(state=State.VERIFYING, escalated=True),
        _("Làm việc với cơ quan, hoặc cho kết luận không chờ."),
    ),
    WorkList(
        *("qua-han", _("Quá hạn trả kết quả"), "", "alarm"),
        frozenset({Role.HEAD}),
        lambda: late(),
        _("Xem hồ sơ đang vướng ở đâu."),
    ),
)
BY_KEY = {one.key: one for one in WORK_LISTS}


def late() -> Q:
    return Q(state__in=RUNNING, due_on__lt=today())


def soon() -> Q:
    """Due within three days, and not late yet."""
    day = today()
    return Q(state__in=RUNNING, due_on__gte=day, due_on__lte=day + SOON)


def annotated(dossiers: QuerySet[Application]) -> QuerySet[Application]:
    """With what the conditions of the lists ask for."""
    return dossiers.annotate(
        last_step=_last_step(),
        has_conclusion=_has_conclusion(),
        late_answer=_late_answer(),
        escalated=_escalated(),
        to_compare=comparisons.waiting_for("code"),
    )


def lists_of(user: User) -> list[WorkList]:
    return [one for one in WORK_LISTS if user.has_role(*one.roles)]


def mine(user: User) -> Q:
    """Everything that waits for a step that this person may take."""
    found = Q(pk__in=[])
    for one in lists_of(user):
        found |= one.condition()
    return found


def counts(user: User) -> list[dict[str, Any]]:
    """Each list of this person with how many wait, how many of them are late, and the oldest."""
    dossiers = annotated(Application.objects.for_user(user).exclude(state__in=OVER).order_by())
    found = []
    for one in lists_of(user):
        numbers = dossiers.filter(one.condition()).aggregate(
            waiting=Count("pk"), late=Count("pk", filter=late()), oldest=Min("submitted_at")
        )
        found.append({"list": one, **numbers})
    return found


def due_days(user: User, *, days: int) -> list[tuple[date | None, int]]:
    """How many results are due on each of the next days, the late ones together under None."""
    running = Application.objects.for_user(user).filter(state__in=RUNNING, due_on__isnull=False)
    rows = running.order_by().values(day=F("due_on")).annotate(number=Count("pk"))
    start = today()
    by_day = {row["day"]: row["number"] for row in rows}
    overdue = sum(number for day, number in by_day.items() if day < start)
    coming = [start + timedelta(days=step) for step in range(days)]
    return [(None, overdue), *((day, by_day.get(day, 0)) for day in coming)]
