"""Kết luận: what may be stated; by the machine where all is clean, otherwise by a clerk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from applications import workflow
from applications.models import Application, Event, State
from common.dates import PartialDate
from common.refusals import FieldProblem, Invalid, Refusal
from records.comparisons import Compared
from verification import heard, register, replies, requests, stating
from verification import judgments as judgment_rows
from verification.models import Classification, Conclusion
from verification.sources import Source, align

Finding = Conclusion.Finding


def after_verification_event(event: Event) -> None:
    """After `complete_verification`, and when nobody had to be asked: conclude what is clean."""
    after_verification(event.application)


@transaction.atomic
def after_verification(application: Application) -> Conclusion | None:
    """The machine concludes where every source said none; everything else waits for a clerk."""
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())
    if application.state != State.CONCLUDING:
        return None
    last = latest(application)
    if last and not (last.by.is_machine and is_outdated(last)):
        return None  # it stands; and what a person concluded, a person concludes anew
    if why_a_clerk(application):
        return None
    statement = {"judgments": [], "bans": [], "sources": _sources(application)}
    return _conclude(application, by=User.objects.machine(), finding="none", statement=statement)


def why_a_clerk(application: Application) -> list[str]:
    """Everything that keeps the machine from concluding, as codes; empty where all is clean."""
    return [reason.value for reason in stating.why_a_clerk(heard.of(application))]


@transaction.atomic
def conclude(
    application: Application,
    *,
    by: User,
    finding: str,
    judgments: Sequence[Mapping[str, Any]] = (),
    bans: Sequence[Mapping[str, Any]] = (),
    note: str = "",
    without_answers: str = "",
    without_comparing: str = "",
    disagreement: str = "",
) -> Conclusion:
    """A clerk states what was found.

    `without_answers` and `without_comparing` are the reasons not to wait any longer for an answer,
    or for the register's candidates to be compared; `disagreement` says which of two sources that
    disagree was followed, and why.
    """
    workflow.hold(application, "conclude", by=by)
    _refuse_missing_answers(application, without_answers)
    statement = {
        **checked(application, finding=finding, judgments=judgments, bans=bans),
        "without_answers": without_answers.strip(),
        "without_comparing": without_comparing.strip(),
        "disagreement": disagreement.strip(),
    }
    _refuse_uncompared(application, statement["judgments"], without_comparing)
    requests.withdraw_open(application)
    return _conclude(application, by=by, finding=finding, statement=statement, note=note)


def checked(
    application: Application,
    *,
    finding: str,
    judgments: Sequence[Mapping[str, Any]] = (),
    bans: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """What would be stated, with its sources; or `Invalid`, naming what cannot be printed."""
    rows, problems = judgment_rows.stated(judgments)
    stated_bans, ban_problems = _bans(bans)
    problems += ban_problems
    if not problems:
        problems = _contradictions(finding, rows)
    if problems:
        raise Invalid(problems)
    return {"judgments": rows, "bans": stated_bans, "sources": _sources(application)}


def uncompared(application: Application, judgments: Sequence[Mapping[str, Any]]) -> list[Compared]:
    """The register's candidates who wait, and of whom something would be left out.

    One whose judgments are all stated cannot be overlooked any more: naming them is to say that
    it is the applicant.
    """
    stated = [Source("stated", "", "", judgments=tuple(judgments))]
    waiting = [one for one in register.look_up(application) if one.waits]
    return [one for one in waiting if not _covers(stated, one)]


def _covers(stated: Sequence[Source], one: Compared) -> bool:
    held = tuple(
        {"judgment_no": row.judgment_no, "court": row.court, "judgment_date": row.judgment_date}
        for row in one.candidate.person.judgments.all()
    )
    rows = tuple({**row, "judgment_date": str(row["judgment_date"] or "")} for row in held)
    aligned = align([Source("held", "", "", judgments=rows), *stated])
    of_theirs = [judgment for judgment in aligned if "held" in judgment.rows]
    return bool(rows) and all("stated" in judgment.rows for judgment in of_theirs)


def latest(application: Application) -> Conclusion | None:
    """The conclusion that counts."""
    return Conclusion.objects.filter(application=application).order_by("number").last()


def is_outdated(conclusion: Conclusion) -> bool:
    """Whether the case was classified or answered anew, or the person corrected, after it."""
    application = conclusion.application
    classified = Classification.objects.filter(application=application, at__gt=conclusion.at)
    answered = replies.applied(application).filter(received_at__gt=conclusion.at)
    corrected = application.events.filter(step="correct", at__gt=conclusion.at)
    return classified.exists() or answered.exists() or corrected.exists()


def _conclude(
    application: Application,
    *,
    by: User,
    finding: str,
    statement: dict[str, Any],
    note: str = "",
) -> Conclusion:
    conclusion = Conclusion.objects.create(
        application=application,
        number=Conclusion.next_number(application),
        by=by,
        finding=finding,
        statement=statement,
        note=note.strip(),
    )
    # What was found stays out of the trail: the timeline is read by more people than the case.
    workflow.advance(application, "conclude", by=by, data={"conclusion": conclusion.number})
    return conclusion


def _sources(application: Application) -> list[dict[str, Any]]:
    """Who answered what, under which number: the grounds of the conclusion."""
    return [
        {
            "agency": reply.agency.code,
            "kind": reply.agency.agency_kind,
            "answer": reply.answer,
            "reference": reply.reference,
            "answered_on": reply.answered_on.isoformat(),
        }
        for reply in replies.applied(application)
    ]


def _refuse_missing_answers(application: Application, reason: str) -> None:
    missing = application.verification_requests.open().select_related("agency")
    if missing and not reason.strip():
        names = ", ".join(request.agency.name for request in missing)
        message = _("Chưa có trả lời của: %(agencies)s. Nếu kết luận không chờ, hãy ghi lý do.")
        raise Refusal(message % {"agencies": names}, code="answers_missing")


def _refuse_uncompared(
    application: Application, judgments: Sequence[Mapping[str, Any]], reason: str
) -> None:
    waiting = [] if reason.strip() else uncompared(application, judgments)
    if waiting:
        message = ngettext(
            "Còn %(number)d người trong cơ sở dữ liệu chưa được đối chiếu. Hãy đối chiếu trước, "
            "hoặc ghi lý do kết luận mà không đối chiếu.",
            "Còn %(number)d người trong cơ sở dữ liệu chưa được đối chiếu. Hãy đối chiếu trước, "
            "hoặc ghi lý do kết luận mà không đối chiếu.",
            len(waiting),
        )
        raise Refusal(message % {"number": len(waiting)}, code="candidates_waiting")


def _contradictions(finding: str, rows: Sequence[Mapping[str, Any]]) -> list[FieldProblem]:
    """A finding and its judgments say the same (Law 28/2009 art 42.2)."""
    if finding not in Finding.values:
        return [FieldProblem("invalid", "finding", _("Hãy chọn một kết luận trong danh sách."))]
    still_open = judgment_rows.is_anything_open(rows)
    if finding == Finding.NONE and still_open:
        message = _("Còn bản án chưa được xóa án tích, nên không thể kết luận là không có án tích.")
        return [FieldProblem("contradiction", "finding", message)]
    if finding == Finding.HAS_RECORD and not rows:
        message = _("Kết luận có án tích thì phải nêu ít nhất một bản án.")
        return [FieldProblem("required", "judgments", message)]
    if finding == Finding.HAS_RECORD and not judgment_rows.is_anything_in_force(rows):
        message = _("Mọi bản án ở đây đã bị hủy, nên không thể kết luận là có án tích.")
        return [FieldProblem("contradiction", "finding", message)]
    return []


def _bans(bans: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[FieldProblem]]:
    """Bans from posts, from judgments or bankruptcy decisions (Bankruptcy 2014 art 130)."""
    stated, problems = [], []
    for position, ban in enumerate(bans):
        post = " ".join(str(ban.get("ban_position") or "").split())
        if not post:
            message = _("Hãy ghi chức vụ bị cấm đảm nhiệm.")
            problems.append(FieldProblem("required", f"bans.{position}.ban_position", message))
        until = _ban_until(ban.get("ban_until"))
        if until is None:
            message = _("Hãy nhập ngày, ví dụ 17/05/2019.")
            problems.append(FieldProblem("invalid", f"bans.{position}.ban_until", message))
        stated.append({"ban_position": post, "ban_until": until or ""})
    return stated, problems


def _ban_until(value: Any) -> str | None:
    """The last day as typed, empty where none is set; None where it cannot be read."""
    try:
        return str(PartialDate.parse_typed(str(value))) if value else ""
    except ValueError:
        return None
